import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {onTestFinished} from 'vitest';
import {createRoots} from '../../../../source/probe/trust.ts';
import {
	type ClusterOptions,
	jobPaths,
	lookFromCluster,
	openCluster,
	usualCluster,
	type Wanted,
} from '../../../../source/vantage/kubernetes/cluster.ts';
import type {LookOptions} from '../../../../source/vantage/look.ts';
import {planOf} from '../../../helpers/plan-of.ts';
import {type StandIn, type StandInOptions, startStandIn} from './stand-in.ts';

/** A plan of one endpoint, where nobody listens. */
export const plan = planOf([{host: '127.0.0.1', port: 9}], {settings: {timeoutMs: 2000, retries: 0}});

export const nodesWanted: Wanted = {view: 'node', namespace: null, selector: null};
export const podsWanted: Wanted = {view: 'pod', namespace: 'arc', selector: null};

export type KubectlPlace = {readonly folder: string; readonly environment: NodeJS.ProcessEnv};

/** A folder whose kubectl is the stand-in. */
export function kubectlPlace(port: number, says = ''): KubectlPlace {
	const folder = mkdtempSync(path.join(tmpdir(), 'kubectl-'));
	const file = path.join(folder, 'kubectl');
	writeFileSync(
		file,
		`#!/bin/sh\nexec '${process.execPath}' '${path.join(import.meta.dirname, 'kubectl.mjs')}' "$@"\n`,
	);
	chmodSync(file, 0o755);
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const own = {PATH: `${folder}:${process.env.PATH}`, STAND_IN_PORT: String(port), STAND_IN_SAYS: says};
	return {folder, environment: {...process.env, ...own}};
}

/** A cluster with a daemon on every node, closed when the test is over. */
export async function standInCluster(options: Partial<StandInOptions> = {}): Promise<StandIn> {
	const api = await startStandIn({
		daemonImage: 'registry.example/proxy:1',
		kubelet: () => ({kind: 'prints', log: printedBy}),
		...options,
	});
	onTestFinished(() => api.close());
	return api;
}

export type LookGiven = Partial<ClusterOptions> & {
	readonly wanted?: Wanted;
	readonly environment?: NodeJS.ProcessEnv;
	readonly signal?: AbortSignal;
	readonly password?: string;
	readonly tell?: (note: string) => void;
};

/** Looks from a stand-in as a check does. */
export async function look(
	api: StandIn,
	{
		wanted = nodesWanted,
		environment,
		signal = new AbortController().signal,
		password,
		tell = () => {},
		...given
	}: LookGiven = {},
) {
	const options = {...usualCluster, ...given};
	const cluster = await openCluster(
		options,
		environment ?? kubectlPlace(api.port).environment,
		namespace => jobPaths([wanted.namespace ?? namespace], password !== undefined && options.proxySecret === null),
		signal,
	);
	const lookOptions: LookOptions = {
		roots: createRoots([], () => []),
		password: password ?? null,
		signal,
		now: Date.now,
	};
	try {
		return {
			looked: await lookFromCluster(cluster, wanted, plan, options, lookOptions, tell),
			requests: cluster.api.count(),
		};
	} finally {
		await cluster.api.close();
	}
}

/** What the script of the plan prints on a machine where nobody listens. */
function printedBy(script: string, node: string): string {
	const nonce = /^NONCE='([\da-f]+)'$/m.exec(script)?.[1] ?? '';
	const time = new Date().toISOString().replace(/\.\d+/, '');
	const facts = {
		host: node,
		round: 1,
		platform: 'linux x86_64',
		kind: 'pod',
		time,
		node,
		curl: 'curl 8.14.1',
		openssl: 'OpenSSL 3.5',
	};
	const lines = [
		`-|proto|arc-netcheck/evidence@1 ${nonce}`,
		...Object.entries(facts).map(([key, value]) => `-|${key}|${value}`),
		...[`t0|try|1 ${time}`, 't0|name|target 127.0.0.1', 't0|end|1'],
	];
	return `${lines.join('\n')}\n-|sum|${lines.length}  ${nonce}\n`;
}
