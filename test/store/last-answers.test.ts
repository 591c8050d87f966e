import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {openLastAnswers} from '../../source/store/last-answers.ts';

let root: string;
let folder: string;
let file: string;
let count = 0;
const aside: string[] = [];
const open = () => openLastAnswers(folder, name => aside.push(name));

const countListeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].map(name => process.listenerCount(name));
// conf is loaded once for all tests here, so this has to be asked before the first.
const listenersBefore = countListeners();

beforeAll(() => {
	root = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-answers-'));
});
afterAll(() => fs.rmSync(root, {recursive: true, force: true}));
beforeEach(() => {
	folder = path.join(root, `${++count}`, 'arc-netcheck');
	file = path.join(folder, 'last-answers.json');
	aside.length = 0;
});

describe('the last answers', () => {
	it('come back, from a file for this user alone', async () => {
		const last = await open();
		expect(last.read()).toEqual({});
		await last.write({region: 'eastus', 'a.b': {c: 1}});
		await last.write({region: 'westus', 'a.b': {c: 2}});
		expect((await open()).read()).toEqual({region: 'westus', 'a.b': {c: 2}});
		expect(fs.statSync(file).mode & 0o777).toBe(0o600);
		expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
		expect(fs.readdirSync(folder)).toEqual(['last-answers.json']);
	});

	it('that are damaged are put aside, and named', async () => {
		for (const text of ['{"answers": {"region": "eas', '{"answers": 7}', '']) {
			fs.mkdirSync(folder, {recursive: true});
			fs.writeFileSync(file, text);
			const last = await open();
			expect(last.read()).toEqual({});
			expect(fs.readFileSync(aside.pop() ?? '', 'utf8')).toBe(text);
			await last.write({region: 'eastus'});
			expect((await open()).read()).toEqual({region: 'eastus'});
			fs.rmSync(folder, {recursive: true});
		}
	});

	it('are not read or written through a symlink, a pipe or a folder', async () => {
		fs.mkdirSync(folder, {recursive: true});
		const victim = path.join(root, 'victim.json');
		fs.writeFileSync(victim, '{"answers": {"region": "eastus"}}');
		fs.symlinkSync(victim, file);
		await expect(open()).rejects.toThrow(/no file/);
		fs.unlinkSync(file);
		// The link comes after the look: its target stays as it is.
		const last = await open();
		fs.symlinkSync(victim, file);
		await last.write({region: 'westus'});
		expect(fs.readFileSync(victim, 'utf8')).toContain('eastus');
		fs.unlinkSync(file);
		if (spawnSync('mkfifo', [file]).status === 0) {
			await expect(open()).rejects.toThrow(/no file/);
			fs.unlinkSync(file);
		}
		fs.mkdirSync(file);
		await expect(open()).rejects.toThrow(/no file/);
	});

	it.runIf(process.platform === 'linux')('stay whole on a disk that is full (on Linux alone)', async () => {
		await (await open()).write({region: 'eastus'});
		const script = `
			process.on('SIGXFSZ', () => {});
			import {openLastAnswers} from '${path.resolve('source/store/last-answers.ts')}';
			const last = await openLastAnswers('${folder}', () => {});
			try { await last.write({region: 'x'.repeat(100_000)}); } catch { process.exit(7); }`;
		// The system takes 16 blocks of a file and no more, as a full disk does.
		const child = spawnSync(
			'sh',
			['-c', `ulimit -f 16; "$0" --input-type=module-typescript -e "$1"`, process.execPath, script],
			{encoding: 'utf8'},
		);
		expect(child.stderr).toBe('');
		expect(child.status).toBe(7);
		expect((await open()).read()).toEqual({region: 'eastus'});
		expect(fs.readdirSync(folder)).toEqual(['last-answers.json']);
	});

	it('leave the answering of signals to the program', async () => {
		await (await open()).write({});
		expect(countListeners()).toEqual(listenersBefore);
	});
});
