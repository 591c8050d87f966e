import {spawnSync} from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import {tool} from '../source/version.ts';
import type {Circumstances} from './render-report.ts';

/** How each program tells its version, and which line of it. */
const versionCommands: readonly (readonly [string, ...string[]])[] = [
	['curl', '--version'],
	['prometheus-blackbox-exporter', '--version'],
	['nmap', '--version'],
	['nginx', '-v'],
	['squid', '--version'],
	['dnsmasq', '--version'],
];

/** Where and with what the numbers are made. */
export function readCircumstances(now: Date, notes: readonly string[]): Circumstances {
	const [cpu] = os.cpus();
	const memory = Math.round(os.totalmem() / 2 ** 30);
	return {
		date: now.toISOString().slice(0, 10),
		machine: `${os.availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GiB, Linux ${os.release()}`,
		versions: [
			`${tool.name} ${tool.version}`,
			`Node ${process.versions.node}`,
			...versionCommands.flatMap(readVersion),
		],
		notes: [...notes, ...describeLoad()],
	};
}

/** What else the machine is doing would be counted in. */
function describeLoad(): string[] {
	const [load = 0] = os.loadavg();
	if (load < 1) return [];
	return [
		`The machine was busy with other things (load ${load.toFixed(1)} before the start): only the ratios mean something.`,
	];
}

function readVersion([command, ...parameters]: readonly [string, ...string[]]): string[] {
	const {stdout, stderr, error} = spawnSync(command, parameters, {encoding: 'utf8'});
	const version = /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`)?.[0];
	return error || version === undefined ? [] : [`${command} ${version}`];
}
