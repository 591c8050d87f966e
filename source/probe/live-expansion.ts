import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {LiveFacts} from '../plan/live-facts.ts';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import type {Secrets} from '../settings/types.ts';
import {attemptTarget} from './attempt.ts';
import {findUnlistedEndpoints} from './cloud-metadata.ts';
import {createGate} from './gate.ts';
import type {Network} from './network.ts';
import {subjectOf} from './probe-group.ts';
import {systemClock} from './stage-clock.ts';
import type {HttpEvidence} from './types.ts';
import {judgeTarget} from './verdict/judge-target.ts';

/** A list longer than this, from whoever answered, is cut. */
const relayHostsLimit = 32;

/** Characters of an answer that are read. A region's list of relay hosts takes some 2 kB. */
const answerLimit = 16_000;

export type LiveExpansion = {
	readonly facts: LiveFacts;
	/** What could not be learned, and why: one sentence each. A note, never an error. */
	readonly notes: readonly string[];
};

/**
 * Asks the identity service for the code of the region, the notification service for its relay hosts, and the cloud's
 * metadata whether it names hosts that no `knownPatterns` cover: over the routes of the plan, and with the same suspicion as any probe. Only an answer over verified TLS counts, and of that
 * only names that fit the patterns of the catalog. Never rejects.
 */
export async function expandLive(
	plan: Plan,
	knownPatterns: readonly string[],
	options: {readonly network: Network; readonly secrets: Secrets; readonly signal: AbortSignal},
): Promise<LiveExpansion> {
	const ask = (row: PlannedTarget | undefined) => (row ? fetchAnswer(row, plan, options) : null);
	const [identity, notification, metadata] = await Promise.all([
		ask(plan.targets.find(row => row.path?.startsWith('/discovery?location=') && row.target && !row.target.sampled)),
		ask(plan.targets.find(row => row.path?.startsWith('/urls/allowlist?') && row.target)),
		ask(plan.targets.find(row => row.path?.startsWith('/metadata/endpoints') && row.target)),
	]);
	return {
		facts: {
			regionCode: identity?.text === undefined ? null : readRegionCode(identity.text),
			relayHosts: notification?.text === undefined ? [] : readRelayHosts(notification.text, plan),
		},
		notes: [
			...(identity && readRegionCode(identity.text ?? '') === null
				? [
						`The identity service ${identity.host} was not asked with success (${identity.reason}), so the region code comes from the catalog.`,
					]
				: []),
			...(notification && readRelayHosts(notification.text ?? '', plan).length === 0
				? [
						`The notification service ${notification.host} was not asked with success (${notification.reason}), so public stand-ins are probed for the relay hosts.`,
					]
				: []),
			...findUnlistedEndpoints(metadata?.text ?? '', knownPatterns).map(
				host =>
					`The metadata of the cloud (${metadata?.host}) names ${host}, which the catalog does not list; it may have fallen behind.`,
			),
		],
	};
}

type Answer = {readonly host: string; readonly text: string | undefined; readonly reason: string};

async function fetchAnswer(
	row: PlannedTarget,
	plan: Plan,
	{network, secrets, signal}: {readonly network: Network; readonly secrets: Secrets; readonly signal: AbortSignal},
): Promise<Answer | null> {
	const subject = subjectOf({key: row.id, lead: row, rows: [row]}, secrets);
	if (!subject) return null;
	const attempt = await attemptTarget(subject, 'undici', {
		network,
		signal,
		clock: systemClock,
		timeoutMs: plan.settings.timeoutMs,
		bodyLimit: answerLimit,
		takeTurn: createGate(1),
		onStageStarted: () => {},
		onStageFinished: () => {},
	});
	const verdict = judgeTarget(row.requirement, [attempt]);
	const http = attempt.stages.find((stage): stage is HttpEvidence => stage.stage === 'http');
	const isTrusted = verdict.status === 'reachable' && http?.status === 200;
	const reason = verdict.cause ?? (http?.status === 200 ? 'nothing of use in the answer' : `status ${http?.status}`);
	return {host: subject.target.host, text: isTrusted ? http.body : undefined, reason};
}

/** The host name of the regional service stands somewhere in the answer; its shape differs between API versions. */
export function readRegionCode(text: string): string | null {
	return /https:\/\/([a-z0-9]{1,20})\.his\.arc\.azure\.(?:com|us|cn)\b/.exec(text)?.[1] ?? null;
}

/** The hosts of the list that fit a WebSocket pattern of the plan. */
export function readRelayHosts(text: string, plan: Pick<Plan, 'targets'>): string[] {
	const patterns = new Set(
		plan.targets.flatMap(({requirement}) => (requirement.protocol === 'websocket' ? [requirement.pattern] : [])),
	);
	const names = text.match(/"[a-z0-9.-]{4,253}"/gi) ?? [];
	const hosts = names.map(name => name.slice(1, -1).toLowerCase());
	const fitting = hosts.filter(host => [...patterns].some(pattern => matchesHostPattern(pattern, host)));
	return [...new Set(fitting)].slice(0, relayHostsLimit);
}
