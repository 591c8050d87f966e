import type {Duplex} from 'node:stream';
import {formatHostPort} from '../../host-port.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {safeText} from '../../text.ts';
import {tool} from '../../version.ts';
import {decodeBody} from '../decode-body.ts';
import {loginAt, loginSpared} from '../proxy-logins.ts';
import {exchangeRaw} from '../raw-exchange.ts';
import {squeezePage} from '../squeeze-page.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {ProxyEvidence} from '../types.ts';
import type {StageContext} from './context.ts';

/** The proxy answered CONNECT with something other than 2xx. */
export const connectRefusedCode = 'CONNECT_REFUSED';

/** Characters of a refusal's body that are kept as evidence. */
const bodyLimit = 2000;

/**
 * Asks a proxy for a tunnel. The answer is read raw, since its status and headers are the evidence: a proxy agent
 * would report a refusal as an aborted request, and Node's parser drops answers with one odd byte in a header.
 * Anything but 2xx leaves the socket of no use. Credentials that this proxy turned down before are not sent again.
 */
export function requestTunnel(
	socket: Duplex,
	target: {readonly host: string; readonly port: number},
	proxy: ProxyEndpoint,
	password: string | null,
	context: StageContext,
): Promise<ProxyEvidence> {
	const login = loginAt(proxy, password);
	return context.logins.send(
		login,
		() => askForTunnel(socket, target, login?.authorization, context),
		({status, statusText, headers}) => ({
			stage: 'proxy',
			of: 'target',
			request: `CONNECT ${formatHostPort(target.host, target.port)}`,
			authenticated: false,
			ok: false,
			ms: 0,
			status,
			statusText,
			headers,
			body: '',
			error: loginSpared,
		}),
	);
}

async function askForTunnel(
	socket: Duplex,
	target: {readonly host: string; readonly port: number},
	authorization: string | undefined,
	context: StageContext,
): Promise<ProxyEvidence> {
	const stopwatch = startStopwatch(context.clock);
	const authority = formatHostPort(target.host, target.port);
	const request = `CONNECT ${authority}`;
	const seen = {stage: 'proxy', of: 'target', request, authenticated: authorization !== undefined} as const;
	try {
		const {head, body} = await exchangeRaw(
			socket,
			[
				`${request} HTTP/1.1`,
				`Host: ${authority}`,
				`User-Agent: ${tool.name}/${tool.version}`,
				'Proxy-Connection: keep-alive',
				...(authorization === undefined ? [] : [`Proxy-Authorization: ${authorization}`]),
				'\r\n',
			].join('\r\n'),
			{...context, what: `asking the proxy for ${authority}`, wantsBody: ({status}) => !isSuccess(status)},
		);
		const text = decodeBody(body, head.headers).toString('utf8');
		const ok = isSuccess(head.status);
		const message = `the proxy answered ${head.status} ${head.statusText}`.trimEnd();
		const error = ok ? null : {code: connectRefusedCode, syscall: null, message};
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
