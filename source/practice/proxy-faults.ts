import {STATUS_CODES} from 'node:http';
import type {Socket} from 'node:net';
import type {FaultOn} from './faults.ts';
import {type Page, proxyPage} from './pages.ts';

const notAProxy = proxyPage(400, {server: 'nginx'}, 'This web server knows no such request.');
const notice = proxyPage(302, {location: 'http://notice.practice.example/terms'}, 'Accept the terms of use first.');

/** What a proxy does with a request in place of looking at it. */
export const proxyFaults: {readonly [name in FaultOn<'proxy'>]: (socket: Socket) => void} = {
	// The socket stays open, and nobody ever answers.
	'proxy-silent': () => {},
	'proxy-closed': socket => socket.end(),
	'proxy-reset': socket => socket.resetAndDestroy(),
	'proxy-web-server': socket => sendRawPage(socket, notAProxy),
	'proxy-other-protocol': socket => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
	'proxy-redirect': socket => sendRawPage(socket, notice),
};

/** Writes a whole HTTP answer to a socket that no HTTP server looks after, and ends it. */
export function sendRawPage(socket: Socket, {status, headers, body}: Page): void {
	const lines = Object.entries({
		...headers,
		'content-length': String(Buffer.byteLength(body)),
		connection: 'close',
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n${body}`);
	// Reading on, so that the client's leaving is seen.
	socket.resume();
}
