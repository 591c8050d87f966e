import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {program as underTest} from '../helpers/program.ts';
import {type PtyProgram, startInPty, until} from '../helpers/pty.ts';

let folder: string;
let silent: dgram.Socket;
beforeEach(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'resize-'));
	silent = dgram.createSocket('udp4');
	await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
});
afterEach(() => {
	silent.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

/** A check that never gets anywhere, so that its screen depends on the size of the window alone. */
async function startSilentCheck(columns: number, rows: number): Promise<PtyProgram> {
	const program = startInPty(
		['--region', 'westeurope', '--dns', `127.0.0.1:${silent.address().port}`, '--timeout', '60'],
		{
			columns,
			rows,
			cwd: folder,
			environment: {HOME: folder, ARC_NETCHECK_HOME: fs.mkdtempSync(path.join(folder, 'home-'))},
		},
	);
	await program.see('Ready to check?');
	program.type('\r');
	// What is over at once is drawn by then.
	await program.see('more endpoints under way');
	await program.see(/ (?!0:00)\d+:\d\d$/m);
	return program;
}

/** The window without what moves by itself. */
const still = (screen: string) => screen.replaceAll(/[⠀-⣿]$/gm, '').replace(/\d+:\d\d$/m, '');

async function quit(program: PtyProgram): Promise<void> {
	program.type('\u0003\u0003');
	await program.exit;
	expect(program.isRestored()).toBe(true);
}

const sizes = [
	[120, 50],
	[40, 12],
	[80, 24],
	[80, 12],
	[60, 24],
] as const;

it('while endpoints are probed every size looks as if the program had been started in it', async () => {
	const fresh = new Map(
		await Promise.all(
			sizes.map(async ([columns, rows]): Promise<[string, string]> => {
				const program = await startSilentCheck(columns, rows);
				const screen = still(program.rows().join('\n'));
				await quit(program);
				return [`${columns}x${rows}`, screen];
			}),
		),
	);
	const program = await startSilentCheck(80, 24);
	for (const [columns, rows] of [...sizes, ...sizes.toReversed()]) {
		program.resize(columns, rows);
		await program.see(screen => still(screen) === fresh.get(`${columns}x${rows}`));
	}
	program.resize(39, 10);
	await program.see('39x10 is too small');
	// Dragged, all sizes come at once.
	for (const [columns, rows] of [...sizes, ...sizes, [80, 24] as const]) program.resize(columns, rows);
	await program.see(screen => still(screen) === fresh.get('80x24'));
	await quit(program);
});

it.each([
	[65_535, 65_535, {}],
	[65_535, 24, {}],
	[65_535, 12, {}],
	[65_535, 1, {}],
	[80, 65_535, {}],
	[1, 65_535, {}],
	[1, 1, {}],
	[0, 0, {}],
	[0, 0, {COLUMNS: '65535', LINES: '65535'}],
	[0, 24, {COLUMNS: '1e9', LINES: '24'}],
	[65_535, 0, {COLUMNS: '80', LINES: '65535'}],
	[0, 0, {COLUMNS: '-7', LINES: 'high'}],
])(
	'a terminal that claims a window of %i x %i with %j costs no more than a large one',
	async (columns, rows, claimed) => {
		const program = startInPty(['demo'], {
			// The emulator keeps the usual size: only what is said of it grows.
			command: ['sh', '-c', `stty cols ${columns} rows ${rows}; exec "$@"`, 'sh', ...underTest],
			cwd: folder,
			// A sixteenth of what the cells of such a window would take.
			environment: {HOME: folder, ARC_NETCHECK_HOME: folder, NODE_OPTIONS: '--max-old-space-size=80', ...claimed},
		});
		try {
			await until('the first frame', () => program.sent().includes('\u001b[H\u001b[J'));
			program.type('\u0003');
			// 134 is what V8 ends with that runs out of memory.
			expect(await program.exit).toMatchObject({exitCode: 130});
			expect(program.isRestored()).toBe(true);
		} finally {
			program.kill('SIGKILL');
		}
	},
);

it.each([
	[['plan', '--region', 'westeurope']],
	[['plan', '--region', 'nowhere']],
	[['explain', 'tls.intercepted']],
	[['plan', '--help']],
	[['catalog', '--help']],
])('a terminal that does not know its size is written to as one of the usual size: %j', async parameters => {
	const written = async (size: string) => {
		const program = startInPty(parameters, {
			command: ['sh', '-c', `stty ${size}; exec "$@"`, 'sh', ...underTest],
			cwd: folder,
			environment: {HOME: folder, ARC_NETCHECK_HOME: folder},
		});
		await program.exit;
		return program.sent();
	};
	expect(await written('cols 0 rows 0')).toBe(await written('cols 80 rows 24'));
});
