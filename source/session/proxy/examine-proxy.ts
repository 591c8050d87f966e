import {UsageError} from '../../errors.ts';
import {loginWithoutTicket} from '../../evidence/codes.ts';
import {offeredSchemes} from '../../evidence/headers.ts';
import type {Attempt, ProxyEvidence} from '../../evidence/types.ts';
import {groupByProbe} from '../../plan/endpoints.ts';
import {usedWays} from '../../plan/pac.ts';
import type {Plan} from '../../plan/types.ts';
import {type Approach, approachProxy} from '../../probe/approach-proxy.ts';
import {createCertificateReader} from '../../probe/certificates.ts';
import type {Network} from '../../probe/network.ts';
import {createPace, type Pace} from '../../probe/pace/pace.ts';
import {subjectOf} from '../../probe/probe-group.ts';
import {createProxyLogins, type ProxyLogins} from '../../probe/proxy-logins.ts';
import {systemClock} from '../../probe/stage-clock.ts';
import {createSystemNetwork} from '../../probe/system-network.ts';
import {askGently, createVisit} from '../../probe/visit.ts';
import {isUrl} from '../../settings/parsers.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint, Secrets} from '../../settings/types.ts';
import {assessAttempt} from '../../verdict/assess-attempt.ts';
import type {Cause} from '../../verdict/causes.ts';
import {recognizeAnswer} from '../../verdict/fingerprints/recognize.ts';
import {judgeTarget} from '../../verdict/judge-target.ts';
import {countOf, formatHostPort, joinWords} from '../../words.ts';
import {readCertificates} from '../files/certificates.ts';
import type {Session} from '../session.ts';

/**
 * What a proxy is, by what it answered. `dead`: nobody there answers, so that nothing gets through; `login`: it
 * wants a user name and password; `rejected`: others than these; `other-scheme`: TLS in place of plain HTTP, or the reverse;
 * `no-proxy`: something else; `unsure`: too slow to tell.
 */
type ProxyKind = 'alive' | 'dead' | 'login' | 'rejected' | 'other-scheme' | 'no-proxy' | 'unsure';

export type ProxyExamination = {
	readonly kind: ProxyKind;
	/** As a person writes it: `http://proxy:3128`. */
	readonly proxy: string;
	/** One sentence: what it is, or what is wrong and what to do. */
	readonly sentence: string;
	/** What was seen, for the rows that go this way. */
	readonly attempt: Attempt;
	/** It opens tunnels to names that nobody has, so that its word about a name proves nothing. */
	readonly takesAnyName: boolean;
};

/** Whether nothing will come through it as it is addressed. Who says so before a run has it changed, or kept on a word. */
export function isUselessProxy({kind}: Pick<ProxyExamination, 'kind'>): boolean {
	return kind !== 'alive' && kind !== 'unsure';
}

export type ExaminationOptions = {
	readonly network: Network;
	readonly secrets: Secrets;
	readonly signal: AbortSignal;
	/** Those of the run that follows, if one does. */
	readonly logins?: ProxyLogins;
	readonly pace?: Pace;
};

/**
 * Talks to each proxy of a plan before anything is sent through it: it is asked for a tunnel to a host of the plan, and where it
 * opens that, for one to a name that nobody has. Never rejects.
 */
export async function examineProxies(plan: Plan, options: ExaminationOptions): Promise<readonly ProxyExamination[]> {
	const {settings} = plan;
	const pace =
		options.pace ?? createPace({targets: 4, sockets: 8, timeoutMs: settings.timeoutMs, signal: options.signal});
	const groups = groupByProbe(plan).filter(({lead}) => lead.route?.proxy);
	const byProxy = Map.groupBy(groups, ({lead}) => (lead.route?.proxy ? formatProxy(lead.route.proxy) : ''));
	const examinations = [...byProxy].map(async ([proxy, [first, ...others]]) => {
		// A tunnel to the port of HTTPS is what every proxy knows.
		const group = [first, ...others].find(one => one?.lead.target?.port === 443) ?? first;
		const subject = group && subjectOf(group, options.secrets);
		if (!group || !subject?.route.proxy) return null;
		const visit = createVisit(pace, formatHostPort(subject.route.proxy.host, subject.route.proxy.port), null);
		try {
			const approach = await approachProxy(subject, {
				network: askGently(options.network, pace.names),
				signal: options.signal,
				logins: options.logins ?? createProxyLogins({...settings, ...options}),
				readCertificate: createCertificateReader(),
				clock: systemClock,
				timeoutMs: settings.timeoutMs,
				pace,
				visit,
			});
			return approach && describe(approach, proxy, subject.route.proxy, judge(approach, group.lead.requirement));
		} catch {
			// The run itself will tell.
			return null;
		} finally {
			visit.leave();
		}
	});
	return (await Promise.all(examinations)).filter(examination => examination !== null);
}

/** Whether a plan has proxies to talk to; those of a PAC are known once it was judged. */
export function hasProxies({settings, targets}: Plan): boolean {
	return settings.pac !== null || targets.some(({route}) => route?.proxy);
}

/** The same without a run, over the network that the settings describe. What is in the way of it is for the run to tell. */
export async function examineNow(
	plan: Plan,
	{secrets, signal}: Pick<ExaminationOptions, 'secrets' | 'signal'>,
	session: Session,
): Promise<readonly ProxyExamination[]> {
	try {
		const {dns, timeoutMs} = plan.settings;
		const certificates = await readCertificates(plan.settings, session);
		const network = session.network ?? createSystemNetwork({dns, timeoutMs, ...certificates});
		if (plan.settings.pac === null) return await examineProxies(plan, {network, secrets, signal});
		const {routePlan} = await import('../pac/route-plan.ts');
		const routed = await routePlan(plan, secrets, session, {makesTraffic: true, signal});
		const options = {network, secrets: routed.secrets, signal};
		return [describePac(routed.plan, plan.settings.pac), ...(await examineProxies(routed.plan, options))];
	} catch (error) {
		if (signal.aborted) return [];
		if (!(error instanceof UsageError)) throw error;
		const {pac} = plan.settings;
		return pac === null ? [] : [aboutPac(pac, 'no-proxy', error.message)];
	}
}

/**
 * What the PAC script of a plan names, without a word to its proxies; null without one, or where the signal came first. A
 * script at a URL is fetched, unless this session has it; for one of this machine nothing is sent, and no name looked up.
 */
export async function judgePac(
	plan: Plan,
	{secrets, signal}: Pick<ExaminationOptions, 'secrets' | 'signal'>,
	session: Session,
): Promise<ProxyExamination | null> {
	const {pac} = plan.settings;
	if (pac === null) return null;
	try {
		const {routePlan} = await import('../pac/route-plan.ts');
		const options = {makesTraffic: isUrl(pac), isUnderWay: true, signal};
		const routed = await routePlan(plan, secrets, session, options);
		const described = describePac(routed.plan, pac);
		const isOpen = !isUrl(pac) && routed.notes.length > 0;
		return isOpen ? {...described, sentence: `${described.sentence} ${routed.notes[0]}`} : described;
	} catch (error) {
		if (signal.aborted) return null;
		if (error instanceof UsageError) return aboutPac(pac, 'no-proxy', error.message);
		throw error;
	}
}

/** How many endpoints a PAC sends where. */
function describePac(plan: Plan, pac: string): ProxyExamination {
	const ways = usedWays(plan.targets).map(({proxy, endpoints}) => {
		const way = proxy === null ? 'directly' : `over ${formatProxy(proxy)}`;
		return `${countOf(endpoints, 'endpoint')} ${way}`;
	});
	return aboutPac(pac, 'alive', `The PAC sends ${joinWords(ways, 4, 'way')}.`);
}

function aboutPac(pac: string, kind: ProxyKind, sentence: string): ProxyExamination {
	return {kind, proxy: pac, sentence, attempt: {startedAt: new Date(0).toISOString(), stages: []}, takesAnyName: false};
}

type Requirement = Parameters<typeof judgeTarget>[0];

/** The cause by which a row that goes this way would fail; null where the proxy let the request through. */
function judge({attempt}: Approach, requirement: Requirement): Cause | null {
	if (attempt.stages.every(({ok}) => ok)) return null;
	return judgeTarget(requirement, [assessAttempt(attempt)]).cause;
}

function describe(
	{attempt, isOtherScheme, takesAnyName}: Approach,
	proxy: string,
	endpoint: ProxyEndpoint,
	cause: Cause | null,
): ProxyExamination {
	const last = attempt.stages.at(-1);
	const answer = last?.stage === 'proxy' ? last : null;
	const say = (kind: ProxyKind, sentence: string): ProxyExamination => ({kind, proxy, sentence, attempt, takesAnyName});
	if (isOtherScheme || cause === 'proxy.wrong-scheme') {
		const wanted = endpoint.scheme === 'http' ? 'https' : 'http';
		const spoken = wanted === 'https' ? 'speaks TLS' : 'speaks plain HTTP';
		return say('other-scheme', `${proxy} ${spoken} on this port: write ${wanted}:// in front of it.`);
	}
	if (answer === null) return describeUnanswered(cause, say, proxy);
	const name = nameOf(answer);
	const timeTaken = `${Math.max(1, Math.round(answer.ms))} ms`;
	switch (cause) {
		case 'proxy.auth-required':
			if (answer.error?.code === loginWithoutTicket) {
				const why = answer.error.message;
				return say(
					'rejected',
					`${name} at ${proxy} wants a login${offerOf(answer)}, and this machine has none: ${why}.`,
				);
			}
			return say('login', `${name} at ${proxy} wants a user name and password${offerOf(answer)}.`);
		case 'proxy.auth-rejected':
			return say(
				'rejected',
				`${name} at ${proxy} rejects ${answer.login ? 'the login of this machine' : 'this user name or password'}${offerOf(answer)}.`,
			);
		case 'proxy.protocol-error':
			if (answer.socks !== undefined) {
				return say('no-proxy', `${proxy} does not answer as a SOCKS proxy: check scheme, host and port.`);
			}
			return say(
				'no-proxy',
				`${proxy} is not a forward proxy${answer.status === null ? '' : ` (it answers ${answer.status} to CONNECT)`}: check host and port.`,
			);
		case 'proxy.timeout':
			return say('unsure', `${proxy} takes connections, and did not answer within a second.`);
		case 'proxy.closed':
			return say('unsure', `${proxy} takes connections, and closes them without an answer.`);
		default: {
			const all = takesAnyName
				? ' It answers for names that do not exist too, so its word about a name proves nothing.'
				: '';
			return say('alive', `${name} at ${proxy} answers in ${timeTaken}.${all}`);
		}
	}
}

function describeUnanswered(
	cause: Cause | null,
	say: (kind: ProxyKind, sentence: string) => ProxyExamination,
	proxy: string,
): ProxyExamination {
	switch (cause) {
		case 'proxy.refused':
			return say('dead', `Nothing listens at the proxy ${proxy} (connection refused): check host and port.`);
		case 'proxy.timeout':
			return say('dead', `Nothing answers at the proxy ${proxy} within a second: check host and port.`);
		case 'proxy.unreachable':
			return say('dead', `There is no way to the proxy ${proxy} from here: check its address.`);
		case 'proxy.unresolvable':
			return say('dead', `The name of the proxy ${proxy} does not resolve: check its spelling.`);
		case 'proxy.tls-untrusted':
			return say('unsure', `The certificate of ${proxy} is not trusted: name its CA file.`);
		default:
			return say('unsure', `What ${proxy} is could not be seen in a second.`);
	}
}

/** `squid`, or what nobody gave a name. */
function nameOf({headers, status, body, socks}: ProxyEvidence): string {
	if (socks !== undefined) return 'A SOCKS proxy';
	return recognizeAnswer({headers, status, body, title: null})?.product ?? 'A proxy';
}

function offerOf({headers, socks}: ProxyEvidence): string {
	if (socks !== undefined) return '';
	const schemes = offeredSchemes(headers);
	return schemes.length === 0 ? ' (it names no scheme)' : ` (it offers ${joinWords(schemes)})`;
}

/** The run was not begun, because nothing would come through this proxy. */
export class UselessProxy extends Error {
	override name = 'UselessProxy' as const;
	readonly examination: ProxyExamination;

	constructor(examination: ProxyExamination) {
		super(examination.sentence);
		this.examination = examination;
	}
}
