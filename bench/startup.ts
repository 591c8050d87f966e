// How long the program takes to start, against a bare `node -e 0` of the same Node: `node bench/startup.ts [rounds]`.
// Every round runs each start once, so that whatever else the machine does meets all of them alike.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {spawn as spawnInPty} from '@lydell/node-pty';

/** One way to start, measured. */
export type Startup = {
	readonly name: string;
	/** Milliseconds of the middle round, and of the quarters on both sides of it. */
	readonly median: number;
	readonly quartiles: readonly [number, number];
	/** The median of what each round took in comparison with the bare Node of the same round. */
	readonly ratio: number;
};

type Start = {readonly name: string; run(): Promise<number>};

/** What the wizard's first screen says. */
const firstFrame = 'Which Azure region';

/** Milliseconds from the start of a process to its end. */
function timeToEnd(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
	const [file = '', ...parameters] = command;
	const begin = performance.now();
	const child = spawn(file, parameters, {env: environment, stdio: ['ignore', 'pipe', 'inherit']});
	child.stdout.resume();
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', code => {
			if (code === 0) resolve(performance.now() - begin);
			else reject(new Error(`${command.join(' ')} ended with code ${code}`));
		});
	});
}

/** Milliseconds from the start of the wizard until a terminal has all of its first frame. */
function timeToFirstFrame(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
	const [file = '', ...parameters] = command;
	const begin = performance.now();
	const child = spawnInPty(file, [...parameters], {cols: 80, rows: 24, env: {...environment, TERM: 'xterm-256color'}});
	let sent = '';
	let time: number | undefined;
	return new Promise((resolve, reject) => {
		child.onData(data => {
			sent += data;
			if (time !== undefined || !sent.includes(firstFrame)) return;
			time = performance.now() - begin;
			child.write('\u0003');
		});
		child.onExit(() => {
			if (time === undefined) reject(new Error(`The wizard never showed "${firstFrame}": ${sent}`));
			else resolve(time);
		});
	});
}

function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/**
 * Measures the starts of a program: its version, its help, a plan, and the wizard's first frame. The first two rounds
 * fill caches and are not counted.
 *
 * @param options.program how it is run, such as `[process.execPath, 'dist/arc-netcheck.mjs']`
 * @param options.node the Node that it is held against
 */
export async function measureStartup(options: {
	readonly program: readonly string[];
	readonly node: string;
	readonly rounds: number;
}): Promise<readonly Startup[]> {
	const {program, node, rounds} = options;
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-startup-'));
	const environment = {PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8'};
	const end = (...parameters: string[]) => ({
		name: parameters.join(' '),
		run: () => timeToEnd([...program, ...parameters], environment),
	});
	const starts: readonly Start[] = [
		{name: 'node -e 0', run: () => timeToEnd([node, '-e', '0'], environment)},
		end('--version'),
		end('--help'),
		end('plan', '--region', 'eastus', '--format', 'json'),
		{name: "the wizard's first frame", run: () => timeToFirstFrame(program, environment)},
	];
	const times: number[][] = starts.map(() => []);
	try {
		for (let round = -2; round < rounds; round++) {
			for (const [index, start] of starts.entries()) {
				const time = await start.run();
				if (round >= 0) times[index]?.push(time);
			}
		}
	} finally {
		fs.rmSync(home, {recursive: true, force: true});
	}
	const bare = times[0] ?? [];
	return starts.map(({name}, index) => {
		const own = times[index] ?? [];
		return {
			name,
			median: quantile(own, 0.5),
			quartiles: [quantile(own, 0.25), quantile(own, 0.75)],
			ratio: quantile(
				own.map((time, round) => time / (bare[round] ?? Number.NaN)),
				0.5,
			),
		};
	});
}

/** What a start may take at most, in times of a bare Node. */
const goals: {readonly [name: string]: number} = {'--version': 1.3, "the wizard's first frame": 3};

/** The measurements as a Markdown table. */
export function describeStartups(startups: readonly Startup[]): string {
	const rows = startups.map(({name, median, quartiles: [low, high], ratio}) => {
		const goal = goals[name];
		const verdict = goal === undefined ? '' : `at most ${goal.toFixed(1)}: ${ratio <= goal ? 'reached' : 'missed'}`;
		return `| ${name} | ${median.toFixed(0)} ms | ${low.toFixed(0)} to ${high.toFixed(0)} ms | ${ratio.toFixed(2)} | ${verdict} |`;
	});
	return [
		'| start | median | middle half | against `node -e 0` | goal |',
		'| --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const program = process.env.ARC_NETCHECK_PROGRAM ?? 'dist/arc-netcheck.mjs';
	const startups = await measureStartup({
		program: program.endsWith('.mjs') ? [process.execPath, program] : [program],
		node: process.execPath,
		rounds: Number(process.argv[2] ?? 30),
	});
	process.stdout.write(`${describeStartups(startups)}\n`);
}
