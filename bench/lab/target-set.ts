import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {builtProgram, settingsFor} from '../tools/arc-netcheck.ts';
import type {BenchTarget, Health} from '../types.ts';
import {addressOf} from './addresses.ts';
import type {NamedAddress} from './servers.ts';

export type TargetSet = {
	readonly targets: readonly BenchTarget[];
	readonly requirementsFile: string;
	readonly names: readonly NamedAddress[];
	readonly healthyCount: number;
};

/** Names of the user's own requirements: all below this one, for which one certificate is enough. */
export const ownDomain = 'bench.example';

const ownHost = (index: number) => `h${String(index + 1).padStart(5, '0')}.${ownDomain}`;

/**
 * A plan with this many targets: what every cluster needs, and a user's own requirements for the rest. The list comes
 * from the program's own plan, so that other tools are asked for exactly what it probes.
 */
export function createTargetSet(count: number, health: Health, folder: string): TargetSet {
	const requirementsFile = path.join(folder, `requirements-${count}.json`);
	const writeOwn = (own: number) =>
		fs.writeFileSync(
			requirementsFile,
			JSON.stringify({requirements: Array.from({length: own}, (_, index) => ({host: ownHost(index)}))}),
		);
	writeOwn(0);
	const catalogCount = planTargets(requirementsFile).length;
	writeOwn(count - catalogCount);
	const targets = planTargets(requirementsFile);
	if (targets.length !== count) throw new Error(`The plan has ${targets.length} targets in place of ${count}.`);
	const isDropped = (index: number) => health === 'none' || (health === 'half' && index % 2 === 1);
	return {
		targets,
		requirementsFile,
		names: targets.map(({host}, index) => ({name: host, address: addressOf(index, isDropped(index))})),
		healthyCount: targets.filter((_, index) => !isDropped(index)).length,
	};
}

function planTargets(requirementsFile: string): BenchTarget[] {
	const text = execFileSync(
		process.execPath,
		[builtProgram, 'plan', ...settingsFor(requirementsFile), '--proxy', 'none', '--format', 'json', '--quiet'],
		{encoding: 'utf8', maxBuffer: 2 ** 30},
	);
	const {targets} = JSON.parse(text) as PlanJson;
	const probes = targets.flatMap(({target, requirement: {protocol}}) => {
		if (target === null || protocol === 'udp') return [];
		return [{host: target.host, port: target.port, scheme: protocol === 'http' ? 'http' : 'https'} as const];
	});
	return [...new Map(probes.map(probe => [`${probe.host}:${probe.port}`, probe])).values()];
}

type PlanJson = {
	readonly targets: readonly {
		readonly target: {readonly host: string; readonly port: number} | null;
		readonly requirement: {readonly protocol: string};
	}[];
};
