// Packages for Debian and Red Hat, of one tree of files, with the tools of each.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {gzipSync} from 'node:zlib';

export type Contents = {
	readonly version: string;
	/** Seconds since 1970: the time of every file, and of the build. */
	readonly epoch: number;
	readonly licences: string;
	readonly manPage: string;
	readonly changes: string;
	readonly completions: {readonly bash: string; readonly zsh: string; readonly fish: string};
};

export type Architecture = 'x64' | 'arm64';

const names = {
	deb: {x64: 'amd64', arm64: 'arm64'},
	rpm: {x64: 'x86_64', arm64: 'aarch64'},
} as const;

const summary = 'Checks if a cluster behind a proxy reaches what Azure Arc needs';
const description = [
	'Probes each endpoint that Azure Arc and Azure Machine Learning need, over the',
	"path of the cluster's agents, and writes what a network team has to allow.",
];

/** @returns the names of the files below `root`, sorted, with `/` between folders */
function filesBelow(root: string): readonly string[] {
	return readdirSync(root, {recursive: true, encoding: 'utf8'})
		.filter(name => statSync(path.join(root, name)).isFile())
		.sort();
}

/** Lays out what both packages install. Modes do not depend on who builds. */
export function layOutFiles(root: string, program: string, contents: Contents): void {
	rmSync(root, {recursive: true, force: true});
	const put = (name: string, data: string | Buffer) => {
		mkdirSync(path.dirname(path.join(root, name)), {recursive: true});
		writeFileSync(path.join(root, name), data);
	};
	const zip = (text: string) => gzipSync(text, {level: 9});
	put('usr/share/doc/arc-netcheck/copyright', contents.licences);
	put('usr/share/doc/arc-netcheck/NEWS.gz', zip(contents.changes));
	put('usr/share/man/man1/arc-netcheck.1.gz', zip(contents.manPage));
	put('usr/share/bash-completion/completions/arc-netcheck', contents.completions.bash);
	put('usr/share/zsh/vendor-completions/_arc-netcheck', contents.completions.zsh);
	put('usr/share/fish/vendor_completions.d/arc-netcheck.fish', contents.completions.fish);
	mkdirSync(path.join(root, 'usr/bin'));
	cpSync(program, path.join(root, 'usr/bin/arc-netcheck'));
	for (const name of readdirSync(root, {recursive: true, encoding: 'utf8'})) {
		const isOpen = statSync(path.join(root, name)).isDirectory() || name === 'usr/bin/arc-netcheck';
		chmodSync(path.join(root, name), isOpen ? 0o755 : 0o644);
	}
	chmodSync(root, 0o755);
}

const maintainer = 'arc-netcheck maintainers <noreply@arc-netcheck.invalid>';

/** What lintian has against the program, and why it stays. */
const overrides = `# Node brings its libraries and their licences, word by word; docs/advisories.json and the bill of materials follow them.
arc-netcheck: embedded-library *
arc-netcheck: copyright-file-contains-full-apache-2-license
arc-netcheck: copyright-not-using-common-license-for-gpl
arc-netcheck: old-fsf-address-in-copyright-file
# Node's own build.
arc-netcheck: hardening-no-pie *
`;

/** What Debian alone has beside the files of both: taken out again, since the other package is made of the same folder. */
function addDebianFiles(root: string, {version, epoch}: Contents): readonly string[] {
	const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
	const changes = `arc-netcheck (${version}) unstable; urgency=medium\n\n  * See NEWS.gz.\n\n -- ${maintainer}  ${date}\n`;
	const log = path.join(root, 'usr/share/doc/arc-netcheck/changelog.gz');
	writeFileSync(log, gzipSync(changes, {level: 9}), {mode: 0o644});
	const folder = path.join(root, 'usr/share/lintian');
	mkdirSync(path.join(folder, 'overrides'), {recursive: true});
	writeFileSync(path.join(folder, 'overrides/arc-netcheck'), overrides, {mode: 0o644});
	return [log, folder];
}

/** Compressed by xz, which every dpkg reads. Needs `dpkg-deb`. */
export function buildDeb(folder: string, root: string, architecture: Architecture, contents: Contents): string {
	const control = path.join(root, 'DEBIAN');
	mkdirSync(control);
	const added = addDebianFiles(root, contents);
	const files = filesBelow(root);
	const bytes = files.reduce((sum, name) => sum + statSync(path.join(root, name)).size, 0);
	const sums = files.map(
		name =>
			`${createHash('md5')
				.update(readFileSync(path.join(root, name)))
				.digest('hex')}  ${name}\n`,
	);
	writeFileSync(path.join(control, 'md5sums'), sums.join(''), {mode: 0o644});
	writeFileSync(
		path.join(control, 'control'),
		`Package: arc-netcheck
Version: ${contents.version}
Architecture: ${names.deb[architecture]}
Maintainer: ${maintainer}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libc6 (>= 2.28), libstdc++6 (>= 6)
Recommends: ca-certificates
Section: net
Priority: optional
Description: ${summary}
${description.map(line => ` ${line}\n`).join('')}`,
		{mode: 0o644},
	);
	chmodSync(control, 0o755);
	const name = `arc-netcheck_${contents.version}_${names.deb[architecture]}.deb`;
	execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', root, path.join(folder, name)], {
		env: {...process.env, SOURCE_DATE_EPOCH: `${contents.epoch}`},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	for (const name of [control, ...added]) rmSync(name, {recursive: true});
	return name;
}

/**
 * Compressed by Zstandard, which rpm reads from 4.14 on, that of RHEL 8. Nothing is stripped, which would take the program out of its binary; no links by build id, which would be those of
 * every program made of the same Node. Needs `rpmbuild`.
 */
export function buildRpm(folder: string, root: string, architecture: Architecture, contents: Contents): string {
	const top = `${root}-rpm`;
	rmSync(top, {recursive: true, force: true});
	mkdirSync(top);
	const target = names.rpm[architecture];
	const spec = path.join(top, 'arc-netcheck.spec');
	// Red Hat looks for completions of zsh elsewhere.
	const moved = 'usr/share/zsh/site-functions';
	writeFileSync(
		spec,
		`%global __strip /bin/true
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _buildhost reproducible
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%define _binary_payload w12.zstdio
Name: arc-netcheck
Version: ${contents.version}
Release: 1
Summary: ${summary}
License: MIT
AutoReqProv: no
Requires: glibc >= 2.28, libstdc++ >= 8
Recommends: ca-certificates
%description
${description.join('\n')}
%install
mkdir -p %{buildroot}
cp -a ${root}/. %{buildroot}/
mkdir -p %{buildroot}/${moved}
mv %{buildroot}/usr/share/zsh/vendor-completions/_arc-netcheck %{buildroot}/${moved}/_arc-netcheck
rm -r %{buildroot}/usr/share/zsh/vendor-completions
%files
%defattr(-,root,root)
${filesBelow(root)
	.map(name => `/${name.replace('usr/share/zsh/vendor-completions', moved)}`)
	.join('\n')}
`,
	);
	execFileSync('rpmbuild', ['--quiet', '-bb', '--target', `${target}-linux`, '--define', `_topdir ${top}`, spec], {
		env: {...process.env, SOURCE_DATE_EPOCH: `${contents.epoch}`},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const name = `arc-netcheck-${contents.version}-1.${target}.rpm`;
	cpSync(path.join(top, 'RPMS', target, name), path.join(folder, name));
	rmSync(top, {recursive: true});
	return name;
}
