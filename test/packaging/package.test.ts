import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import manifest from '../../package.json' with {type: 'json'};
import {versionLine} from '../../source/version.ts';
import {buildInto, builds} from '../helpers/builds.ts';

/** What is published, with the program as the plain build makes it. */
function layOutPlainly(root: string): string {
	fs.mkdirSync(root);
	for (const name of ['package.json', 'LICENSE', 'README.md', 'schema'])
		fs.cpSync(name, path.join(root, name), {recursive: true});
	buildInto(path.join(root, 'dist'), builds[1]);
	return root;
}

/** The package as npm publishes it. */
describe.each(builds)('the package ($way)', build => {
	let folder: string;
	let files: string[];
	beforeAll(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
		const root = build.way === 'plain' ? layOutPlainly(path.join(folder, 'root')) : '.';
		const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		[{files}] = JSON.parse(packed, (key, value) =>
			key === 'files' ? value.map((file: {path: string}) => file.path) : value,
		);
	});
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

	it('holds what it needs and nothing else', () => {
		expect(files.toSorted()).toEqual([
			'LICENSE',
			'README.md',
			'dist/arc-netcheck.mjs',
			'dist/arc-netcheck.mjs.LEGAL.txt',
			'package.json',
			...fs.readdirSync('schema').map(name => `schema/${name}`),
		]);
	});

	it('runs no scripts when it is installed, and needs no other package', () => {
		expect(Object.keys(manifest.scripts)).not.toEqual(
			expect.arrayContaining([expect.stringMatching(/^(pre|post)?(install|prepare|publish)|^prepublishOnly$/)]),
		);
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).not.toHaveProperty('optionalDependencies');
	});

	it('installs from its tarball without a network, and runs', () => {
		const tarball = fs.readdirSync(folder).find(name => name.endsWith('.tgz')) ?? '';
		const empty = path.join(folder, 'empty');
		fs.mkdirSync(empty);
		const home = path.join(folder, 'home');
		fs.mkdirSync(home);
		const environment = {PATH: process.env.PATH ?? '', HOME: home, npm_config_cache: path.join(home, 'npm')};
		execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', path.join('..', tarball)], {
			cwd: empty,
			env: environment,
			stdio: 'ignore',
		});
		expect(fs.readdirSync(path.join(empty, 'node_modules')).toSorted()).toEqual([
			'.bin',
			'.package-lock.json',
			manifest.name,
		]);
		const outcome = spawnSync(path.join(empty, 'node_modules', '.bin', manifest.name), ['--version'], {
			env: {...environment, PATH: `${path.dirname(process.execPath)}:${environment.PATH}`},
			encoding: 'utf8',
		});
		expect(outcome).toMatchObject({status: 0, stdout: `${versionLine}\n`, stderr: ''});
	});
});

it('the changes have the form of Keep a Changelog, and say what is stable', () => {
	const text = fs.readFileSync('CHANGELOG.md', 'utf8');
	expect(text).toMatch(/^# Changelog\n/);
	expect(text).toContain('**Stable**');
	const headings = text.match(/^##+ .*/gm) ?? [];
	expect(headings[0]).toBe('## [Unreleased]');
	for (const heading of headings)
		expect(heading).toMatch(
			/^(?:## \[(?:Unreleased\]$|\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d)|### (?:Added|Changed|Deprecated|Removed|Fixed|Security)$)/,
		);
});
