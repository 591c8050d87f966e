import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {onTestFinished} from 'vitest';
import type {Plan} from '../../../../source/plan/types.ts';
import {createRoots} from '../../../../source/probe/certificates.ts';
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
import {kubectl} from './kubectl.ts';
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
	writeFileSync(file, kubectl);
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
	readonly of?: Plan;
	readonly environment?: NodeJS.ProcessEnv;
	readonly signal?: AbortSignal;
	readonly password?: string;
	readonly removalMs?: number | undefined;
	readonly tell?: (note: string) => void;
};

/** Looks from a stand-in as a check does. */
export async function look(
	api: StandIn,
	{
		wanted = nodesWanted,
		of = plan,
		environment,
		signal = new AbortController().signal,
		password,
		removalMs,
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
		removalMs,
	};
	try {
		return {
			looked: await lookFromCluster(cluster, wanted, of, options, lookOptions, tell),
			requests: cluster.api.count(),
		};
	} finally {
		await cluster.api.close();
	}
}

/** Where every name leads (RFC 5737). */
const anyAddress = '198.51.100.7';

/** What a script prints whose targets refuse it, or never answer, and which of them it was asked for. */
export function printedOf(
	script: string,
	node: string,
	isSilent: (host: string) => boolean,
): {readonly log: string; readonly hosts: readonly string[]} {
	const jobs = (/^TARGETS='([^']*)'$/m.exec(script)?.[1] ?? '').split('\n').map(line => line.split(' '));
	const lines = jobs.flatMap(([id, , host = '', port]) => {
		const address = isIP(host) === 0 ? anyAddress : host;
		return [
			...[`${id}|try|1 ${new Date().toISOString().replace(/\.\d+/, '')}`, `${id}|name|target ${host}`],
			...(address === host ? [] : [`${id}|system|${address}`]),
			`${id}|a.w|w ip= own= http=000 connect=000 t=0.000020,0.000000,0.000000,0.000000,0.000137 verify=0 version=0`,
			`${id}|a.v|*   Trying ${address}:${port}...`,
			...(isSilent(host)
				? [`${id}|a.rc|28`, `${id}|a.v|* Connection timed out after 2001 milliseconds`]
				: [`${id}|a.rc|7`, `${id}|a.v|* connect to ${address} port ${port} failed: Connection refused`]),
			`${id}|end|1`,
		];
	});
	return {log: printedBy(script, node, lines), hosts: jobs.map(([, , host = '']) => host)};
}

/** What the script of the plan prints on a machine where nobody listens. */
function printedBy(script: string, node: string, told?: readonly string[]): string {
	const nonce = /^NONCE='([\da-f]+)'$/m.exec(script)?.[1] ?? '';
	const time = new Date().toISOString().replace(/\.\d+/, '');
	const facts = {
		host: node,
		round: 1,
		platform: 'linux x86_64',
		kind: /^KIND='(\w+)'$/m.exec(script)?.[1] ?? '',
		time,
		node,
		curl: 'curl 8.14.1',
		openssl: 'OpenSSL 3.5',
	};
	const lines = [
		`-|proto|arc-netcheck/evidence@1 ${nonce}`,
		...Object.entries(facts).map(([key, value]) => `-|${key}|${value}`),
		...(told ?? [`t0|try|1 ${time}`, 't0|name|target 127.0.0.1', 't0|end|1']),
	];
	return `${lines.join('\n')}\n-|sum|${lines.length}  ${nonce}\n`;
}
