import http, {
	type IncomingHttpHeaders,
	type IncomingMessage,
	type OutgoingHttpHeaders,
	type ServerResponse,
} from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import tls from 'node:tls';
import type {PracticePki} from './certificates.ts';
import {sendPage} from './http-faults.ts';
import type {Lifetime} from './lifetime.ts';
import {type Page, proxyPage} from './pages.ts';
import {proxyFaults, sendRawPage} from './proxy-faults.ts';
import type {Upstream} from './routes.ts';
import {faultOn, matchesHost, type PlayedFault, type ProxyOptions} from './scenario.ts';

/** One request that came to a proxy, and its answer: 200 is a tunnel, null that it gave none. */
export type ProxyLogEntry = {
	readonly method: string;
	/** `host:port` of CONNECT, else the URL. */
	readonly target: string;
	readonly status: number | null;
};

type ForwardProxy = {readonly port: number; readonly requests: readonly ProxyLogEntry[]};

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

/** Reads `host:port` or `[address]:port`, as CONNECT has it; null if it is neither. */
export function parseAuthority(text: string): {host: string; port: number} | null {
	const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:/\s]+)):(\d{1,5})$/i.exec(text) ?? [];
	const host = bracketed ?? plain;
	return host === undefined ? null : {host, port: Number(port)};
}

/** Reads the target of a request in absolute form; null if it is in another form or not plain HTTP. */
export function parseAbsoluteUrl(text: string): URL | null {
	const url = URL.parse(text);
	return url?.protocol === 'http:' ? url : null;
}

/** The headers for the next hop; those that belong to the hop from client to proxy stay here (RFC 9110 7.6.1). */
export function onwardHeaders(received: IncomingHttpHeaders, url: URL, options: ProxyOptions): OutgoingHttpHeaders {
	const headers: OutgoingHttpHeaders = {...received, host: url.host, via: viaOf(options), connection: 'close'};
	delete headers['proxy-connection'];
	delete headers['proxy-authorization'];
	return headers;
}

/** How a proxy signs the messages that pass through it. */
function viaOf({host, isTerse}: ProxyOptions): string {
	return isTerse ? '1.1 proxy' : `1.1 ${host} (squid/6.6)`;
}

/**
 * Looks into a tunnel as inspecting proxies do: speaks TLS with the client under a certificate of the corporate
 * authority, and TLS of its own with the real service. If that one shows no public certificate, the client gets
 * `untrusted` as the answer.
 */
function inspectTunnel(options: {
	readonly client: Socket;
	readonly server: Socket;
	readonly host: string;
	readonly pki: PracticePki;
	readonly lifetime: Lifetime;
	readonly untrusted: Page;
}): void {
	const {client, server, host, pki, lifetime, untrusted} = options;
	const towardsClient = new tls.TLSSocket(client, {
		isServer: true,
		secureContext: tls.createSecureContext(pki.identityFor([host], 'corporate')),
		ALPNProtocols: ['http/1.1'],
	});
	const towardsServer = tls.connect({
		socket: server,
		servername: host,
		ca: pki.publicRootPem,
		ALPNProtocols: ['http/1.1'],
	});
	lifetime.hold(towardsClient);
	lifetime.hold(towardsServer);
	const refuse = () => sendRawPage(towardsClient, untrusted);
	towardsServer.once('error', refuse);
	towardsServer.once('secureConnect', () => {
		towardsServer.off('error', refuse);
		splice(towardsClient, towardsServer);
	});
}

/** Passes bytes on in both directions; when one side breaks off, the other one is broken off too. */
function splice(one: Duplex, other: Duplex): void {
	if (one.destroyed || other.destroyed) {
		one.destroy();
		other.destroy();
		return;
	}
	for (const [from, to] of [
		[one, other],
		[other, one],
	] as const) {
		from.pipe(to);
		from.once('close', () => to.destroy());
	}
}

/** What a client asks of a proxy. */
type ProxyRequest = {readonly host: string; readonly port: number; readonly authorization: string | null};

/** The page that refuses a request, or null: it may pass. Credentials come first, as in squid. */
export function refuse(options: ProxyOptions, request: ProxyRequest): Page | null {
	const matches = (patterns: readonly string[] = []) => patterns.some(host => matchesHost(host, request.host));
	const isUser = matches(options.open) || isAuthenticated(options, request.authorization);
	if (!isUser || matches(options.deniedToUsers)) return authenticationPage(options);
	const isPortOpen = (options.ports ?? [80, 443]).includes(request.port);
	const isHostOpen = options.allow === undefined || matches(options.allow);
	if (isPortOpen && isHostOpen) return null;
	return proxyPage(403, reason(options, 'ERR_ACCESS_DENIED 0'), 'This proxy does not let the request pass.');
}

/** Whether the proxy looks into the TLS of this host. */
export function isInspected(options: ProxyOptions, host: string): boolean {
	return options.inspection !== undefined && !options.inspection.except.some(pattern => matchesHost(pattern, host));
}

/** The page that says why the other side could not be reached, by the code of the failure. */
export function failurePage(options: ProxyOptions, code: string): Page {
	const errno = connectErrnos[code];
	if (errno !== undefined) {
		return proxyPage(503, reason(options, `ERR_CONNECT_FAIL ${errno}`), 'The site could not be reached.');
	}
	const status = options.dnsFailureStatus ?? 500;
	const detail = status === 500 ? 'ERR_CANNOT_FORWARD 0' : 'ERR_DNS_FAIL 0';
	return proxyPage(status, reason(options, detail), 'The name of the site could not be resolved.');
}

/** The certificate of the site did not satisfy an inspecting proxy. */
function untrustedPage(options: ProxyOptions): Page {
	return proxyPage(
		503,
		reason(options, 'ERR_SECURE_CONNECT_FAIL 71'),
		'The site showed a certificate that is not trusted.',
	);
}

/** The request is not one that a proxy understands. */
function badRequestPage(options: ProxyOptions): Page {
	return proxyPage(400, reason(options, 'ERR_INVALID_URL 0'), 'This is a proxy: ask for a whole URL.');
}

/** Linux's numbers, which squid puts into its header. */
const connectErrnos: {readonly [code: string]: number} = {
	EACCES: 13,
	ENETUNREACH: 101,
	ECONNRESET: 104,
	PROBE_TIMEOUT: 110,
	ECONNREFUSED: 111,
	EHOSTUNREACH: 113,
};

function isAuthenticated({credentials, challenges}: ProxyOptions, authorization: string | null): boolean {
	if (credentials === undefined) return true;
	const takesBasic = challenges === undefined || challenges.some(challenge => /^basic\b/i.test(challenge));
	const expected = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
	return takesBasic && authorization === `Basic ${expected}`;
}

function authenticationPage(options: ProxyOptions): Page {
	const challenges = options.challenges ?? ['Basic realm="proxy"'];
	return proxyPage(
		407,
		{'proxy-authenticate': challenges.join(', '), ...reason(options, 'ERR_CACHE_ACCESS_DENIED 0')},
		'This proxy wants to know who asks.',
	);
}

function reason({isTerse}: ProxyOptions, detail: string): Page['headers'] {
	return isTerse ? {} : {server: 'squid/6.6', 'x-squid-error': detail};
}
