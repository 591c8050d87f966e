import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {connectRefusedCode} from '../../evidence/codes.ts';
import type {ProxyEvidence} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {isSocks} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {tool} from '../../version.ts';
import {formatHostPort} from '../../words.ts';
import {decodeBody, squeezePage} from '../http/body.ts';
import {exchangeRaw} from '../http/raw-exchange.ts';
import {type LoginStep, loginAt} from '../proxy-logins.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';
import {askSocks, type TunnelTarget} from './socks.ts';
import {createConnections} from './tcp.ts';

/** Characters of a refusal's body that are kept as evidence. */
const bodyLimit = 2000;

/** A proxy that is connected. */
export type ConnectedProxy = {
	readonly socket: Socket;
	readonly endpoint: ProxyEndpoint;
	readonly password: string | null;
	/** Opens another connection to it, where it is asked once more with credentials. */
	readonly openAgain: () => Promise<Socket | null>;
};

/** The answer of a proxy, and the connection over which it came: the tunnel, if it opened one. */
export type TunnelOutcome = {readonly evidence: ProxyEvidence; readonly socket: Socket};

/**
 * Asks a proxy for a tunnel, by HTTP or by SOCKS. The answer is read raw, since its status and headers are the evidence: a proxy agent
 * would report a refusal as an aborted request, and Node's parser drops answers with one odd byte in a header.
 * Anything but success leaves the socket of no use.
 */
export async function requestTunnel(
	proxy: ConnectedProxy,
	target: TunnelTarget,
	context: StageContext,
): Promise<TunnelOutcome> {
	const {endpoint, password} = proxy;
	const login = loginAt(endpoint, password);
	const connections = createConnections(proxy.socket, proxy.openAgain);
	const evidence = await context.logins.send(login, target.host, async (authorization, step) => {
		const socket = await connections.take(step);
		if (!isSocks(endpoint)) return askForTunnel(socket, target, authorization, {...context, step});
		const {username} = endpoint;
		const given = authorization === undefined || username === null ? null : {username, password: password ?? ''};
		return askSocks(socket, {endpoint, target, login: given}, context);
	});
	return {evidence, socket: connections.current()};
}

async function askForTunnel(
	socket: Duplex,
	target: {readonly host: string; readonly port: number},
	authorization: string | undefined,
	context: StageContext & {readonly step: LoginStep | undefined},
): Promise<ProxyEvidence> {
	const {step} = context;
	const stopwatch = startStopwatch(context.clock);
	const authority = formatHostPort(target.host, target.port);
	const request = `CONNECT ${authority}`;
	const seen = {
		...({stage: 'proxy', of: 'target', request, authenticated: authorization !== undefined} as const),
		...(step && {login: step.login}),
	};
	try {
		const {body, breach, ...head} = await exchangeRaw(
			socket,
			[
				`${request} HTTP/1.1`,
				`Host: ${authority}`,
				`User-Agent: ${tool.name}/${tool.version}`,
				'Proxy-Connection: keep-alive',
				...(authorization === undefined ? [] : [`Proxy-Authorization: ${authorization}`]),
				'\r\n',
			].join('\r\n'),
			{...context, what: `asking the proxy for ${authority}`, wantsBody: ({status}) => !isSuccess(status), step},
		);
		const text = decodeBody(body, head.headers).toString('utf8');
		const ok = isSuccess(head.status);
		const answered = `the proxy answered ${head.status} ${head.statusText}`.trimEnd();
		const message = breach === null ? answered : `${answered}; of the rest: ${stageErrorOf(breach).message}`;
		const error = ok ? null : {code: connectRefusedCode, syscall: null, message: safeText(message)};
		return {...seen, ok, ms: stopwatch(), ...head, body: safeText(squeezePage(text, bodyLimit), bodyLimit), error};
	} catch (error) {
		return {
			...seen,
			ok: false,
			ms: stopwatch(),
			status: null,
			statusText: '',
			headers: {},
			body: '',
			error: stageErrorOf(error),
		};
	}
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}
