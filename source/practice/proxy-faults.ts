import {type IncomingMessage, STATUS_CODES} from 'node:http';
import type {Socket} from 'node:net';
import type {FaultOn} from './faults.ts';
import {type Page, proxyPage} from './pages.ts';

const notAProxy = proxyPage(400, {server: 'nginx'}, 'This web server knows no such request.');
const notice = proxyPage(302, {location: 'http://notice.practice.example/terms'}, 'Accept the terms of use first.');

const noTunnels = proxyPage(405, {server: 'nginx'}, 'Method not allowed.');
const forbidden = proxyPage(403, {server: 'nginx'}, 'Forbidden.');
const ownPage = proxyPage(200, {server: 'nginx'}, 'Welcome. This web server works.');
const bareDenial: Page = {status: 403, headers: {}, body: ''};

/** What a proxy does with a request in place of looking at it. */
export const proxyFaults: {
	readonly [name in FaultOn<'proxy'>]: (socket: Socket, request: Pick<IncomingMessage, 'method' | 'url'>) => void;
} = {
	// The socket stays open, and nobody ever answers.
	'proxy-silent': () => {},
	'proxy-closed': socket => socket.end(),
	'proxy-reset': socket => socket.resetAndDestroy(),
	'proxy-web-server': socket => sendRawPage(socket, notAProxy),
	'proxy-other-protocol': socket => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
	'proxy-bare-denial': socket => sendRawPage(socket, bareDenial),
	'proxy-no-tunnels': (socket, {method}) => sendRawPage(socket, method === 'CONNECT' ? noTunnels : forbidden),
	'proxy-own-page': (socket, {method}) => sendRawPage(socket, method === 'CONNECT' ? notAProxy : ownPage),
	'proxy-tunnel-to-page': socket => {
		socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
		sendRawPage(socket, notice);
	},
	'proxy-redirect': socket => sendRawPage(socket, notice),
	// These stay open as well.
	'proxy-open-denial': socket => {
		socket.write('HTTP/1.1 403 Forbidden\r\nServer: gate\r\n\r\n<p>Access denied by policy.</p>');
	},
	'proxy-open-login': socket => {
		socket.write('HTTP/1.1 407 Login\r\nProxy-Authenticate: NTLM\r\nProxy-Connection: keep-alive\r\n\r\n');
	},
	'proxy-short-denial': socket => {
		socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 4000\r\n\r\nDenied.', () => socket.resetAndDestroy());
	},
	'proxy-long-denial': socket => {
		socket.end(`HTTP/1.1 403 Forbidden\r\nX-Policy: ${'https://a.example '.repeat(5000)}\r\n\r\nDenied.`);
	},
	'proxy-blank-line': socket => {
		socket.end('\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
	},
	'proxy-unfinished': socket => {
		socket.write('HTTP/1.1 200 Connection established\r\n\r');
	},
	'proxy-chunked-denial': socket => {
		socket.write('HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nDenied.\r\n0\r\nX-End: yes\r\n\r\n');
	},
	'proxy-torn-denial': socket => {
		socket.write('HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nDen', () =>
			socket.resetAndDestroy(),
		);
	},
	'proxy-bare-lines-denial': socket => {
		socket.end('HTTP/1.1 403\nContent-Length: 0\n\n');
	},
	'proxy-old-denial': socket => {
		socket.end('HTTP/1.0 403 Forbidden\r\n\r\n');
	},
	'proxy-late-denial': socket => {
		socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
	},
	'proxy-negotiate-login': socket => {
		socket.write(
			'HTTP/1.1 407 Login\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 900\r\n\r\n<p>',
		);
	},
	'proxy-digest-login': socket => {
		socket.end('HTTP/1.1 407 Login\r\nProxy-Authenticate: Digest realm="gate", nonce="1"\r\nContent-Length: 0\r\n\r\n');
	},
	'proxy-nameless-login': socket => {
		socket.end('HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n');
	},
	'proxy-mixed-login': socket => {
		socket.end(
			'HTTP/1.1 407 Login\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm="gate"\r\nContent-Length: 0\r\n\r\n',
		);
	},
	'proxy-long-login': socket => {
		socket.write(`HTTP/1.1 407 Login\r\nProxy-Authenticate: Negotiate ${'YII'.repeat(13_000)}\r\n\r\n`);
	},
	'proxy-site-login': socket => {
		socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="gate"\r\nContent-Length: 0\r\n\r\n');
	},
	'proxy-half-status': socket => {
		socket.write('HTTP/1.1 4');
	},
	'proxy-open-failure': socket => {
		socket.write('HTTP/1.1 502 Bad Gateway\r\nServer: gate\r\nContent-Length: 900\r\n\r\n<p>The host did not answer');
	},
	'proxy-overloaded': socket => sendRawPage(socket, proxyPage(503, {}, 'Maximum number of open connections reached.')),
	'proxy-rate': socket => sendRawPage(socket, proxyPage(429, {}, 'Too many requests.')),
	'proxy-legal': socket => sendRawPage(socket, proxyPage(451, {}, 'Not available here.')),
	'proxy-silent-control': (socket, {method, url}) => {
		if (method === 'CONNECT') sendRawPage(socket, notAProxy);
		else if (!url?.includes('.invalid')) sendRawPage(socket, ownPage);
	},
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
