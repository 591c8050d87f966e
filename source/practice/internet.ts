import {createHash} from 'node:crypto';
import http, {type IncomingMessage, ServerResponse} from 'node:http';
import net, {type Socket} from 'node:net';
import tls, {type SecureContext} from 'node:tls';
import type {CertificateKind, PracticePki} from './certificates.ts';
import type {FaultOn} from './faults.ts';
import {httpFaults, sendPage} from './http-faults.ts';
import type {Lifetime} from './lifetime.ts';
import {noSuchSitePage} from './pages.ts';
import type {Arrival, Arrivals} from './routes.ts';
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

/** What the first bytes of a connection say. `serverName` is null when the client sends none. */
type ClientHello =
	| {readonly kind: 'incomplete'}
	| {readonly kind: 'not-tls'}
	| {readonly kind: 'complete'; readonly serverName: string | null};

const handshakeRecord = 22;
const clientHelloMessage = 1;
const serverNameExtension = 0;
const hostNameType = 0;

/** No honest ClientHello is longer, in bytes. */
const longest = 65_536;

/**
 * Reads the server name out of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3) as far as it has arrived. The message may
 * be cut into several records, and with post-quantum key shares it often comes in more than one packet.
 */
export function readClientHello(bytes: Buffer): ClientHello {
	const message = joinRecords(bytes);
	if (message === null) return {kind: 'not-tls'};
	if (message.length > 0 && message[0] !== clientHelloMessage) return {kind: 'not-tls'};
	if (message.length < 4) return {kind: 'incomplete'};
	const length = message.readUIntBE(1, 3);
	if (length > longest) return {kind: 'not-tls'};
	if (message.length < 4 + length) return {kind: 'incomplete'};
	try {
		return {kind: 'complete', serverName: serverNameIn(message.subarray(4, 4 + length))};
	} catch (error) {
		// A length field that points past the end of the message.
		if (error instanceof RangeError) return {kind: 'not-tls'};
		throw error;
	}
}

/** The handshake bytes of all records that have arrived, or null if this is no TLS. */
function joinRecords(bytes: Buffer): Buffer | null {
	const parts: Buffer[] = [];
	for (let offset = 0; offset < bytes.length; ) {
		if (bytes[offset] !== handshakeRecord) return null;
		if (offset + 1 < bytes.length && bytes[offset + 1] !== 3) return null;
		if (offset + 5 > bytes.length) break;
		const end = offset + 5 + bytes.readUInt16BE(offset + 3);
		parts.push(bytes.subarray(offset + 5, end));
		offset = end;
	}
	return Buffer.concat(parts);
}

function serverNameIn(hello: Buffer): string | null {
	let offset = 2 + 32;
	offset += 1 + hello.readUInt8(offset);
	offset += 2 + hello.readUInt16BE(offset);
	offset += 1 + hello.readUInt8(offset);
	if (offset === hello.length) return null;
	const end = offset + 2 + hello.readUInt16BE(offset);
	offset += 2;
	while (offset < end) {
		const type = hello.readUInt16BE(offset);
		const length = hello.readUInt16BE(offset + 2);
		if (type === serverNameExtension) return hostNameIn(hello.subarray(offset + 4, offset + 4 + length));
		offset += 4 + length;
	}
	return null;
}

function hostNameIn(list: Buffer): string | null {
	for (let offset = 2; offset < list.length; ) {
		const length = list.readUInt16BE(offset + 1);
		const name = list.subarray(offset + 3, offset + 3 + length);
		if (name.length < length) throw new RangeError('the server name is cut off');
		if (list.readUInt8(offset) === hostNameType) return name.toString('latin1').toLowerCase();
		offset += 3 + length;
	}
	return null;
}

/** A TLS record of type alert, level fatal: the description is RFC 8446's (6.2). */
const alertOf = (description: number) => Buffer.from([21, 3, 3, 0, 2, 2, description]);

const plainHttpAnswer = [
	'HTTP/1.1 400 Bad Request',
	'Content-Type: text/plain',
	'Connection: close',
	'Content-Length: 31',
	'',
	'This server speaks plain HTTP.\n',
].join('\r\n');

/** What a packet holds on Ethernet: 1500 bytes less 20 of IPv4 and 20 of TCP. */
const onePacket = 1460;

/** What happens in place of a handshake. */
const handshakeFaults: {readonly [name in FaultOn<'handshake'>]: (socket: Socket) => void} = {
	'tls-reset': socket => socket.resetAndDestroy(),
	'tls-closed': socket => socket.end(),
	// The socket stays open, and nobody ever answers.
	'tls-silent': () => {},
	'tls-large-hello-silent': () => {},
	'tls-large-hello-reset': socket => socket.resetAndDestroy(),
	'tls-alert': socket => socket.end(alertOf(40)),
	'tls-old-protocol': socket => socket.end(alertOf(70)),
	'tls-plain-http': socket => socket.end(plainHttpAnswer),
	'tls-other-protocol': socket => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
	// The head of a record that would hold a ServerHello.
	'tls-half-record': socket => {
		socket.write(Buffer.from([22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3]));
	},
	'tls-unknown-name': socket => socket.end(alertOf(112)),
	'tls-access-denied': socket => socket.end(alertOf(49)),
	'tls-internal-error': socket => socket.end(alertOf(80)),
	'tls-no-protocol': socket => socket.end(alertOf(120)),
};

/** Plays a fault, unless it is one that lets this ClientHello pass. Returns whether it did. */
function playHandshakeFault(fault: FaultOn<'handshake'>, socket: Socket, hello: Buffer): boolean {
	if (fault.startsWith('tls-large-hello') && hello.length <= onePacket) return false;
	// Reading on, so that the client's leaving is seen.
	socket.resume();
	handshakeFaults[fault](socket);
	return true;
}
