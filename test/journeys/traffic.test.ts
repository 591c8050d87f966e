import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import xterm from '@xterm/headless';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {startOffice} from '../helpers/office.ts';
import {type PtyProgram, startInPty} from '../helpers/pty.ts';

/**
 * The budget for a slow line at 80x24, in bytes: for a frame in which spinners turn, and for one in which rows change
 * beside what is new in them. How many endpoints share a frame is up to how busy this machine is; what a second and its
 * endpoints cost test/wizard/traffic.test.ts holds, by a clock of its own.
 */
const budget = {stillFrame: 180, frame: 100, row: 15};

/** How each frame begins. */
const frame = '\u001b[?2026h';
const framesIn = (sent: string) => sent.split(frame).length - 1;

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

/** What the budget allows for what happened on the screen: each row is written anew from its first changed column on. */
async function allowedFor(sent: string, from: number): Promise<number> {
	const terminal = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	const draw = async (text: string) => {
		await new Promise<void>(resolve => terminal.write(text, resolve));
		const {active} = terminal.buffer;
		return Array.from({length: 24}, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
	};
	let rows = await draw(sent.slice(0, from));
	let allowed = 0;
	for (const text of sent.slice(from).split(frame).slice(1)) {
		const before = rows;
		rows = await draw(frame + text);
		const changed = rows.flatMap((row, index) => {
			const old = before[index] ?? '';
			if (row === old) return [];
			const same = [...row].findIndex((character, column) => character !== old[column]);
			return [Buffer.byteLength(same === -1 ? '' : row.slice(same))];
		});
		allowed += changed.reduce((sum, bytes) => sum + bytes + budget.row, budget.frame);
	}
	return allowed;
}

/** How many endpoints are done, as the screen says. */
function shownDone(program: PtyProgram): number {
	return Number(/ (\d+) of 8\d /.exec(program.rows().join('\n'))?.[1]);
}

describe('what is sent to the terminal', () => {
	it('while 80 endpoints are probed stays within the budget, and clears nothing', async () => {
		const office = await startOffice(folder, {answerMs: 300, silent: 'pypi.org'});
		office.forbid('mcr.microsoft.com');
		office.forbid('management.azure.com');
		try {
			const program = start([...office.flags, '--concurrency', '10'], {
				https_proxy: office.proxyUrl,
				http_proxy: office.proxyUrl,
			});
			await program.see('Ready to check?');
			program.type('\r');
			await program.see('Checking');
			await program.see(() => shownDone(program) > 0);
			const from = program.sent().lastIndexOf(frame);
			await program.see(() => shownDone(program) >= 60);
			const all = program.sent();
			const sent = all.slice(from);
			expect(Buffer.byteLength(sent)).toBeLessThan(await allowedFor(all, from));
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
			await program.see('Ready to check?');
			program.type('\r');
			await program.see('more endpoints under way');
			const rows = program.rows();
			const before = program.sent().length;
			await program.see(() => framesIn(program.sent().slice(before)) >= 20);
			const sent = program.sent().slice(before);
			expect(Buffer.byteLength(sent)).toBeLessThan(framesIn(sent) * budget.stillFrame);
			const still = (lines: readonly string[]) => lines.map(row => row.replace(/[⠀-⣿]$|\d:\d\d$/, ''));
			expect(still(program.rows())).toEqual(still(rows));
			program.type('\u0003\u0003');
			await program.exit;
		} finally {
			silent.close();
		}
	});
});
