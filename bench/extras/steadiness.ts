import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import type {Lab, Scene} from '../lab/lab.ts';
import {spreadOf} from '../statistics.ts';
import {argumentsFor, builtProgram} from '../tools/arc-netcheck.ts';
import {calm} from '../workloads.ts';
import type {ExtraSection} from './types.ts';

const preload = fileURLToPath(new URL('stalls.mjs', import.meta.url));

/** The longest stall that a key or an answer may meet, in milliseconds. */
const goalMs = 50;

const stages = ['dns', 'tcp', 'tls', 'http'] as const;

const scenes: readonly {readonly name: string; readonly scene: Scene}[] = [
	{name: '80 at 40 ms', scene: calm},
	{name: '1,000 local', scene: {...calm, count: 1000, roundTripMs: 0}},
	{name: '10,000 local', scene: {...calm, count: 10_000, roundTripMs: 0}},
];

/** How long the event loop stands still, and how far the latencies shown are from those of the wire. */
export async function measureSteadiness(lab: Lab, folder: string): Promise<ExtraSection> {
	const rows: string[] = [];
	let longestStall = 0;
	for (const {name, scene} of scenes) {
		const {task} = await lab.stage(scene);
		const report = path.join(folder, 'steadiness.json');
		const stalls = path.join(folder, 'stalls.json');
		const home = path.join(folder, 'steadiness-home');
		const parameters = [
			'check',
			...argumentsFor(task),
			'--no-input',
			'--quiet',
			'--format',
			'json',
			'--output',
			report,
		];
		spawnSync(process.execPath, ['--import', preload, builtProgram, ...parameters, '--force'], {
			env: {...process.env, ARC_NETCHECK_HOME: home, BENCH_STALLS: stalls},
		});
		fs.rmSync(home, {recursive: true, force: true});
		const {longest, p99} = JSON.parse(fs.readFileSync(stalls, 'utf8')) as {longest: number; p99: number};
		longestStall = Math.max(longestStall, longest);
		const times = readTimes(report);
		const cells = stages.map(stage => {
			const {median, upper} = spreadOf(times[stage]);
			return `${median.toFixed(1)} (${upper.toFixed(1)})`;
		});
		rows.push(`| ${[name, `${longest.toFixed(0)} (${p99.toFixed(0)})`, ...cells].join(' | ')} |`);
	}
	return {
		title: 'Steadiness',
		lines: [
			'In milliseconds: the longest stall of the event loop from 250 ms after the start until the report is written (and the 99th percentile of all delays), and what the report shows for each stage (median, and upper quartile). On a wire of 40 ms every stage takes one round trip; what is beyond 40 is the work of both ends.',
			['| run | stall | dns | tcp | tls | http |', '| --- | ---: | ---: | ---: | ---: | ---: |', ...rows].join('\n'),
			`Goal: no stall over ${goalMs} ms. The longest took ${longestStall.toFixed(0)} ms: ${longestStall <= goalMs ? 'reached' : 'missed'}.`,
		],
	};
}

type SavedStages = {
	readonly results: readonly {
		readonly attempts: readonly {readonly stages: readonly {readonly stage: string; readonly ms: number}[]}[];
	}[];
};

function readTimes(report: string): {readonly [stage in (typeof stages)[number]]: number[]} {
	const {results} = JSON.parse(fs.readFileSync(report, 'utf8')) as SavedStages;
	const all = results.flatMap(({attempts}) => attempts.flatMap(attempt => attempt.stages));
	const of = (name: string) => all.filter(({stage}) => stage === name).map(({ms}) => ms);
	return {dns: of('dns'), tcp: of('tcp'), tls: of('tls'), http: of('http')};
}
