import os from 'node:os';
import {UsageError} from '../../errors.ts';
import {type PacAnswer, pacQuestion, parsePacAnswer, routeByPac, routeWithoutPac} from '../../plan/pac.ts';
import type {Plan, PlannedTarget, Route} from '../../plan/types.ts';
import type {Network} from '../../probe/network.ts';
import {createSystemNetwork} from '../../probe/system-network.ts';
import {safeText} from '../../safe-text.ts';
import {isUrl} from '../../settings/parsers.ts';
import {readSchemeProxy} from '../../settings/proxy-environment.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import {passwordVariable} from '../../settings/resolve-settings.ts';
import type {Secrets} from '../../settings/types.ts';
import {countOf, joinWords} from '../../words.ts';
import {readCertificates} from '../files/certificates.ts';
import type {Session} from '../session.ts';
import {readPac} from './read-pac.ts';
import {askScript, type PacReply} from './sandbox.ts';

/** A plan with the ways that its PAC names. */
export type RoutedPlan = {
	readonly plan: Plan;
	/** Logins of its proxies, which the environment knows. */
	readonly secrets: Secrets;
	/** What the user should know of it, one sentence each. */
	readonly notes: readonly string[];
};

export type PacOptions = {
	/** Without it no URL is fetched and no name looked up. */
	readonly makesTraffic: boolean;
	/** Rejects with its reason once it is aborted. */
	readonly signal?: AbortSignal;
	/** The run is under way, so a URL is not fetched again. */
	readonly isUnderWay?: boolean;
};

/**
 * Beside the hosts of the plan, which many scripts look up each. A script that asks for more names is not followed any
 * further: each takes time, and who asks for so many is up to something.
 */
const mostNames = 50;
/** So many names are asked for at a time: a burst is what name servers drop. */
const namesAtOnce = 8;
/** What is found leads to further names, so that the script is asked again: so many times. */
const mostRounds = 4;

/**
 * Asks the PAC script of the settings for the way of each row; without one the plan stays as it is. Throws a UsageError,
 * before anything is probed, where the script can't be had or does not do what a PAC does.
 */
export async function routePlan(
	plan: Plan,
	secrets: Secrets,
	session: Session,
	{makesTraffic, signal = new AbortController().signal, isUnderWay = false}: PacOptions,
): Promise<RoutedPlan> {
	const {pac} = plan.settings;
	if (pac === null) return {plan, secrets, notes: []};
	if (isUrl(pac) && !makesTraffic) {
		const why = 'since nothing is fetched here';
		const targets = plan.targets.map(row => (row.route === null ? row : {...row, route: routeWithoutPac(why)}));
		return {
			plan: {...plan, targets},
			secrets,
			notes: [`The PAC ${pac} is not fetched here, so no route is known: save it to a file and give that.`],
		};
	}
	const network = lazyNetwork(plan, session);
	const {timeoutMs} = plan.settings;
	const options = async () => ({network: await network(), timeoutMs, signal});
	const text = await readPac(pac, session, options, !isUnderWay).catch((error: unknown) => {
		signal.throwIfAborted();
		throw error;
	});
	const questions = new Map(
		plan.targets.flatMap(row => {
			const question = pacQuestion(row);
			return question === null ? [] : [[question.url, question] as const];
		}),
	);
	const {answers, names, unanswered} = await askForAll(text, [...questions.values()], {
		name: pac,
		signal,
		lookUp: makesTraffic
			? async host =>
					(await (await network()).lookup(host, {timeoutMs, signal, prefer: 'application'})).addresses.map(
						({address}) => address,
					)
			: null,
	});
	// Logins by a ticket take no name and no password.
	const logins = plan.settings.proxyLogin === 'basic' ? environmentLogins(session) : new Map<string, never>();
	const used = new Map<string, string>();
	const routeOf = (row: PlannedTarget): Route | null => {
		const answer = answers.get(pacQuestion(row)?.url ?? '');
		if (row.route === null || answer === undefined) return row.route;
		const route = routeByPac(answer, plan.settings.proxyLogin);
		const login = route.proxy && logins.get(formatProxy(route.proxy));
		if (!route.proxy || !login) return route;
		if (login.password !== null) used.set(formatProxy(route.proxy), login.password);
		return {...route, proxy: {...route.proxy, username: login.username}};
	};
	const targets = plan.targets.map(row => ({...row, route: routeOf(row)}));
	for (const [proxy, password] of used) {
		const {username} = logins.get(proxy) ?? {};
		session.keepSecret(password);
		session.keepSecret(`${username}:${password}`);
	}
	return {
		plan: {...plan, targets},
		secrets: {...secrets, byProxy: Object.fromEntries(used)},
		notes: [...describeNames(names, unanswered, makesTraffic), ...describeUnreadable([...answers.values()])],
	};
}

function lazyNetwork(plan: Plan, session: Session): () => Promise<Network> {
	let network: Promise<Network> | undefined;
	const open = async () => {
		const {dns, timeoutMs} = plan.settings;
		return (
			session.network ?? createSystemNetwork({dns, timeoutMs, ...(await readCertificates(plan.settings, session))})
		);
	};
	return () => (network ??= open());
}

type Question = {readonly url: string; readonly host: string};

/** Asks for all URLs, and again for names that were looked up in between. */
async function askForAll(
	text: string,
	questions: readonly Question[],
	{
		name,
		lookUp,
		signal,
	}: {
		readonly name: string;
		readonly lookUp: ((host: string) => Promise<readonly string[]>) | null;
		readonly signal: AbortSignal;
	},
) {
	const known: Record<string, readonly string[] | null> = {};
	const own = ownAddresses();
	const unanswered = new Set<string>();
	const hosts = new Set(questions.map(({host}) => host.toLowerCase()));
	const isOther = (host: string) => !hosts.has(host);
	for (let round = 1; ; round++) {
		const outcome = await askScript(text, questions, {known, own, signal});
		if ('failure' in outcome) throw new UsageError(sentenceFor(name, outcome));
		const replies = outcome.replies.map((reply, index) => readReply(reply, questions[index], name));
		const wanted = [...new Set(replies.flatMap(({wanted}) => wanted))].filter(host => !(host in known));
		for (const host of wanted) unanswered.add(host);
		const room = mostNames - Object.keys(known).filter(isOther).length;
		const next = [...wanted.filter(host => hosts.has(host)), ...wanted.filter(isOther).slice(0, room)];
		if (lookUp === null || next.length === 0 || round === mostRounds) {
			const answers = new Map(replies.map((reply, index) => [questions[index]?.url ?? '', reply.answer]));
			return {answers, names: Object.keys(known), unanswered: [...unanswered]};
		}
		const left = next.values();
		const takeTurns = async () => {
			for (const host of left) {
				signal.throwIfAborted();
				const addresses = await lookUp(host).catch(() => []);
				known[host] = addresses.length === 0 ? null : addresses;
				unanswered.delete(host);
			}
		};
		await Promise.all(Array.from({length: namesAtOnce}, takeTurns));
	}
}

function readReply(
	reply: PacReply,
	question: Question | undefined,
	name: string,
): {readonly answer: PacAnswer; readonly wanted: readonly string[]} {
	const refuse = (problem: string, cure: string) => new UsageError(`The PAC ${name} ${problem}: ${cure}.`);
	const host = safeText(question?.host ?? '', 100);
	if ('missing' in reply) throw refuse('has no function FindProxyForURL', 'give the script that browsers use');
	if ('thrown' in reply) {
		const line = reply.line === null ? '' : ` in line ${reply.line}`;
		const thrown = safeText(reply.thrown, 200);
		if (/out of memory/.test(thrown)) throw refuse(`needs too much memory for ${host}`, 'mend the script');
		if (/call stack/.test(thrown)) throw refuse(`calls itself without an end for ${host}${line}`, 'mend the script');
		throw refuse(`fails for ${host}${line} ("${thrown.replaceAll('"', "'")}")`, 'mend the script');
	}
	const {kind, answer, wanted} = reply;
	// Netscape's document: null stands for no proxy.
	if (kind !== 'string' && kind !== 'null') {
		throw refuse(
			`returns ${kind === 'undefined' ? 'nothing' : `no text (${safeText(kind, 20)})`} for ${host}`,
			'mend the script',
		);
	}
	return {answer: parsePacAnswer(answer), wanted};
}

function sentenceFor(
	name: string,
	{failure, message, line}: {failure: 'load' | 'engine' | 'time'; message: string; line: number | null},
): string {
	const said = safeText(message, 200).replaceAll('"', "'");
	switch (failure) {
		case 'time':
			return `The PAC ${name} ${said}, and was stopped: mend the script.`;
		case 'load':
			return `The PAC ${name} can't be read as a script${line === null ? '' : `, in line ${line}`} ("${said}"): give the script that browsers use.`;
		case 'engine':
			return `The PAC ${name} can't be judged ("${said}"): mend the script.`;
		default:
			return failure satisfies never;
	}
}

/** What `myIpAddress` knows: the machine's own addresses, without those of its loopback and of links. */
function ownAddresses(): readonly string[] {
	return Object.values(os.networkInterfaces())
		.flatMap(list => list ?? [])
		.filter(({internal, address}) => !internal && !/^(?:169\.254\.|fe80:)/i.test(address))
		.map(({address}) => address);
}

/** The logins that the environment has for proxies, by their address: a PAC names none. */
function environmentLogins({environment}: Session): ReadonlyMap<string, {username: string; password: string | null}> {
	const logins = new Map<string, {username: string; password: string | null}>();
	for (const scheme of ['https', 'http'] as const) {
		try {
			const proxy = readSchemeProxy(environment, scheme).value;
			if (!proxy || proxy.endpoint.username === null) continue;
			const password = proxy.password ?? environment[passwordVariable] ?? null;
			logins.set(formatProxy(proxy.endpoint), {username: proxy.endpoint.username, password});
		} catch (error) {
			// A variable that can't be read is not in use here, so it is no reason to stop.
			if (!(error instanceof UsageError)) throw error;
		}
	}
	return logins;
}

function describeNames(
	names: readonly string[],
	unanswered: readonly string[],
	makesTraffic: boolean,
): readonly string[] {
	const list = (hosts: readonly string[]) =>
		joinWords(
			hosts.map(host => safeText(host, 100)),
			3,
			'name',
		);
	return [
		...(names.length > 0 ? [`The PAC had ${countOf(names.length, 'name')} looked up: ${list(names)}.`] : []),
		...(unanswered.length > 0
			? [
					makesTraffic
						? `The PAC wants ${countOf(unanswered.length, 'more name')} looked up (${list(unanswered)}), which is too much: they count as names without an address.`
						: `The PAC looks up ${countOf(unanswered.length, 'name')} (${list(unanswered)}), which are not asked for here and count as names without an address: a check may take other routes.`,
				]
			: []),
	];
}

function describeUnreadable(answers: readonly PacAnswer[]): readonly string[] {
	const count = answers.filter(({unreadable}) => unreadable > 0).length;
	if (count === 0) return [];
	return [
		`The PAC answers for ${countOf(count, 'URL')} with something that no client can read, which is left out; where nothing else is left, clients go direct.`,
	];
}
