import {formatHostPort} from '../host-port.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import type {HeaderMap, HttpEvidence, ProxyEvidence, StageError} from './types.ts';

/** Credentials for one proxy. */
export type ProxyLogin = {
	/** `host:port` of the proxy. */
	readonly address: string;
	/** The value of Proxy-Authorization. */
	readonly authorization: string;
};

/** How a proxy turned credentials down, with the schemes that it offered. */
export type Rejection = {readonly status: number; readonly statusText: string; readonly headers: HeaderMap};

/** The logins of one run. */
export type ProxyLogins = {
	/**
	 * Sends a request with credentials: the first of a run alone, the others when its outcome is known. Once a proxy turned
	 * credentials down nothing sends them there again, since a directory locks an account after a few wrong passwords;
	 * `spare` makes the evidence then. A request without credentials goes at once.
	 */
	send<Evidence extends HttpEvidence | ProxyEvidence>(
		login: ProxyLogin | undefined,
		request: () => Promise<Evidence>,
		spare: (rejection: Rejection) => Evidence,
	): Promise<Evidence>;
};

/** The request was not sent, because the proxy had turned the same credentials down. */
export const loginSparedCode = 'LOGIN_SPARED';

/** Stands as the error of a stage whose request was not sent. */
export const loginSpared: StageError = {
	code: loginSparedCode,
	syscall: null,
	message: 'not tried again with this password, so that the account is not locked',
};

/** The login at a proxy, or undefined when it has no user name. */
export function loginAt(proxy: ProxyEndpoint, password: string | null): ProxyLogin | undefined {
	if (proxy.username === null) return undefined;
	const encoded = Buffer.from(`${proxy.username}:${password ?? ''}`).toString('base64');
	return {address: formatHostPort(proxy.host, proxy.port), authorization: `Basic ${encoded}`};
}

type Known = {firstIsOver: Promise<unknown>; rejection: Rejection | null};

export function createProxyLogins(): ProxyLogins {
	const logins = new Map<string, Known>();
	return {
		async send(login, request, spare) {
			if (!login) return request();
			const key = `${login.address} ${login.authorization}`;
			const known = logins.get(key) ?? {firstIsOver: Promise.resolve(), rejection: null};
			const isFirst = !logins.has(key);
			logins.set(key, known);
			// The first is bounded by the limit of its stage; where it fails in another way the others go on.
			if (!isFirst) await known.firstIsOver;
			if (known.rejection) return spare(known.rejection);
			const asking = request().then(evidence => {
				known.rejection ??= rejectionIn(evidence);
				return evidence;
			});
			if (isFirst) known.firstIsOver = asking.catch(() => {});
			return asking;
		},
	};
}

/** Tinyproxy 1.11 turns CONNECT down with 401. To a request for a whole URL that may be the word of the service. */
function rejectionIn({stage, status, statusText, headers}: HttpEvidence | ProxyEvidence): Rejection | null {
	const isRejected = status === 407 || (status === 401 && stage === 'proxy');
	return isRejected ? {status, statusText, headers} : null;
}
