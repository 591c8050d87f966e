import {createHash} from 'node:crypto';
import {diagnose} from '../../diagnosis/diagnose.ts';
import {type Observation, type SeenElsewhere, type Vantage, vantageKinds} from '../../evidence/types.ts';
import type {Plan} from '../../plan/types.ts';
import {toRun} from '../../record/judged-run.ts';
import type {Run} from '../../record/run.ts';
import {safeText} from '../../safe-text.ts';
import {judgeRun} from '../../verdict/judge-run.ts';
import {summarize} from '../../verdict/types.ts';
import {type EvidenceLog, factOf} from './read-log.ts';

/** Facts of a machine that a survey compares. */
const keptFacts = [
	...['resolv', 'address', 'mtu', 'environment', 'store', 'ca', 'clear', 'os', 'curl', 'openssl', 'tools'],
	...['containerd', 'crio', 'k3s', 'k3sagent', 'rke2server', 'rke2agent', 'kubelet'],
];

/** Lines of one fact that are kept. */
const factLimit = 40;

/** All logs of one machine and one plan, in the order in which they were made. */
export type MachineLogs = readonly [EvidenceLog, ...EvidenceLog[]];

/**
 * Puts logs of one machine together: later rounds of a plan add to its first one. Two first rounds are two machines, also
 * where both say they are `localhost`.
 */
export function groupByMachine(logs: readonly EvidenceLog[]): readonly MachineLogs[] {
	const machines: [EvidenceLog, ...EvidenceLog[]][] = [];
	for (const log of logs) {
		const isLater = Number(factOf(log, 'round') ?? 1) > 1;
		const known = machines.findLast(([first]) => first.nonce === log.nonce && nameOf(first) === nameOf(log));
		if (isLater && known) known.push(log);
		else machines.push([log]);
	}
	return machines;
}

function nameOf(log: EvidenceLog): string {
	return `${factOf(log, 'host')} ${factOf(log, 'node')}`;
}

/**
 * The run that the logs of one machine make, judged by today's rules. Pure.
 *
 * @param observations what was seen there: by the script, as its logs have it, or by the program itself; then the log tells
 *   the facts of that machine alone
 */
export function importRun(
	plan: Plan,
	logs: MachineLogs,
	observations: ReadonlyMap<string, Observation>,
	seen: SeenElsewhere = {},
	byProgram: {readonly isWhole: boolean} | null = null,
): Run {
	const [first] = logs;
	const isTorn = byProgram === null ? logs.some(({isComplete}) => !isComplete) : !byProgram.isWhole;
	const results = judgeRun(plan, observations, () => isTorn);
	const summary = summarize(results);
	const [startedAt, endedAt] = spanOf(observations, factOf(first, 'time'));
	const stamp = new Date(startedAt).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
	const digest = createHash('sha256')
		.update(`${first.nonce} ${nameOf(first)} ${startedAt} ${seen.name ?? ''}`)
		.digest('hex');
	const judged = {
		id: `${stamp}-${digest.slice(0, 6)}`,
		startedAt: new Date(startedAt).toISOString(),
		durationMs: Math.max(0, endedAt - startedAt),
		complete: !isTorn && summary.skipped === 0,
		vantage: {...vantageOf(first), ...seen, ...(byProgram && {evidence: 'full' as const})},
		settings: plan.settings,
		catalogVersion: plan.catalogVersion,
		catalogChecksum: plan.catalogChecksum,
		summary,
		results,
	};
	return toRun(judged, diagnose(judged, []));
}

/** What a log says of the machine that it was made on. A login in it is shown to nobody, whoever wrote the log. */
function vantageOf(log: EvidenceLog): Vantage {
	const kind = factOf(log, 'kind');
	const node = factOf(log, 'node');
	const facts = keptFacts.flatMap(key => {
		const lines = log.facts.get(key)?.slice(0, factLimit) ?? [];
		return lines.length === 0
			? []
			: [{source: key, lines: lines.map(line => safeText(line.replaceAll(/\/\/\S*@/g, '//***@')))}];
	});
	return {
		hostname: safeText(factOf(log, 'host') ?? 'unknown', 100),
		platform: safeText(factOf(log, 'platform') ?? 'unknown', 60),
		kind: vantageKinds.find(known => known === kind) ?? 'jumpbox',
		evidence: showsChains(log) ? 'portable' : 'thin',
		...(node !== null && {node: safeText(node, 100)}),
		facts,
	};
}

/** Certificates are shown by openssl, or by curl from 7.88 on. */
function showsChains(log: EvidenceLog): boolean {
	const [, major = 0, minor = 0] = /^curl (\d+)\.(\d+)/.exec(factOf(log, 'curl') ?? '')?.map(Number) ?? [];
	const hasOpenssl = factOf(log, 'openssl') !== null;
	return major > 0 && (hasOpenssl || major > 7 || minor >= 88);
}

function spanOf(observations: ReadonlyMap<string, Observation>, told: string | null): [number, number] {
	const fallback = Date.parse(told ?? '') || 0;
	let start = fallback || Number.POSITIVE_INFINITY;
	let end = fallback;
	for (const {attempts} of observations.values()) {
		for (const {startedAt, stages} of attempts) {
			const began = Date.parse(startedAt);
			start = Math.min(start, began);
			end = Math.max(end, began + stages.reduce((sum, {ms}) => sum + ms, 0));
		}
	}
	return [Number.isFinite(start) ? start : 0, end];
}
