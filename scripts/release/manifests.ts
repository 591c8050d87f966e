// Manifests for package managers, all from what was built: its names, and the checksums of the very files.

type Artefact = {readonly name: string; readonly sha256: string};

export type ManifestOptions = {
	readonly version: string;
	/** Where the files of this release will lie, without a slash at the end. */
	readonly baseUrl: string;
	readonly archives: {readonly x64: Artefact; readonly arm64: Artefact};
	/** Null where Windows waits for its Node. */
	readonly windows: {readonly program: Artefact; readonly archive: Artefact} | null;
	/** The one file, which runs wherever Node is. */
	readonly file: Artefact;
};

const summary = 'Check if a cluster reaches what Azure Arc needs';

/** All of them, by the names of their files. Those for Windows alone wait with its program. */
export function renderManifests(options: ManifestOptions): {readonly [name: string]: string} {
	return {
		'krew.yaml': krewManifest(options),
		'arc-netcheck.rb': homebrewFormula(options),
		...(options.windows && {
			...wingetManifests(options, options.windows.program),
			'scoop/arc-netcheck.json': scoopManifest(options, options.windows.program),
		}),
	};
}

/** For krew: `kubectl arc-netcheck`. Krew knows plugins by underscores in place of dashes. */
function krewManifest({version, baseUrl, archives, windows}: ManifestOptions): string {
	const platform = (system: string, machine: string, program: string, {name, sha256}: Artefact) => `    - selector:
        matchLabels:
          os: ${system}
          arch: ${machine}
      uri: ${baseUrl}/${name}
      sha256: ${sha256}
      bin: ${program}
      files:
        - from: ${program}
          to: .
        - from: LICENSE
          to: .
`;
	return `apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: arc-netcheck
spec:
  version: v${version}
  shortDescription: ${summary}
  description: |
    Probes each endpoint that Azure Arc and Azure Machine Learning need, over the
    path of the cluster's agents, and writes what a network team has to allow.
  platforms:
${platform('linux', 'amd64', 'arc-netcheck', archives.x64)}${platform('linux', 'arm64', 'arc-netcheck', archives.arm64)}${windows === null ? '' : platform('windows', 'amd64', 'arc-netcheck.exe', windows.archive)}`;
}

/** For winget: three files, a portable program. The publisher stands before the name. */
function wingetManifests(
	{version, baseUrl}: ManifestOptions,
	{name, sha256}: Artefact,
): {readonly [name: string]: string} {
	const identifier = 'ArcNetcheck.ArcNetcheck';
	const file = (type: string, lines: string) => `PackageIdentifier: ${identifier}
PackageVersion: ${version}
${lines}ManifestType: ${type}
ManifestVersion: 1.10.0
`;
	return {
		[`winget/${identifier}.yaml`]: file('version', 'DefaultLocale: en-US\n'),
		[`winget/${identifier}.installer.yaml`]: file(
			'installer',
			`InstallerType: portable
Commands:
  - arc-netcheck
Installers:
  - Architecture: x64
    InstallerUrl: ${baseUrl}/${name}
    InstallerSha256: ${sha256.toUpperCase()}
`,
		),
		[`winget/${identifier}.locale.en-US.yaml`]: file(
			'defaultLocale',
			`PackageLocale: en-US
Publisher: arc-netcheck maintainers
PackageName: arc-netcheck
License: MIT
ShortDescription: ${summary}
Moniker: arc-netcheck
`,
		),
	};
}

/** For scoop. Behind the mark stands the name that the program gets. */
function scoopManifest({version, baseUrl}: ManifestOptions, {name, sha256}: Artefact): string {
	const manifest = {
		version,
		description: summary,
		homepage: baseUrl,
		license: 'MIT',
		architecture: {'64bit': {url: `${baseUrl}/${name}#/arc-netcheck.exe`, hash: sha256}},
		bin: 'arc-netcheck.exe',
	};
	return `${JSON.stringify(manifest, null, 4)}\n`;
}

/** For Homebrew: the binary on Linux, the one file with Homebrew's own Node elsewhere. */
function homebrewFormula({version, baseUrl, archives, file}: ManifestOptions): string {
	return `class ArcNetcheck < Formula
  desc "${summary}"
  homepage "${baseUrl}"
  version "${version}"
  license "MIT"

  on_macos do
    url "${baseUrl}/${file.name}"
    sha256 "${file.sha256}"
    depends_on "node"
  end

  on_linux do
    on_intel do
      url "${baseUrl}/${archives.x64.name}"
      sha256 "${archives.x64.sha256}"
    end
    on_arm do
      url "${baseUrl}/${archives.arm64.name}"
      sha256 "${archives.arm64.sha256}"
    end
  end

  def install
    bin.install (OS.mac? ? "${file.name}" : "arc-netcheck") => "arc-netcheck"
    generate_completions_from_executable(bin/"arc-netcheck", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/arc-netcheck --version")
  end
end
`;
}
