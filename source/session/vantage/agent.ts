import {setTimeout as sleep} from 'node:timers/promises';
import {catalog} from '../../catalog/catalog.ts';
import {observePlan} from '../../probe/prober.ts';
import {createSystemNetwork} from '../../probe/system-network.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {observationLine} from '../../vantage/engine.ts';
import {loginProxyOf, readPlanText} from '../../vantage/portable/script.ts';
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
