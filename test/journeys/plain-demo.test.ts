import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {type PtyProgram, startInPty} from '../helpers/pty.ts';

/** Types each line once its prompt stands at the end of what was sent: the terminal echoes, so a text alone may be old. */
async function walk(program: PtyProgram, steps: ReadonlyArray<readonly [prompt: string, line: string]>): Promise<void> {
	for (const [prompt, line] of steps) {
		await program.see(new RegExp(`${prompt.replaceAll(/[.*+?^$()[\]\\]/g, '\\$&')}\\s*$`));
		program.type(`${line}\r`);
	}
}

const toReview = [
	['Region, or a part of its name [eastus]:', 'northeurope'],
	['Number [1]:', ''],
	['separated by commas, usual, or all (but Arc gateway) [1,2,3,5,7,8,9]:', ''],
	['Registry [none]:', ''],
	['Storage [none]:', ''],
	['Workspace ID [none]:', ''],
] as const;

describe('the demo by lines', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plain-demo-'));
	});
	afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));
	const start = (flags: readonly string[], environment = {}) =>
		startInPty(['demo', ...flags], {
			cwd: folder,
			environment: {HOME: folder, ARC_NETCHECK_HOME: folder, ...environment},
		});

	it.each<[string, readonly string[], {readonly [name: string]: string}]>([
		['TERM=dumb', [], {TERM: 'dumb'}],
		['--accessible', ['--accessible'], {FORCE_COLOR: '1'}],
		['INK_SCREEN_READER=true', [], {INK_SCREEN_READER: 'true'}],
	])('with %s leads from the first question to the exported file', async (_name, flags, environment) => {
		const program = start(flags, environment);
		await walk(program, [
			['Region, or a part of its name [eastus]:', 'xyzzy'],
			['Region, or a part of its name [eastus]:', 'europe'],
			['Number, or more of the name [1]:', 'back'],
			...toReview,
			['a number changes that answer [start]:', 'back'],
			['Registry [none]:', 'back'],
			['or all (but Arc gateway) [1,2,3,5,7,8,9]:', '1,8'],
			['Registry [none]:', ''],
			['Storage [none]:', ''],
			['Workspace ID [none]:', ''],
			['a number changes that answer [start]:', ''],
			['for all about it [y]:', ''],
			['What to write, by number, separated by commas [1,2,3]:', '5,13'],
			['Number [1]:', ''],
			['From [any]:', ''],
			['Redact? y or n [n]:', ''],
		]);
		await program.see('Folder [');
		program.type('mine\r');
		expect(await program.exit).toMatchObject({exitCode: 1});
		expect(program.sent()).toContain('No region fits "xyzzy"');
		expect(program.sent()).toMatch(/\nblocked: gbl\.his\.arc\.azure\.com:443, proxy\.host-denied \(\d+ of \d+\)\r\n/);
		expect(program.sent()).toMatch(
			/\n1\. The proxy denies access \(error\): for the proxy team, \d endpoints?\.\r\nFirst step: /,
		);
		expect(program.sent()).toMatch(/\/mine\/report\.json, \d+ kB\. Keep it/);
		expect(program.sent()).not.toContain('\u001b');
		const report = JSON.parse(fs.readFileSync(path.join(folder, 'mine', 'report.json'), 'utf8')) as Run;
		expect(report.settings.features).toEqual(['arc', 'aml-training']);
		expect(report.results.some(({cause}) => cause === 'proxy.host-denied')).toBe(true);
	});

	it('stops on Ctrl-C while it checks, and says what was found', async () => {
		const program = start(['--accessible']);
		await walk(program, [...toReview, ['a number changes that answer [start]:', '']]);
		await program.see(/reachable: \S+ \(\d+ of \d+\)/);
		program.type('\u0003');
		expect(await program.exit).toMatchObject({exitCode: 130});
		expect(program.sent()).toContain('Stopping; what was found is kept.');
		expect(program.sent()).toContain('Results so far in the practice network: Stopped: ');
		expect(program.sent()).not.toContain('\u001b');
	});

	it('shows no password, and gives the echo back when it is left there', async () => {
		const program = start([], {TERM: 'dumb'});
		await walk(program, [
			['Region, or a part of its name [eastus]:', 'northeurope'],
			['Number [1]:', '3'],
			['Address [none]:', 'http://me@proxy.example:3128'],
			['User name [me]:', ''],
		]);
		await program.see('Password [none]:');
		program.type('hunter2\r');
		await program.see('Exceptions [');
		program.type('\u0003');
		expect(await program.exit).toMatchObject({exitCode: 130});
		expect(program.sent()).not.toContain('hunter2');
	});
});
