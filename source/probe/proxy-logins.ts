import {
	loginSpared,
	loginWithoutTicket,
	socksLoginRejected,
	socksLoginWanted,
	ticketSpared,
} from '../evidence/codes.ts';
import {offeredSchemes} from '../evidence/headers.ts';
import type {HttpEvidence, ProxyEvidence, StageError} from '../evidence/types.ts';
import {isSocks, loginNames} from '../settings/proxy-url.ts';
import type {ProxyEndpoint, Settings} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import type {Network} from './network.ts';
import {createGate} from './pace/gate.ts';
import {ProbeFailure, stageErrorOf} from './stage-error.ts';
import type {TicketScheme} from './ticket-talk.ts';

/** What there is to log in with at one proxy. */
export type ProxyLogin = {
	readonly endpoint: ProxyEndpoint;
	/** The value of Proxy-Authorization; null without a user name. */
	readonly authorization: string | null;
};

/** One step of a login that takes several. */
export type LoginStep = {
	/** For the evidence: the scheme, and those that the proxy offers. */
	readonly login: {readonly scheme: TicketScheme; readonly offered: readonly string[]};
	/** It goes over the connection of the step before, which the proxy knows it by. */
	readonly goesOn: boolean;
	/** Takes the head of the answer as it came: evidence is too short for the token in it. */
	readonly hear: (head: string) => void;
};

/** The logins of one run. */
export type ProxyLogins = {
	/**
	 * Asks a proxy for something of a host, with credentials where there are any. A directory locks an account after a
	 * few wrong passwords, so until the proxy took these it is asked without them first, and they are sent only where it
	 * asks for Basic, for one host at a time. Once it rejected them for two hosts they are not sent again: what it said
	 * without them is the evidence then, with `LOGIN_SPARED` where it wants them.
	 *
	 * With tickets it is always asked without one first, since that is what the agents get to see, and with one where it
	 * offers the scheme; a user name and password are not sent then. Without a ticket the evidence is `LOGIN_NO_TICKET`.
	 *
	 * @param ask sends the request, with this value of Proxy-Authorization or without one; over a connection of its own unless the step goes on
	 */
	send<Evidence extends HttpEvidence | ProxyEvidence>(
		login: ProxyLogin | undefined,
		host: string,
		ask: (authorization: string | undefined, step?: LoginStep) => Promise<Evidence>,
	): Promise<Evidence>;
};

/** What there is to log in with at a proxy. */
export function loginAt(proxy: ProxyEndpoint, password: string | null): ProxyLogin {
	// SOCKS4 has a user name without a password, which goes with each request.
	const isNamed = proxy.username !== null && !proxy.scheme.startsWith('socks4');
	const encoded = Buffer.from(`${proxy.username}:${password ?? ''}`).toString('base64');
	return {endpoint: proxy, authorization: isNamed ? `Basic ${encoded}` : null};
}

/** How many answers to a token a login may take: NTLM takes one, and Negotiate may hold that. */
const mostChallenges = 3;

/** How many talks may be under way at once: each is a process. */
const talksAtOnce = 4;

/** How logins are made; by user name and password unless given. */
type LoginOptions = Pick<Settings, 'proxyLogin' | 'timeoutMs'> & {
	readonly network: Pick<Network, 'openTicketTalk'>;
	readonly signal: AbortSignal;
};

/** The logins of a run, by proxy and credentials; by user name and password unless the options say otherwise. */
export function createProxyLogins(options?: LoginOptions): ProxyLogins {
	const known = new Map<string, LoginTurns>();
	const turnsOf = ({host, port}: ProxyEndpoint, credentials: string) => {
		const key = `${formatHostPort(host, port)} ${credentials}`;
		const turns = known.get(key) ?? createLoginTurns();
		known.set(key, turns);
		return turns;
	};
	const takePlace = createGate(talksAtOnce);
	const failures = new Map<LoginTurns, StageError>();

	/** Answers that name a token are answered with one, until the proxy is content or has said no. */
	async function talk<Evidence extends Answer>(
		login: LoginStep['login'],
		host: string,
		ask: (authorization: string, step: LoginStep) => Promise<Evidence>,
	): Promise<Evidence> {
		const {scheme} = login;
		const opened = options?.network.openTicketTalk?.(scheme, host, options);
		if (opened === undefined) throw new ProbeFailure(loginWithoutTicket, 'this network has no tickets');
		const {next, close} = opened;
		try {
			let challenge: string | null = null;
			const tell = async (goesOn: boolean) => {
				const token = await next(challenge);
				challenge = null;
				const hear = (head: string) => {
					challenge = challengeIn(head, scheme);
				};
				return ask(`${loginNames[scheme]} ${token}`, {login, goesOn, hear});
			};
			let answer = await tell(false);
			for (let steps = 0; challenge !== null && isChallenge(answer) && steps < mostChallenges; steps++) {
				const further = await tell(true).catch((error: unknown) => {
					// Squid sends the last token of Negotiate along with a refusal, and nothing follows that.
					if (scheme === 'negotiate') return null;
					throw error;
				});
				if (further === null) return answer;
				answer = further;
			}
			return answer;
		} finally {
			close();
		}
	}

	async function sendByTicket<Evidence extends Answer>(
		scheme: TicketScheme,
		{endpoint}: ProxyLogin,
		host: string,
		ask: (authorization: string | undefined, step?: LoginStep) => Promise<Evidence>,
	): Promise<Evidence> {
		const bare = await ask(undefined);
		const offered = offeredSchemes(bare.headers);
		if (!isChallenge(bare) || !offered.includes(loginNames[scheme])) return bare;
		const turns = turnsOf(endpoint, scheme);
		const logIn = async () => {
			try {
				const value = await talk({scheme, offered}, endpoint.host, ask);
				return {value, outcome: outcomeOf(value)};
			} catch (error) {
				const failure = stageErrorOf(error);
				failures.set(turns, failure);
				// What this machine has not it has for no other host either.
				return {value: {...bare, ok: false, error: failure}, outcome: 'rejected' as const};
			}
		};
		const answer = await turns.take(host, () => takePlace(logIn));
		return answer ?? {...bare, ok: false, error: failures.get(turns) ?? ticketSpared};
	}

	return {
		async send(login, host, ask) {
			if (!login) return ask(undefined);
			const {proxyLogin = 'basic'} = options ?? {};
			if (proxyLogin !== 'basic' && !isSocks(login.endpoint)) return sendByTicket(proxyLogin, login, host, ask);
			const {endpoint, authorization} = login;
			if (authorization === null) return ask(undefined);
			const turns = turnsOf(endpoint, authorization);
			if (turns.isTaken()) return ask(authorization);
			const bare = await ask(undefined);
			// Basic is readable by whoever stands in the proxy's place, so it goes only to who asked for it.
			if (!isChallenge(bare)) return bare;
			// SOCKS has one way to send a user name and password, in the clear too.
			if (!isSocks(endpoint) && !offeredSchemes(bare.headers).includes('Basic')) return bare;
			const answer = await turns.take(host, async () => {
				const value = await ask(authorization);
				return {value, outcome: outcomeOf(value)};
			});
			return answer ?? {...bare, ok: false, error: loginSpared};
		},
	};
}

/** The token of a scheme in the head of an answer; null: none, so that the proxy has said no. */
function challengeIn(head: string, scheme: TicketScheme): string | null {
	const token = new RegExp(`^proxy-authenticate:[ \\t]*${scheme}[ \\t]+([A-Za-z0-9+/]+=*)[ \\t]*\\r?$`, 'im');
	return token.exec(head)?.[1] ?? null;
}

type Answer = HttpEvidence | ProxyEvidence;

function speaksSocks(answer: Answer): boolean {
	return answer.stage === 'proxy' && answer.socks !== undefined;
}

function isChallenge({stage, status, error}: Answer): boolean {
	if (error?.code === socksLoginWanted) return true;
	// Tinyproxy 1.11 rejects credentials that it does not know with 401.
	return status === 407 || (status === 401 && stage === 'proxy');
}

/** Tinyproxy 1.11 rejects with 401 also where it was asked for a whole URL. */
function outcomeOf(answer: Answer): LoginOutcome {
	const {status, ok, error} = answer;
	if (speaksSocks(answer)) {
		if (error?.code === socksLoginRejected || error?.code === socksLoginWanted) return 'rejected';
		// A reply about the host comes behind the login.
		return ok || error?.code.startsWith('SOCKS_') ? 'taken' : 'unknown';
	}
	if (status === null) return 'unknown';
	return status === 407 || status === 401 ? 'rejected' : 'taken';
}

/** A wrong password is tried for so many hosts and no more: directories lock an account after three and more. */
const hostsTried = 2;

/** What a login came to. `unknown`: no answer, or one that says nothing of the login. */
export type LoginOutcome = 'taken' | 'rejected' | 'unknown';

/** Whose turn it is to log in with credentials of which nobody knows yet whether they are right. */
export type LoginTurns = {
	/** The peer took the credentials: nobody needs a turn any more. */
	readonly isTaken: () => boolean;
	/**
	 * Logs in for a host when its turn has come. One logs in at a time until the credentials were taken. When they were
	 * rejected for a host no other login for it follows, and after two hosts none at all: null then.
	 */
	take<Value>(
		host: string,
		logIn: () => Promise<{readonly value: Value; readonly outcome: LoginOutcome}>,
	): Promise<Value | null>;
};

/** Lets one try a login while the others wait for what came of it, and counts hosts for which it was rejected. */
export function createLoginTurns(): LoginTurns {
	const waiting: {readonly host: string; readonly call: (mayLogIn: boolean) => void}[] = [];
	const rejectedFor = new Set<string>();
	let isTaken = false;
	let isBusy = false;

	const callAll = (mayLogIn: boolean) => {
		for (const {call} of waiting.splice(0)) call(mayLogIn);
	};
	const callNext = () => {
		if (isTaken) return callAll(true);
		if (isBusy) return;
		// A proxy may turn the right password down for a host that its rules deny, so that another host must be asked.
		const next = rejectedFor.size < hostsTried ? waiting.findIndex(({host}) => !rejectedFor.has(host)) : -1;
		if (next === -1) return callAll(false);
		isBusy = true;
		for (const {call} of waiting.splice(next, 1)) call(true);
	};

	return {
		isTaken: () => isTaken,
		async take(host, logIn) {
			const mayLogIn = await new Promise<boolean>(call => {
				waiting.push({host, call});
				callNext();
			});
			if (!mayLogIn) return null;
			if (isTaken) return (await logIn()).value;
			try {
				const {value, outcome} = await logIn();
				if (outcome === 'taken') isTaken = true;
				if (outcome === 'rejected') rejectedFor.add(host);
				return value;
			} finally {
				isBusy = false;
				callNext();
			}
		},
	};
}
