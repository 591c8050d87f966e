import {readFile, realpath} from 'node:fs/promises';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {catalog} from '../../catalog/catalog.ts';
import {UsageError} from '../../errors.ts';
import {observePlan} from '../../probe/prober.ts';
import {createSystemNetwork} from '../../probe/system-network.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {observationLine, type ProgramFile} from '../../vantage/engine.ts';
import {loginProxyOf, readPlanText} from '../../vantage/portable/script.ts';
import {tool} from '../../version.ts';
import {startProber} from '../run-plan.ts';

/**
 * Looks at a plan that came from another machine, and tells it what is seen as it is seen. Judges nothing but what the next
 * look needs, keeps nothing, and reads no file but the plan. Throws a UsageError where that is none.
 */
export async function lookForAnother(
	planText: string,
	{
		password,
		stepSeconds,
		signal,
		write,
	}: {
		readonly password: string;
		/** From one target to the next; 0: as they come. */
		readonly stepSeconds: number;
		readonly signal: AbortSignal;
		write(line: string): void;
	},
): Promise<void> {
	const {plan, caPem, publicRootsPem} = readPlanText(planText, 'The plan', catalog);
	const {settings} = plan;
	const {dns, timeoutMs, proxy} = settings;
	const own = loginProxyOf(proxy);
	// It goes to one proxy alone, by the script as by the program.
	const passwordOf = (other: ProxyEndpoint | null) =>
		own && other && formatProxy(own) === formatProxy(other) && own.username === other.username && password !== ''
			? password
			: null;
	const secrets = {httpsProxyPassword: passwordOf(proxy.https), httpProxyPassword: passwordOf(proxy.http)};
	const network = createSystemNetwork({dns, timeoutMs, caPem, publicRootsPem});
	const prober = startProber(settings, {network, secrets, signal});
	let turn = 0;
	let told = 0;
	const paced: typeof prober = {
		...prober,
		async probe(group, onEvent) {
			// Uneven, so that many machines do not fall into step.
			const waitMs = (turn++ + Math.random()) * stepSeconds * 1000;
			if (stepSeconds > 0) await sleep(waitMs, undefined, {signal}).catch(() => {});
			return prober.probe(group, onEvent);
		},
	};
	await observePlan(plan, paced, {
		onObserved({lead}, observation) {
			if (observation.attempts.length === 0) return;
			told += 1;
			write(observationLine({id: lead.id, ...observation}));
		},
	});
	if (!signal.aborted) write(observationLine({end: told}));
}

/** What goes over SSH: this program where Node is there, its binary where Linux on x64 is, or the script alone. */
export type Carried = 'program' | 'binary' | 'script';

/**
 * This program as one file, for other machines; null: it runs from its sources, or is not to be carried. Throws a UsageError
 * where the binary is wanted, and this is none.
 */
export async function ownProgram(wanted: Carried): Promise<ProgramFile | null> {
	if (wanted === 'script') return null;
	const isBinary = process.getBuiltinModule('node:sea')?.isSea() ?? false;
	if (wanted === 'binary') {
		if (!isBinary)
			throw new UsageError('--carry binary carries the program that runs: run the binary for Linux for that.');
		// Half of the time of a higher level, for a tenth more to send.
		return {kind: 'binary', bytes: await promisify(gzip)(await readFile(process.execPath), {level: 4})};
	}
	if (isBinary) return null;
	const bytes = await realpath(process.argv[1] ?? '')
		.then(file => readFile(file))
		.catch(() => null);
	// A test runner or a clone has another file there.
	const isOwn = bytes?.subarray(0, 200).includes(`\n// ${tool.name} ${tool.version};`) ?? false;
	return bytes !== null && isOwn ? {kind: 'one-file', bytes} : null;
}
