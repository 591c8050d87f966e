import {createGate} from '../../../source/probe/pace/gate.ts';
import {createSystemNetwork} from '../../../source/probe/system-network.ts';
import {runPlan} from '../../../source/session/run-plan.ts';
import type {Result} from '../../../source/verdict/types.ts';
import {recordGolden} from '../../helpers/golden.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {type Fault, hostsOf} from '../faults/types.ts';
import {runShell} from './namespaces.ts';
import type {World} from './world.ts';

/** As long as the program itself waits: a verdict must not depend on how busy this machine is. */
const timeoutMs = 5000;

/** Faults looked at side by side; one that takes longer than `holdMs` waits for its peer and makes room. */
const atOnce = 12;
const holdMs = 800;

/** What the program sees of each fault, by its id: each in a run of its own, so that none changes what is said of another. */
export async function observeFaults(
	faults: readonly Fault[],
	world: World,
): Promise<ReadonlyMap<string, readonly Result[]>> {
	const observed = new Map<string, readonly Result[]>();
	const takePlace = createGate(atOnce, holdMs);
	const observe = (fault: Fault) => takePlace(async () => observed.set(fault.id, await observeFault(fault, world)));
	const early = faults.filter(isAnsweredByRoute);
	const late = faults.filter(({isIcmpLimited}) => isIcmpLimited);
	for (const fault of early) await observe(fault);
	await Promise.all(faults.filter(fault => !early.includes(fault) && !late.includes(fault)).map(observe));
	// The limit counts for all that the gateway sends, so these come last.
	limitIcmp(1000);
	await Promise.all(late.map(observe));
	limitIcmp(0);
	return observed;
}

/**
 * Errors that come from a route have a limit of their own in Linux, which no namespace can change: five at once and one
 * a second, and every other ICMP error to the same host takes from it. So these are looked at while all else is quiet.
 */
function isAnsweredByRoute({route}: Fault): boolean {
	return route?.on === 'gateway' && route.type !== 'blackhole';
}

async function observeFault(fault: Fault, world: World): Promise<readonly Result[]> {
	const {proxy, secrets} = proxyOf(fault.proxy ?? null);
	const network = createSystemNetwork({
		dns: fault.nameServer ?? null,
		timeoutMs,
		caPem: fault.trusts ? world.authorities[fault.trusts] : null,
		publicRootsPem: world.publicRootPem,
	});
	const rows = hostsOf(fault).map(host => ({...fault.request, host}));
	const plan = planOf(rows, {proxy, settings: {timeoutMs}});
	const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	recordGolden('peers', fault.id.replaceAll(/[^a-z0-9.-]+/gi, '-'), run);
	return run.results;
}

/** Sets the pause between two ICMP errors to one host, in milliseconds. 1000 is what Linux comes with. */
function limitIcmp(pauseMs: number): void {
	runShell(`echo ${pauseMs} >/proc/sys/net/ipv4/icmp_ratelimit`, 'gateway');
}
