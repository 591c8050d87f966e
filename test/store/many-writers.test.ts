import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {listProfileNames, readProfileFile} from '../../source/store/profile-files.ts';
import {sharedCode} from '../helpers/program.ts';

let folder: string;
let script: string;
beforeAll(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-writers-'));
	// Dozens of writers are started, and one file starts several times as fast as all its modules.
	script = path.join(folder, 'save-profiles.cjs');
	await build({
		entryPoints: ['test/helpers/save-profiles.ts'],
		bundle: true,
		platform: 'node',
		outfile: script,
		logLevel: 'error',
	});
});
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const startWriter = (where: string, prefix: string, count: number, mark: string) =>
	spawn(process.execPath, [script, where, prefix, `${count}`, mark], {
		env: {...process.env, ...sharedCode},
		stdio: ['ignore', 'pipe', 'inherit'],
	});

/**
 * How often a writer is killed: one in three or four kills hits a file that is half written. .ci/run does it twenty times
 * as often (`KILLS=400 npm test -- test/store/many-writers`).
 */
const kills = Number(process.env.KILLS ?? 20);

describe('several processes that save at once', () => {
	it('lose none of two hundred profiles', async () => {
		const where = path.join(folder, 'many');
		const marks = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
		const ends = marks.map(async mark => {
			const writer = startWriter(where, `${mark}-`, 25, mark);
			writer.stdout.resume();
			return new Promise(resolve => writer.once('close', resolve));
		});
		expect(await Promise.all(ends)).toEqual(marks.map(() => 0));
		const names = listProfileNames(where);
		expect(names).toHaveLength(200);
		for (const name of names) {
			const found = readProfileFile(where, name);
			// Each holds what its own writer put there.
			expect(found).toMatchObject({kind: 'profile', profile: {name}});
			if (found.kind === 'profile') expect(found.profile.settings.proxy.noProxy).toContain(`.${name[0]}-`);
		}
		expect(fs.readdirSync(where)).toHaveLength(200);
	}, 120_000);

	it('leave one profile whole when all of them save it: the last one wins', async () => {
		const where = path.join(folder, 'same');
		const marks = ['a', 'b', 'c', 'd'];
		const writers = marks.map(mark => startWriter(where, 'same', 0, mark));
		const rounds = new Map<string, number>();
		const reads: string[] = [];
		await new Promise<void>(resolve => {
			for (const [index, writer] of writers.entries()) {
				writer.stdout.setEncoding('utf8').on('data', chunk => {
					rounds.set(marks[index] ?? '', Number(String(chunk).trim().split('\n').at(-1)));
					reads.push(readProfileFile(where, 'same').kind);
					if (marks.every(mark => (rounds.get(mark) ?? 0) >= 20)) resolve();
				});
			}
		});
		const closed = writers.map(writer => new Promise(resolve => writer.once('close', resolve)));
		for (const writer of writers) writer.kill('SIGKILL');
		await Promise.all(closed);
		expect(new Set(reads)).toEqual(new Set(['profile']));
		const found = readProfileFile(where, 'same');
		if (found.kind !== 'profile') throw new Error(`It is ${found.kind}`);
		expect(new Set(found.profile.settings.proxy.noProxy.split(',').filter(Boolean)).size).toBe(1);
	}, 120_000);

	it(`leave every profile readable when they are killed ${kills} times`, async () => {
		const where = path.join(folder, 'killed');
		const killOnce = async (index: number) => {
			const writer = startWriter(where, `p${index % 10}`, 0, `k${index}`);
			const closed = new Promise<string | null>(resolve => writer.once('close', (_, signal) => resolve(signal)));
			// Another number of saves each time; it is killed in the midst of the one that follows.
			let left = (index % 9) + 1;
			writer.stdout.setEncoding('utf8').on('data', chunk => {
				left -= String(chunk).split('\n').length - 1;
				if (left <= 0) writer.kill('SIGKILL');
			});
			expect(await closed).toBe('SIGKILL');
			for (const name of listProfileNames(where)) expect(readProfileFile(where, name).kind, name).toBe('profile');
		};
		const halfWritten = () => fs.readdirSync(where).filter(entry => entry.endsWith('.new'));
		for (let index = 0; index < kills || (index < 400 && halfWritten().length === 0); index += 4) {
			await Promise.all([0, 1, 2, 3].map(offset => killOnce(index + offset)));
		}
		expect(listProfileNames(where)).toHaveLength(10);
		// The kills did hit: some left a half-written file beside the whole ones.
		expect(halfWritten().length).toBeGreaterThan(0);
		expect(fs.readdirSync(where).filter(entry => entry.includes('damaged'))).toEqual([]);
	}, 600_000);
});
