import type {Socket} from 'node:net';
import type {FaultOn} from './faults.ts';

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
export function playHandshakeFault(fault: FaultOn<'handshake'>, socket: Socket, hello: Buffer): boolean {
	if (fault.startsWith('tls-large-hello') && hello.length <= onePacket) return false;
	// Reading on, so that the client's leaving is seen.
	socket.resume();
	handshakeFaults[fault](socket);
	return true;
}
