import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {readKeptRuns} from '../helpers/kept-runs.ts';
import {type Office, startOffice} from '../helpers/office.ts';
import {inEachWindow, startInPty} from '../helpers/pty.ts';

let folder: string;
let office: Office;
beforeEach(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onboarding-'));
	office = await startOffice(folder, {answerMs: 20});
});
afterEach(async () => {
	await office.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

const windows = [
	[80, 24],
	[40, 12],
	[120, 50],
] as const;

it('a first onboarding, in windows of several sizes: answers, a way back, a blocked host, the fix, a retest, the report', async () => {
	office.forbid('mcr.microsoft.com');
	const started = startInPty([...office.flags], {
		columns: 120,
		rows: 50,
		cwd: folder,
		environment: {
			HOME: folder,
			ARC_NETCHECK_HOME: folder,
			https_proxy: office.proxyUrl,
			http_proxy: office.proxyUrl,
			no_proxy: '',
		},
	});
	const program = inEachWindow(started, windows);
	await program.see('Which Azure region');
	program.type('weste');
	await program.see('westeurope');
	program.type('\r');
	await program.see('Ready to check?');
	// Back to the first question and forth again: the answers stay.
	program.type('\u001b');
	await program.see(/❯ westeurope/);
	program.type('\r');
	await program.see('Ready to check?');
	program.type('\r');
	await program.see('Results');
	await program.see(/✗ 1\b.*The proxy denies access/s);

	office.permit('mcr.microsoft.com');
	program.type('f');
	await program.see(/Results, partly from.*✗ 0\b/s);
	await program.see(screen => !screen.includes('The proxy denies access'));

	program.type('e');
	await program.see('Export');
	program.type('\r');
	await program.see(/\d files written/);
	program.type('\r');
	expect(await program.exit).toMatchObject({exitCode: 0});
	expect(program.isRestored()).toBe(true);
	const kept = readKeptRuns(folder);
	// Both may have been made in one second, which is all that their names tell of their order.
	expect(kept.map(run => run.summary.blocked).toSorted()).toEqual([0, 1]);
});
