import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {Task, Tool} from '../types.ts';

export const builtProgram = path.resolve(process.env.BENCH_FILE ?? 'dist/arc-netcheck.mjs');

/** The settings with which the benchmark's targets are the whole plan, beside the few that every cluster needs. */
export function settingsFor(requirementsFile: string): readonly string[] {
	return ['--region', 'eastus', '--features', 'arc', '--level', 'mandatory', '--requirements', requirementsFile];
}

/** The settings of a task, as arguments. */
export function argumentsFor(task: Task): readonly string[] {
	return [
		...settingsFor(task.requirementsFile),
		...['--public-roots', task.rootsFile, '--proxy', task.proxy === null ? 'none' : `http://${task.proxy}`],
		...['--timeout', String(task.timeoutSeconds), '--retries', String(task.tries - 1)],
	];
}

/** The program itself, as a script runs it: the run is kept, and the report is written as JSON. */
export const arcNetcheck: Tool = {
	id: 'arc-netcheck',
	title: 'arc-netcheck',
	program: 'node',
	async prepare(task, folder) {
		const report = path.join(folder, 'report.json');
		// The same in each round: the program keeps its compiled code there, as it does for everybody who runs it twice.
		const home = path.join(os.tmpdir(), 'arc-netcheck-home');
		return {
			command: [
				...[process.execPath, builtProgram, 'check', ...argumentsFor(task), '--no-input', '--quiet'],
				...['--format', 'json', '--output', report, '--force'],
			] as [string, ...string[]],
			environment: {ARC_NETCHECK_HOME: home},
			countReached() {
				const {results} = JSON.parse(fs.readFileSync(report, 'utf8')) as SavedRun;
				fs.rmSync(path.join(home, 'runs'), {recursive: true, force: true});
				return new Set(
					results.filter(({status}) => status === 'reachable').map(({target}) => `${target?.host}:${target?.port}`),
				).size;
			},
		};
	},
};

type SavedRun = {
	readonly results: readonly {
		readonly status: string;
		readonly target: {readonly host: string; readonly port: number} | null;
	}[];
};
