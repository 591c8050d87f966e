import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {inEachWindow, startInPty} from '../helpers/pty.ts';
import {walkToResults} from '../helpers/walk-to-results.ts';

describe('the demo, as a new user walks it', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'demo-'));
	});
	afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));
	const start = (columns: number, rows: number, environment = {}) =>
		startInPty(['demo'], {
			columns,
			rows,
			cwd: folder,
			environment: {HOME: folder, ARC_NETCHECK_HOME: folder, ...environment},
		});

	it('leads from the first question to the exported file, in windows of several sizes', async () => {
		const program = inEachWindow(start(120, 50), [
			[80, 24],
			[40, 12],
			[120, 50],
		]);
		await walkToResults(program);
		program.type('e');
		await program.see('3 of 21 ticked');
		// JSON too, the second of the other formats, which are folded three rows down from Markdown.
		program.type('jjj jj ');
		await program.see('4 of 21 ticked');
		program.type('\r');
		await program.see('4 files written');
		// What is said at the end has the least room there.
		program.resize(40, 12);
		program.type('\r');
		expect(await program.exit).toMatchObject({exitCode: 1});
		expect(program.rows().join('\n')).toContain('That was the practice network');
		expect(program.rows().join('\n')).toContain('report.json');

		const written = fs.readdirSync(folder).find(name => name.startsWith('arc-netcheck-demo-northeurope-')) ?? '';
		expect(fs.readdirSync(path.join(folder, written)).toSorted()).toEqual([
			'change-request.txt',
			'report.html',
			'report.json',
			'report.md',
		]);
		const report = JSON.parse(fs.readFileSync(path.join(folder, written, 'report.json'), 'utf8')) as Run;
		expect(report.results.some(({cause}) => cause === 'proxy.host-denied')).toBe(true);
		expect(report.results.some(({status}) => status === 'intercepted')).toBe(true);
		expect(report.results.some(({origin}) => origin === 'live')).toBe(true);
		// Not once was the whole screen or the scrollback cleared.
		expect(program.sent()).not.toMatch(/\u001b\[[23]J/);
	});

	it('stops on SIGTERM with the terminal restored', async () => {
		const program = start(80, 24);
		await program.see('Which Azure region');
		program.kill('SIGTERM');
		expect(await program.exit).toMatchObject({exitCode: 143});
		expect(program.sent()).toMatch(/\u001b\[\?25h/);
	});

	it('draws without colour and beyond-ASCII characters where the terminal has neither', async () => {
		const program = start(80, 24, {NO_COLOR: '1', LANG: 'C', LC_ALL: 'C'});
		await program.see('Which Azure region');
		expect(program.sent()).not.toMatch(/\u001b\[(?:3\d|9\d|38;)/);
		expect(program.rows().join('')).toMatch(/^[ -~]*$/);
		program.type('\u0003');
		await program.exit;
	});
});
