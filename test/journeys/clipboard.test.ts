import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {startInPty} from '../helpers/pty.ts';
import {walkToResults} from '../helpers/walk-to-results.ts';

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clipboard-'));
});
afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));

it('a command is copied over the terminal by OSC 52, as one sequence and as it is', async () => {
	const program = startInPty(['demo'], {
		cwd: folder,
		environment: {HOME: folder, ARC_NETCHECK_HOME: folder},
	});
	await walkToResults(program);
	expect(program.sent()).not.toContain('\u001b]52');
	// Findings are closed where they don't all fit.
	program.type('\u001b[C');
	await program.see('gbl.his.arc.azure.com');
	program.type('j');
	program.type('\r');
	await program.see('Status');
	program.type('c');
	await program.see(/Sent \d+ bytes to the terminal's clipboard/);
	const sequences = program.sent().match(/\u001b\]52;c;[A-Za-z0-9+/]+={0,2}\u0007/g) ?? [];
	expect(sequences).toHaveLength(1);
	const copied = Buffer.from(sequences[0]?.slice('\u001b]52;c;'.length, -1) ?? '', 'base64').toString();
	expect(copied).toMatch(/^curl --verbose [^\n]*'https:\/\/gbl\.his\.arc\.azure\.com\/discovery\?[^\n]*'$/);
	program.type('\u0003');
	expect(await program.exit).toMatchObject({exitCode: 130});
});
