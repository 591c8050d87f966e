// Manifests for package managers, all from what was built: its names, and the checksums of the very files.

type Artefact = {readonly name: string; readonly sha256: string};

export type ManifestOptions = {
	readonly version: string;
	/** Where the files of this release will lie, without a slash at the end. */
	readonly baseUrl: string;
	readonly archives: {readonly x64: Artefact; readonly arm64: Artefact};
	/** The one file, which runs wherever Node is. */
	readonly file: Artefact;
};

const summary = 'Check if a cluster reaches what Azure Arc needs';

/** For krew: `kubectl arc-netcheck`. Krew knows plugins by underscores in place of dashes. */
export function krewManifest({version, baseUrl, archives}: ManifestOptions): string {
	const platform = (machine: string, {name, sha256}: Artefact) => `    - selector:
        matchLabels:
          os: linux
          arch: ${machine}
      uri: ${baseUrl}/${name}
      sha256: ${sha256}
      bin: arc-netcheck
      files:
        - from: arc-netcheck
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
${platform('amd64', archives.x64)}${platform('arm64', archives.arm64)}`;
}

/** For Homebrew: the binary on Linux, the one file with Homebrew's own Node elsewhere. */
export function homebrewFormula({version, baseUrl, archives, file}: ManifestOptions): string {
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
