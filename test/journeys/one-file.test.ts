import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import zlib from 'node:zlib';
import {transform} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {versionLine} from '../../source/version.ts';
import {buildInto, builds} from '../helpers/builds.ts';
import {commandFor, runProgram} from '../helpers/program.ts';
import {startInPty} from '../helpers/pty.ts';

/** What the launcher is told of the sections behind it. */
type Table = {
	readonly entry: string;
	readonly sections: {readonly [name: string]: {readonly start: number; readonly length: number}};
	readonly groups: {readonly [name: string]: readonly string[]};
};

/** What stands packed behind the launcher of the one file: the table, and the texts of all sections. */
function unpack(text: string): {readonly table: Table; readonly body: string} {
	const [table = '', packed = ''] = text.slice(text.indexOf('\n/*\n') + 4).split('\n');
	return {table: JSON.parse(table), body: zlib.zstdDecompressSync(Buffer.from(packed, 'base64')).toString('latin1')};
}

/** The built file by itself, in a folder where no package can be found. */
describe.each(builds)('the one file ($way)', build => {
	const isPlain = build.way === 'plain';
	let folder: string;
	let built: string;
	let file: string;
	let command: readonly [string, ...string[]];
	beforeAll(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'one-file-'));
		file = path.join(folder, 'arc-netcheck.mjs');
		built = isPlain ? path.join(folder, 'built') : 'dist';
		if (isPlain) buildInto(built, build);
		fs.copyFileSync(path.join(built, 'arc-netcheck.mjs'), file);
		command = commandFor(file);
	});
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

	it.each([['--version'], ['--version', '--no-color']])('says its version: %j', async (...commandLine) => {
		expect(await runProgram(commandLine, {command})).toEqual({code: 0, stdout: `${versionLine}\n`, stderr: ''});
	});

	it('checks', async () => {
		// Nobody listens on the discard port of loopback, so every name is refused at once.
		const nobody = ['--dns', '127.0.0.1:9', '--timeout', '1', '--retries', '0'];
		const outcome = await runProgram(['check', '--region', 'eastus', ...nobody], {command});
		expect(outcome.code).toBe(1);
		expect(outcome.stdout).toContain('name resolution is what fails');
	});

	it('opens the wizard, and leaves the terminal as it was', async () => {
		const program = startInPty([], {cwd: folder, environment: {HOME: folder}, command});
		await program.see('Which Azure region');
		program.type('\u0003');
		expect(await program.exit).toMatchObject({exitCode: 130});
		expect(program.sent()).toMatch(/\u001b\[\?25h/);
		expect(program.sent()).toContain('\u001b[?1049l');
	});

	it('says what to use instead where there is no terminal', async () => {
		const outcome = await runProgram([], {command});
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/needs a terminal.*arc-netcheck check --region/);
	});

	it('keeps nothing of what was wrong usage', async () => {
		const home = path.join(folder, 'home-wrong');
		await runProgram(['plan', '--region', 'estus'], {
			command,
			home,
			environment: {NODE_COMPILE_CACHE: '', NODE_DISABLE_COMPILE_CACHE: ''},
		});
		expect(fs.existsSync(home)).toBe(false);
	});

	describe('on a Node that is too old', () => {
		it('says what it needs', () => {
			const pretend = path.join(folder, 'pretend.cjs');
			fs.writeFileSync(
				pretend,
				"Object.defineProperty(process, 'versions', {value: {...process.versions, node: '18.20.4'}}); delete process.getBuiltinModule;",
			);
			const outcome = spawnSync(process.execPath, ['--require', pretend, file, '--version'], {encoding: 'utf8'});
			expect(outcome).toMatchObject({status: 3, stdout: ''});
			expect(outcome.stderr).toMatch(/^arc-netcheck needs Node 22\.19 or newer; this is 18\.20\.4\. .*\n$/);
		});
	});

	it('is the same when it is built again', () => {
		const again = path.join(folder, 'again');
		buildInto(again, build);
		const names = ['SHA256SUMS', 'arc-netcheck.mjs', 'arc-netcheck.mjs.LEGAL.txt'];
		expect(fs.readdirSync(again).toSorted()).toEqual(names);
		for (const name of names.slice(1)) {
			expect(fs.readFileSync(path.join(again, name)).equals(fs.readFileSync(path.join(built, name)))).toBe(true);
		}
		execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {cwd: again});
	});

	it('does not tell where it was built', () => {
		const text = fs.readFileSync(file, 'utf8');
		const texts = `${text}\n${isPlain ? '' : unpack(text).body}`;
		expect(texts).toContain('ink-root');
		for (const place of [process.cwd(), fs.realpathSync('node_modules')]) {
			expect(texts.includes(place.replace(/^\//, '')), place).toBe(false);
		}
	});

	it('comes with the licences of all that it holds', () => {
		const licences = fs.readFileSync(path.join(built, 'arc-netcheck.mjs.LEGAL.txt'), 'utf8');
		for (const name of ['commander', 'conf', 'ink', 'react', 'undici', 'yoga-layout', 'zod']) {
			expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
		}
		expect(licences.split(/^-{80}$/m).every(part => /copyright|blue oak/i.test(part))).toBe(true);
	});
});

/** What the loader of docs/loader.md does. */
describe('the sections of the one file', () => {
	const file = path.resolve('dist/arc-netcheck.mjs');
	const command = commandFor(file);
	let folder: string;
	beforeAll(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sections-'));
	});
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

	it('says the same with the compiled code of an earlier start, whatever has become of that', async () => {
		const home = path.join(folder, 'home');
		fs.mkdirSync(home);
		const cache = path.join(home, 'cache');
		const plan = () =>
			runProgram(['plan', '--region', 'eastus', '--format', 'json'], {
				command,
				home,
				environment: {NODE_COMPILE_CACHE: '', NODE_DISABLE_COMPILE_CACHE: ''},
			});
		const first = await plan();
		expect(first.code).toBe(0);
		const [name = ''] = fs.readdirSync(cache);
		expect(name).toMatch(/-plan$/);
		expect(await plan()).toEqual(first);
		fs.writeFileSync(path.join(cache, name), fs.readFileSync(path.join(cache, name)).fill(0xff, 20_000, 30_000));
		expect(await plan()).toEqual(first);
		fs.rmSync(cache, {recursive: true});
		fs.writeFileSync(cache, 'in the way');
		expect(await plan()).toEqual(first);
	});

	it('keeps the wizard out of all that asks no questions', () => {
		const {table, body} = unpack(fs.readFileSync(file, 'utf8'));
		const {entry, sections, groups} = table;
		/** The sections that hold a text which only Ink, or only the reconciler of React, has. */
		const drawing = Object.entries(sections).flatMap(([name, {start, length}]) =>
			/ink-root|react-reconciler/.test(body.slice(start, start + length)) ? [name] : [],
		);
		expect(drawing.length).toBeGreaterThan(0);
		expect(groups['source/wizard/run-wizard']).toEqual(expect.arrayContaining(drawing));
		for (const name of [entry, ...['check', 'plan', 'explain', 'rules'].map(id => `source/cli/${id}`)]) {
			expect(
				(groups[name] ?? drawing).filter(one => drawing.includes(one)),
				name,
			).toEqual([]);
		}
	});

	it('names the sources where a fault of its own is reported', async () => {
		const preload = path.join(folder, 'fault.cjs');
		fs.writeFileSync(preload, "String.prototype.padEnd = () => { throw new TypeError('pretended'); };");
		const [node, ...rest] = command;
		const {code, stderr} = await runProgram(['plan', '--region', 'eastus'], {
			command: [node, '--require', preload, ...rest],
		});
		expect(code).toBe(3);
		expect(stderr).toContain('TypeError: pretended\n');
		const places = stderr.split('\n').filter(line => line.startsWith('    at ') && !line.includes(preload));
		expect(places.length).toBeGreaterThan(3);
		for (const place of places)
			expect(place).toMatch(/ \((?:source|node_modules)\/\S+:\d+:\d+\)$|\(cli\.tsx:\d+:\d+\)$/);
		expect(stderr).toMatch(/at showPlan \(source\/cli\/plan\.ts:\d+:\d+\)/);
	});

	it('begins with nothing that it could not read', async () => {
		const text = fs.readFileSync(file, 'utf8');
		const launcher = text.slice(0, text.indexOf('\n/*\n'));
		const [old, current] = await Promise.all(
			['node12', 'esnext'].map(target => transform(launcher, {target, format: 'esm'})),
		);
		expect(old?.code).toBe(current?.code);
	});
});
