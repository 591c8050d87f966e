import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import type {PracticePki} from './certificates.ts';
import {sendPage} from './http-faults.ts';
import {inspectTunnel} from './inspection.ts';
import type {Lifetime} from './lifetime.ts';
import type {Page} from './pages.ts';
import {proxyFaults, sendRawPage} from './proxy-faults.ts';
import {badRequestPage, failurePage, isInspected, refuse, untrustedPage} from './proxy-policy.ts';
import {onwardHeaders, parseAbsoluteUrl, parseAuthority, viaOf} from './proxy-request.ts';
import {faultOn, type PlayedFault, type ProxyOptions} from './scenario.ts';
import {splice} from './splice.ts';
import type {Upstream} from './upstream.ts';

/** One request that came to a proxy, and its answer: 200 is a tunnel, null that it gave none. */
export type ProxyLogEntry = {
	readonly method: string;
	/** `host:port` of CONNECT, else the URL. */
	readonly target: string;
	readonly status: number | null;
};

export type ForwardProxy = {readonly port: number; readonly requests: readonly ProxyLogEntry[]};

/** Starts a forward proxy: CONNECT, and plain HTTP in absolute form. */
export async function startForwardProxy(
	options: ProxyOptions,
	context: {
		readonly faults: readonly PlayedFault[];
		readonly pki: PracticePki;
		readonly lifetime: Lifetime;
		readonly connectUpstream: Upstream;
	},
): Promise<ForwardProxy> {
	const {faults, pki, lifetime, connectUpstream} = context;
	const requests: ProxyLogEntry[] = [];
	const fault = faultOn(faults, 'proxy', {host: options.host, port: options.port, side: 'client'});

	function log(request: IncomingMessage, status: number | null): void {
		requests.push({method: request.method ?? '', target: request.url ?? '', status});
	}

	/** Plays the fault that is switched on, if any, on the client's connection. */
	function playFault(request: IncomingMessage): boolean {
		if (fault === null) return false;
		log(request, null);
		proxyFaults[fault](request.socket, request);
		return true;
	}

	/** The connection to the other side, or the page that says why there is none. */
	async function reach(target: {host: string; port: number}): Promise<{socket: Socket} | {page: Page}> {
		try {
			const timeoutMs = options.upstreamTimeoutMs ?? 3000;
			const socket = await connectUpstream({...target, timeoutMs, signal: lifetime.signal});
			lifetime.hold(socket);
			return {socket};
		} catch (error) {
			return {page: failurePage(options, (error as NodeJS.ErrnoException).code ?? '')};
		}
	}

	async function tunnel(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
		if (playFault(request)) {
			client.resume();
			return;
		}
		const answerWith = (page: Page) => {
			log(request, page.status);
			sendRawPage(client, page);
		};
		const target = parseAuthority(request.url ?? '');
		if (target === null) return answerWith(badRequestPage(options));
		const refusal = refuse(options, {...target, authorization: request.headers['proxy-authorization'] ?? null});
		if (refusal !== null) return answerWith(refusal);
		const upstream = await reach(target);
		if ('page' in upstream) return answerWith(upstream.page);
		log(request, 200);
		client.write('HTTP/1.1 200 Connection established\r\n\r\n');
		if (head.length > 0) client.unshift(head);
		if (isInspected(options, target.host)) {
			const {socket: server} = upstream;
			inspectTunnel({client, server, host: target.host, pki, lifetime, untrusted: untrustedPage(options)});
		} else {
			splice(client, upstream.socket);
		}
	}

	async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (playFault(request)) return;
		const answerWith = (page: Page) => {
			log(request, page.status);
			sendPage(response, page);
		};
		const url = parseAbsoluteUrl(request.url ?? '');
		if (url === null) return answerWith(badRequestPage(options));
		const target = {host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80)};
		const refusal = refuse(options, {...target, authorization: request.headers['proxy-authorization'] ?? null});
		if (refusal !== null) return answerWith(refusal);
		const upstream = await reach(target);
		if ('page' in upstream) return answerWith(upstream.page);
		const onward = http.request({
			createConnection: () => upstream.socket,
			method: request.method ?? 'GET',
			path: url.pathname + url.search,
			headers: onwardHeaders(request.headers, url, options),
		});
		onward.once('response', answer => {
			log(request, answer.statusCode ?? null);
			response.writeHead(answer.statusCode ?? 502, {
				...answer.headers,
				// Each proxy on the way adds its own hop.
				via: [answer.headers.via, viaOf(options)].filter(hop => hop !== undefined).join(', '),
			});
			answer.pipe(response);
			answer.once('error', () => response.destroy());
		});
		// The other side broke off: a proxy can only do the same.
		onward.once('error', () => response.destroy());
		response.once('close', () => onward.destroy());
		request.pipe(onward);
	}

	const afterDelay = (act: () => Promise<void>) => {
		if (options.delayMs === undefined) void act();
		else lifetime.later(options.delayMs, () => void act());
	};
	const server = createServer(options, pki);
	server.on('request', (request, response) => afterDelay(() => forward(request, response)));
	server.on('connect', (request, socket, head) => {
		lifetime.hold(socket as Socket);
		afterDelay(() => tunnel(request, socket as Socket, head));
	});
	return {port: await lifetime.listen(server), requests};
}

function createServer({scheme, host, certificate}: ProxyOptions, pki: PracticePki): http.Server {
	if (scheme === 'http') return http.createServer();
	return https.createServer(pki.identityFor([host, '127.0.0.1'], certificate ?? 'public'));
}
