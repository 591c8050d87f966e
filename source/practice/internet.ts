import {createHash} from 'node:crypto';
import http, {type IncomingMessage, ServerResponse} from 'node:http';
import net, {type Socket} from 'node:net';
import tls, {type SecureContext} from 'node:tls';
import type {Arrival, Arrivals} from './arrivals.ts';
import type {CertificateKind, PracticePki} from './certificates.ts';
import {type ClientHello, readClientHello} from './client-hello.ts';
import {playHandshakeFault} from './handshake-faults.ts';
import {httpFaults, sendPage} from './http-faults.ts';
import type {Lifetime} from './lifetime.ts';
import {noSuchSitePage} from './pages.ts';
import {faultOn, type PlayedFault, type Service, serviceAt} from './scenario.ts';

/**
 * Starts the practice internet: one listener that plays every service, and resolves to its port. Certificate
 * and behaviour follow from where a connection was going, the server name in its ClientHello, and the Host header.
 */
export async function startInternet(options: {
	readonly services: readonly Service[];
	readonly faults: readonly PlayedFault[];
	readonly pki: PracticePki;
	readonly lifetime: Lifetime;
	readonly arrivals: Arrivals;
}): Promise<number> {
	const {services, faults, pki, lifetime, arrivals} = options;
	const contexts = new Map<string, SecureContext>();

	/** One context for each host and kind of certificate: making one costs more than a handshake. */
	function contextFor(host: string, kind: CertificateKind): SecureContext {
		const id = `${kind} ${host}`;
		const context = contexts.get(id) ?? tls.createSecureContext(pki.identityFor([host], kind));
		contexts.set(id, context);
		return context;
	}

	function receive(socket: Socket): void {
		const arrival = arrivals.from(socket.remotePort);
		if (arrival === null) {
			socket.destroy();
			return;
		}
		const {place, port, side} = arrival;
		if (faultOn(faults, 'path', {host: place.host, port, side}) === 'tcp-black-hole') {
			socket.resume();
			return;
		}
		const service = serviceAt(services, {host: place.host, port});
		if (service?.protocol === 'http') webServer.emit('connection', socket);
		else receiveTls(socket, arrival);
	}

	function receiveTls(socket: Socket, {place, port, side}: Arrival): void {
		awaitClientHello(socket, (hello, bytes) => {
			const serverName = hello.kind === 'complete' ? hello.serverName : null;
			const query = {host: serverName ?? place.host, port, side};
			const fault = faultOn(faults, 'handshake', query);
			if (fault !== null && playHandshakeFault(fault, socket, bytes)) return;
			const service = serviceAt(services, query);
			// A name that is not served here gets the certificate of the place that was dialled, as on a shared address.
			const host = service === null ? place.host : query.host;
			const secureContext = contextFor(host, faultOn(faults, 'certificate', query) ?? 'public');
			after(service?.pace?.roundTripMs, () => {
				if (socket.destroyed) return;
				socket.unshift(bytes);
				const secured = new tls.TLSSocket(socket, {isServer: true, secureContext, ALPNProtocols: ['http/1.1']});
				lifetime.hold(secured);
				webServer.emit('connection', secured);
			});
		});
	}

	function answer(request: IncomingMessage, response: ServerResponse, isUpgrade: boolean): void {
		const arrival = arrivals.from(request.socket.remotePort);
		if (arrival === null) {
			request.socket.destroy();
			return;
		}
		const {port, side} = arrival;
		const host = hostOf(request) ?? arrival.place.host;
		const service = serviceAt(services, {host, port, path: request.url ?? '/'});
		const pace = service?.pace;
		const fault = faultOn(faults, 'http', {host, port, side});
		const answerHealthy = () => answerAsService(request, response, service, isUpgrade);
		after(pace && pace.roundTripMs + pace.answerMs, () => {
			if (fault === null) answerHealthy();
			else httpFaults[fault]({request, response, isUpgrade, answer: answerHealthy, later: lifetime.later});
		});
	}

	function after(ms: number | undefined, callback: () => void): void {
		if (ms === undefined || ms === 0) callback();
		else lifetime.later(ms, callback);
	}

	const webServer = http.createServer((request, response) => answer(request, response, false));
	webServer.on('upgrade', (request, socket) => {
		const response = new ServerResponse(request);
		response.shouldKeepAlive = false;
		response.assignSocket(socket as Socket);
		response.on('finish', () => {
			if (response.statusCode !== 101) socket.end();
		});
		answer(request, response, true);
	});

	return lifetime.listen(net.createServer({noDelay: true}, socket => awaitFirstByte(socket, () => receive(socket))));
}

function answerAsService(
	request: IncomingMessage,
	response: ServerResponse,
	service: Service | null,
	isUpgrade: boolean,
): void {
	if (service === null) sendPage(response, noSuchSitePage);
	else if (service.status !== 101) sendPage(response, service);
	else if (isUpgrade) acceptUpgrade(request, response);
	else sendPage(response, {...service, status: 426, headers: {...service.headers, upgrade: 'websocket'}});
}

/** RFC 6455 4.2.2. */
function acceptUpgrade(request: IncomingMessage, response: ServerResponse): void {
	const key = String(request.headers['sec-websocket-key'] ?? '');
	const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
	response.writeHead(101, {upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': accept});
	response.end();
}

function hostOf(request: IncomingMessage): string | null {
	const name = request.headers.host?.replace(/:\d+$/, '');
	return name === undefined || name === '' ? null : name;
}

/** Calls back once the client has spoken, with all bytes still to be read from the socket; not if it hangs up first. */
function awaitFirstByte(socket: Socket, onReady: () => void): void {
	socket.once('readable', () => {
		if (socket.readableLength > 0) onReady();
		else socket.destroy();
	});
}

/**
 * Reads ahead until the whole ClientHello is there, or until it is clear that none comes. The bytes read are handed on
 * with it: `socket.unshift` puts them back for whoever speaks next.
 */
function awaitClientHello(socket: Socket, onHello: (hello: ClientHello, bytes: Buffer) => void): void {
	let bytes = Buffer.alloc(0);
	const read = () => {
		for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) bytes = Buffer.concat([bytes, chunk]);
		const hello = readClientHello(bytes);
		if (hello.kind === 'incomplete') return;
		socket.off('readable', read);
		onHello(hello, bytes);
	};
	socket.on('readable', read);
	read();
}
