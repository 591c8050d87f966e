import {isIP} from 'node:net';
import {catalog as builtIn} from '../../catalog/catalog.ts';
import {isHost, matchesHostPattern} from '../../catalog/host-pattern.ts';
import type {Catalog, Requirement} from '../../catalog/types.ts';
import {httpOf} from '../../evidence/stages.ts';
import type {HttpEvidence} from '../../evidence/types.ts';
import {buildPlan} from '../../plan/build-plan.ts';
import {type LiveFacts, readRegionCode} from '../../plan/expand-requirement.ts';
import type {Plan, PlannedTarget} from '../../plan/types.ts';
import {attemptTarget} from '../../probe/attempt.ts';
import {createCertificateReader} from '../../probe/certificates.ts';
import type {Network} from '../../probe/network.ts';
import {createPace, type Pace} from '../../probe/pace/pace.ts';
import {subjectOf} from '../../probe/probe-group.ts';
import type {ProxyLogins} from '../../probe/proxy-logins.ts';
import {systemClock} from '../../probe/stage-clock.ts';
import {createStandstill} from '../../probe/standstill.ts';
import {askGently, createVisit} from '../../probe/visit.ts';
import type {RunEvent} from '../../record/run.ts';
import type {Secrets} from '../../settings/types.ts';
import {assessAttempt} from '../../verdict/assess-attempt.ts';
import {judgeTarget} from '../../verdict/judge-target.ts';
import type {Verdict} from '../../verdict/types.ts';
import {formatHostPort} from '../../words.ts';

/** Asking ahead must not hold up a run behind a dead line, in milliseconds for a stage. */
const patienceMs = 3000;

/**
 * Asks the services themselves for the region code and the relay hosts, where they can be reached, and plans anew with
 * what they say. Where nothing was learned it is the same plan, and the notes say why.
 */
export async function learnLive(
	plan: Plan,
	ownRequirements: readonly Requirement[],
	{catalog = builtIn, ...options}: ExpansionOptions & {readonly catalog?: Catalog},
): Promise<{readonly plan: Plan; readonly notes: readonly string[]}> {
	const {settings} = plan;
	const hasty = {...plan, settings: {...settings, timeoutMs: Math.min(settings.timeoutMs, patienceMs)}};
	const patterns = catalog.requirements
		.filter(({clouds}) => clouds.includes(settings.cloud))
		.map(({pattern}) => pattern);
	const {facts, notes} = await expandLive(hasty, patterns, options);
	// A script is asked about each URL again.
	const isNew = facts.regionCode !== null || facts.relayHosts.length > 0 || settings.pac !== null;
	return {plan: isNew ? buildPlan(settings, catalog, ownRequirements, facts) : plan, notes};
}

/** A list longer than this, from whoever answered, is cut. */
const relayHostsLimit = 32;

/** Characters of an answer that are read. A region's list of relay hosts takes some 2 kB. */
const answerLimit = 16_000;

type LiveExpansion = {
	readonly facts: LiveFacts;
	/** What could not be learned, and why: one sentence each. A note, never an error. */
	readonly notes: readonly string[];
};

type ExpansionOptions = {
	readonly network: Network;
	readonly secrets: Secrets;
	readonly signal: AbortSignal;
	/** Those of the run, which sends the same credentials. */
	readonly logins: ProxyLogins;
	/** That of the run, which asks the same peers. */
	readonly pace?: Pace;
	readonly onEvent?: (event: RunEvent) => void;
};

/**
 * Asks the identity service for the code of the region, the notification service for its relay hosts, and the cloud's
 * metadata whether it names hosts that no `knownPatterns` cover: over the routes of the plan, and with the same suspicion
 * as any probe. Only an answer over verified TLS counts, and of that only names that fit the patterns of the catalog.
 * Never rejects.
 */
export async function expandLive(
	plan: Plan,
	knownPatterns: readonly string[],
	options: ExpansionOptions,
): Promise<LiveExpansion> {
	const rows = {
		identity: plan.targets.find(
			row => row.path?.startsWith('/discovery?location=') && row.target && !row.target.sampled,
		),
		notification: plan.targets.find(row => row.path?.startsWith('/urls/allowlist?') && row.target),
		metadata: plan.targets.find(row => row.path?.startsWith('/metadata/endpoints') && row.target),
	};
	const hosts = Object.values(rows).flatMap(row => row?.target?.host ?? []);
	const tell = (event: (at: string) => RunEvent) => {
		if (hosts.length > 0) options.onEvent?.(event(new Date(systemClock.now()).toISOString()));
	};
	tell(at => ({type: 'expansion-started', at, hosts}));
	const ask = (row: PlannedTarget | undefined) => (row ? fetchAnswer(row, plan, options) : null);
	const [identity, notification, metadata] = await Promise.all([
		ask(rows.identity),
		ask(rows.notification),
		ask(rows.metadata),
	]);
	const facts = {
		regionCode: identity?.text === undefined ? null : readRegionCode(identity.text),
		relayHosts: notification?.text === undefined ? [] : readRelayHosts(notification.text, plan),
	};
	const isCodeOpen = plan.targets.some(
		({target, requirement}) => target === null && requirement.resource?.key === 'region-code',
	);
	const notes = [
		...(identity && facts.regionCode === null
			? [
					`Couldn't ask ${identity.host} for the region code (${identity.reason}); ${isCodeOpen ? 'it is not known' : "using the catalog's"}.`,
				]
			: []),
		...(notification && facts.relayHosts.length === 0
			? [`Couldn't ask ${notification.host} for the relay hosts (${notification.reason}); probing public stand-ins.`]
			: []),
		...findUnlistedEndpoints(metadata?.text ?? '', knownPatterns).map(
			host =>
				`The metadata of the cloud (${metadata?.host}) names ${host}, which the catalog does not list; it may have fallen behind.`,
		),
	];
	tell(at => ({type: 'expansion-finished', at, notes}));
	return {facts, notes};
}

type Answer = {readonly host: string; readonly text: string | undefined; readonly reason: string};

async function fetchAnswer(row: PlannedTarget, plan: Plan, options: ExpansionOptions): Promise<Answer | null> {
	const {network, secrets, signal, logins} = options;
	const {timeoutMs} = plan.settings;
	const pace = options.pace ?? createPace({targets: 1, sockets: 2, timeoutMs, signal});
	const subject = subjectOf({key: row.id, lead: row, rows: [row]}, secrets);
	if (!subject) return null;
	const proxy = subject.route.proxy && formatHostPort(subject.route.proxy.host, subject.route.proxy.port);
	const visit = createVisit(pace, proxy, null);
	const attempt = await createStandstill(systemClock).awake(signal, () =>
		attemptTarget(subject, 'undici', {
			network: askGently(network, pace.names),
			signal,
			logins,
			readCertificate: createCertificateReader(),
			clock: systemClock,
			timeoutMs,
			bodyLimit: answerLimit,
			pace,
			visit,
			onStageStarted: () => {},
			onStageFinished: () => {},
			onWait: () => {},
		}),
	);
	visit.leave();
	const verdict = judgeTarget(row.requirement, [assessAttempt(attempt)]);
	const http = httpOf(attempt);
	const isTrusted = verdict.status === 'reachable' && http?.status === 200;
	return {
		host: subject.target.host,
		text: isTrusted ? http.body : undefined,
		reason: signal.aborted ? 'stopped' : reasonOf(verdict, http),
	};
}

/** Why nothing was learned, in a few words: the cause, what this machine itself said, or what the answer was. */
function reasonOf({cause, status, detail}: Verdict, http: HttpEvidence | undefined): string {
	if (cause !== null) return cause;
	if (status === 'unverified' || typeof http?.status !== 'number') return detail.replace(/\.$/, '');
	return http.status === 200 ? 'nothing of use in the answer' : `status ${http.status}`;
}

/** The hosts of the list that fit a WebSocket pattern of the plan. */
export function readRelayHosts(text: string, plan: Pick<Plan, 'targets'>): string[] {
	const patterns = new Set(
		plan.targets.flatMap(({requirement}) => (requirement.protocol === 'websocket' ? [requirement.pattern] : [])),
	);
	const names = text.match(/"[a-z0-9.-]{4,253}"/gi) ?? [];
	const hosts = names.map(name => name.slice(1, -1).toLowerCase());
	const fitting = hosts.filter(
		host => isHost(host) && [...patterns].some(pattern => matchesHostPattern(pattern, host)),
	);
	return [...new Set(fitting)].slice(0, relayHostsLimit);
}

/** Where the metadata of a cloud names its own hosts and suffixes, as paths into the answer. */
const places = [
	['resourceManager'],
	['authentication', 'loginEndpoint'],
	['suffixes', 'keyVaultDns'],
	['suffixes', 'storage'],
	['suffixes', 'acrLoginServer'],
] as const;

/**
 * Hosts and suffixes that a cloud's metadata (`/metadata/endpoints`) names and no documented pattern covers: a sign that
 * the catalog has fallen behind. Nothing for an answer that is no such metadata.
 */
export function findUnlistedEndpoints(text: string, patterns: readonly string[]): string[] {
	const metadata = parseMetadata(text);
	const named = places.flatMap(path => {
		const value = path.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), metadata);
		return typeof value === 'string' ? [value] : [];
	});
	const hosts = named.map(value =>
		value
			.toLowerCase()
			.replace(/^https?:\/\//, '')
			.replace(/[/:?#].*$/, '')
			.replace(/^\.|\.$/g, ''),
	);
	return [...new Set(hosts)].filter(
		// A name of one label is no host on the Internet.
		host => isHost(host) && host.includes('.') && isIP(host) === 0 && !patterns.some(pattern => covers(pattern, host)),
	);
}

/** A suffix is covered by any pattern below it: `core.windows.net` by `*.blob.core.windows.net`. */
function covers(pattern: string, host: string): boolean {
	return pattern === host || pattern.endsWith(`.${host}`) || matchesHostPattern(pattern, host);
}

/** Some versions of the interface answer with a list of clouds, the asked one first. */
function parseMetadata(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed[0] : parsed;
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is {readonly [key: string]: unknown} {
	return typeof value === 'object' && value !== null;
}
