import type {Socket} from 'node:net';
import type {FaultOn} from './faults.ts';

/** TLS records of type alert, level fatal: the description is RFC 8446's (6.2). */
const handshakeFailure = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
const protocolVersion = Buffer.from([21, 3, 1, 0, 2, 2, 70]);

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
	'tls-alert': socket => socket.end(handshakeFailure),
	'tls-old-protocol': socket => socket.end(protocolVersion),
	'tls-plain-http': socket => socket.end(plainHttpAnswer),
	'tls-other-protocol': socket => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
};

/** Plays a fault, unless it is one that lets this ClientHello pass. Returns whether it did. */
export function playHandshakeFault(fault: FaultOn<'handshake'>, socket: Socket, hello: Buffer): boolean {
	if (fault.startsWith('tls-large-hello') && hello.length <= onePacket) return false;
	// Reading on, so that the client's leaving is seen.
	socket.resume();
	handshakeFaults[fault](socket);
	return true;
}
