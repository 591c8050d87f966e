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

/** What happens in place of a handshake. */
export const handshakeFaults: {readonly [name in FaultOn<'handshake'>]: (socket: Socket) => void} = {
	'tls-reset': socket => socket.resetAndDestroy(),
	'tls-closed': socket => socket.end(),
	// The socket stays open, and nobody ever answers.
	'tls-silent': () => {},
	'tls-alert': socket => socket.end(handshakeFailure),
	'tls-old-protocol': socket => socket.end(protocolVersion),
	'tls-plain-http': socket => socket.end(plainHttpAnswer),
	'tls-other-protocol': socket => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
};
