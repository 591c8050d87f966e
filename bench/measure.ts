import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {Invocation, Measurement} from './types.ts';

/** Linux counts processor time in ticks of a hundredth of a second, whatever the kernel's own clock does. */
const msPerTick = 10;

/** A run that takes longer has gone wrong, in milliseconds. */
const longestRunMs = 300_000;

/** Counts instructions of a command into a file, one line with the number first. */
const countInto = (file: string) => ['perf', 'stat', '-x', ',', '-e', 'instructions', '-o', file, '--'];

/** Whether this machine counts instructions: virtual ones often do not. */
let isCounting: boolean | undefined;
function canCount(): boolean {
	isCounting ??= /^\d/m.test(
		spawnSync('perf', [...countInto('/dev/stdout').slice(1), 'true'], {encoding: 'utf8'}).stdout ?? '',
	);
	return isCounting;
}

/**
 * Runs a command to its end and tells what it cost. GNU time counts for the command and its children; a servant is
 * looked at before and after.
 */
export async function measure(invocation: Invocation, folder: string): Promise<Measurement> {
	const output = path.join(folder, 'output');
	const costs = path.join(folder, 'costs');
	const stdout = fs.openSync(output, 'w');
	const stderr = fs.openSync(path.join(folder, 'errors'), 'w');
	const servantBefore = invocation.servant ? cpuMsOf(invocation.servant.pid) : 0;
	const counts = path.join(folder, 'counts');
	const counting = canCount() && !invocation.servant ? countInto(counts) : [];
	const started = performance.now();
	const child = spawn('/usr/bin/time', ['-q', '-f', '%U %S %M', '-o', costs, ...counting, ...invocation.command], {
		env: {...process.env, ...invocation.environment},
		stdio: ['ignore', stdout, stderr],
		timeout: longestRunMs,
	});
	await once(child, 'exit');
	const wallMs = performance.now() - started;
	fs.closeSync(stdout);
	fs.closeSync(stderr);
	const [user = 0, system = 0, peak = 0] = fs.readFileSync(costs, 'utf8').trim().split(' ').map(Number);
	const {servant} = invocation;
	return {
		wallMs,
		cpuMs: (user + system) * 1000 + (servant ? cpuMsOf(servant.pid) - servantBefore : 0),
		instructions: counting.length > 0 ? instructionsIn(fs.readFileSync(counts, 'utf8')) : null,
		peakKib: Math.max(peak, servant ? peakKibOf(servant.pid) : 0),
		reached: invocation.countReached(fs.readFileSync(output, 'utf8')),
	};
}

function instructionsIn(counts: string): number | null {
	const [, count] = /^(\d+),/m.exec(counts) ?? [];
	return count === undefined ? null : Number(count);
}

/** Fields 14 and 15 of proc(5)'s stat; the name before them may have blanks, and ends with the last bracket. */
function cpuMsOf(pid: number): number {
	const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

function peakKibOf(pid: number): number {
	return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
