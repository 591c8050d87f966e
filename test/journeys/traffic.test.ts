import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {startOffice} from '../helpers/office.ts';
import {type PtyProgram, startInPty} from '../helpers/pty.ts';

/** The budget for a slow line at 80x24: bytes for each second that the screen's own clock shows. */
const budget = {probing: 3500, stalled: 1200};

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'traffic-'));
});
afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));

function start(flags: readonly string[], environment = {}): PtyProgram {
	return startInPty(['--region', 'westeurope', '--features', 'all', ...flags], {
		cwd: folder,
		environment: {HOME: folder, ARC_NETCHECK_HOME: folder, FORCE_COLOR: '1', ...environment},
	});
}

/** What the clock beside the bar shows, in seconds; null while there is none. */
function shownSeconds(program: PtyProgram): number | null {
	const [, minutes, seconds] = / of \d+ {2}(\d+):(\d\d)/.exec(program.rows().join('\n')) ?? [];
	return seconds === undefined ? null : Number(minutes) * 60 + Number(seconds);
}

/** What is sent from one moment of the screen's clock to another. */
async function sentBetween(program: PtyProgram, from: number, to: number): Promise<string> {
	await program.see(() => (shownSeconds(program) ?? -1) >= from);
	const before = program.sent().length;
	await program.see(() => (shownSeconds(program) ?? Number.POSITIVE_INFINITY) >= to);
	return program.sent().slice(before);
}

describe('what is sent to the terminal', () => {
	it('while 80 endpoints are probed stays within the budget, and clears nothing', async () => {
		const office = await startOffice(folder, {answerMs: 900});
		office.forbid('mcr.microsoft.com');
		office.forbid('management.azure.com');
		try {
			const program = start([...office.flags, '--concurrency', '10'], {
				https_proxy: office.proxyUrl,
				http_proxy: office.proxyUrl,
			});
			await program.see('Which Azure region');
			program.type('\r\r\r\r\r\r\r\r\r\r');
			await program.see('Checking');
			const sent = await sentBetween(program, 1, 6);
			expect(program.rows().join('\n')).toMatch(/ of 8\d /);
			expect(Buffer.byteLength(sent) / 5).toBeLessThan(budget.probing);
			expect(sent).not.toMatch(/\u001b\[(?:[0-3]?J|H|1;1H)/);
			program.type('\u0003\u0003');
			await program.exit;
		} finally {
			await office.close();
		}
	});

	it('while the network is silent is only the clock and the spinners', async () => {
		const silent = dgram.createSocket('udp4');
		await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
		try {
			const program = start(['--dns', `127.0.0.1:${silent.address().port}`, '--timeout', '30']);
			await program.see('Which Azure region');
			program.type('\r\r\r\r\r\r\r\r\r\r');
			await program.see('more under way');
			const from = (shownSeconds(program) ?? 0) + 1;
			await program.see(() => (shownSeconds(program) ?? 0) >= from);
			const rows = program.rows();
			const sent = await sentBetween(program, from, from + 3);
			expect(Buffer.byteLength(sent) / 3).toBeLessThan(budget.stalled);
			const still = (lines: readonly string[]) => lines.map(row => row.replace(/[⠀-⣿]$|\d:\d\d$/, ''));
			expect(still(program.rows())).toEqual(still(rows));
			program.type('\u0003\u0003');
			await program.exit;
		} finally {
			silent.close();
		}
	});
});
