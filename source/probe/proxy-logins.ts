import {offeredSchemes} from '../evidence/authentication-schemes.ts';
import {loginSpared, socksLoginRejected, socksLoginWanted} from '../evidence/codes.ts';
import type {HttpEvidence, ProxyEvidence} from '../evidence/types.ts';
import {formatHostPort} from '../host-port.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {createLoginTurns, type LoginOutcome, type LoginTurns} from './login-turns.ts';

/** Credentials for one proxy. */
export type ProxyLogin = {
	/** `host:port` of the proxy. */
	readonly address: string;
	/** The value of Proxy-Authorization. */
	readonly authorization: string;
};

/** The logins of one run. */
export type ProxyLogins = {
	/**
	 * Asks a proxy for something of a host, with credentials where there are any. A directory locks an account after a
	 * few wrong passwords, so until the proxy took these it is asked without them first, and they are sent only where it
	 * asks for Basic, for one host at a time. Once it rejected them for two hosts they are not sent again: what it said
	 * without them is the evidence then, with `LOGIN_SPARED` where it wants them.
	 *
	 * @param ask sends the request over a connection of its own, with this value of Proxy-Authorization or without one
	 */
	send<Evidence extends HttpEvidence | ProxyEvidence>(
		login: ProxyLogin | undefined,
		host: string,
		ask: (authorization: string | undefined) => Promise<Evidence>,
	): Promise<Evidence>;
};

/** The login at a proxy, or undefined when it has no user name. */
export function loginAt(proxy: ProxyEndpoint, password: string | null): ProxyLogin | undefined {
	// SOCKS4 has a user name without a password, which goes with each request.
	if (proxy.username === null || proxy.scheme.startsWith('socks4')) return undefined;
	const encoded = Buffer.from(`${proxy.username}:${password ?? ''}`).toString('base64');
	return {address: formatHostPort(proxy.host, proxy.port), authorization: `Basic ${encoded}`};
}

export function createProxyLogins(): ProxyLogins {
	const known = new Map<string, LoginTurns>();
	const turnsOf = ({address, authorization}: ProxyLogin) => {
		const key = `${address} ${authorization}`;
		const turns = known.get(key) ?? createLoginTurns();
		known.set(key, turns);
		return turns;
	};
	return {
		async send(login, host, ask) {
			if (!login) return ask(undefined);
			const turns = turnsOf(login);
			if (turns.isTaken()) return ask(login.authorization);
			const bare = await ask(undefined);
			// Basic is readable by whoever stands in the proxy's place, so it goes only to who asked for it.
			if (!isChallenge(bare)) return bare;
			// SOCKS has one way to send a user name and password, in the clear too.
			if (!isSocks(bare) && !offeredSchemes(bare.headers).includes('Basic')) return bare;
			const answer = await turns.take(host, async () => {
				const value = await ask(login.authorization);
				return {value, outcome: outcomeOf(value)};
			});
			return answer ?? {...bare, ok: false, error: loginSpared};
		},
	};
}

type Answer = HttpEvidence | ProxyEvidence;

function isSocks(answer: Answer): boolean {
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
	if (isSocks(answer)) {
		if (error?.code === socksLoginRejected || error?.code === socksLoginWanted) return 'rejected';
		// A reply about the host comes behind the login.
		return ok || error?.code.startsWith('SOCKS_') ? 'taken' : 'unknown';
	}
	if (status === null) return 'unknown';
	return status === 407 || status === 401 ? 'rejected' : 'taken';
}
