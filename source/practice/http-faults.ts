import type {IncomingMessage, ServerResponse} from 'node:http';
import {Readable} from 'node:stream';
import zlib from 'node:zlib';
import type {FaultOn} from './faults.ts';
import {
	blockPage,
	blockPageOfNobody,
	cloudFirewallPage,
	type Page,
	pageRedirectPage,
	portalPage,
	redirectAwayPage,
	registryDenialPage,
	signInPage,
	upgradeDeniedPage,
	wrongServicePage,
} from './pages.ts';

/** One request and the ways to answer it. */
export type Exchange = {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly isUpgrade: boolean;
	/** Answers as the healthy service does. */
	readonly answer: () => void;
	readonly later: (ms: number, callback: () => void) => void;
};

const slowAnswerMs = 1500;

/** Between an interim answer and the answer. */
const earlyMs = 50;

/** Answers with a text behind the version, and then ends the connection, breaks it off or leaves it open. */
function raw(text: string, then: 'end' | 'break' | 'stay'): (exchange: Exchange) => void {
	return ({request: {socket}}) => {
		socket.write(`HTTP/1.1 ${text}`, () => {
			if (then === 'end') socket.end();
			if (then === 'break') socket.destroy();
		});
	};
}

/** What happens in place of the service's answer. */
export const httpFaults: {readonly [name in FaultOn<'http'>]: (exchange: Exchange) => void} = {
	'http-slow': ({answer, later}) => later(slowAnswerMs, answer),
	// The request stays open, and nobody ever answers.
	'http-silent': () => {},
	'http-closed': ({request}) => request.socket.destroy(),
	'http-torn': ({request, response}) => {
		response.writeHead(200, {'content-type': 'text/plain', 'content-length': '4096'});
		response.write('The first part of an answer', () => request.socket.destroy());
	},
	'http-short-refusal': raw('401 Unauthorized\r\nContent-Length: 4096\r\n\r\n{"error":"no token"}', 'end'),
	// These two stay open.
	'http-open-refusal': raw('404 Not Found\r\nContent-Type: text/plain\r\n\r\nNothing here.', 'stay'),
	'http-short-open-refusal': raw('403 Forbidden\r\nContent-Length: 4096\r\n\r\n{"error":"no"}', 'stay'),
	'http-torn-refusal': raw('401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"err', 'break'),
	'http-reset-refusal': raw('401 Unauthorized\r\nContent-Length: 2\r\n\r\nno', 'break'),
	'http-two-lengths': raw('404 Not Found\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nno', 'end'),
	'http-blank-line': ({request}) => request.socket.end('\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
	'http-bare-lines': raw('404\nContent-Length: 0\n\n', 'end'),
	'http-old-answer': ({request}) => request.socket.end('HTTP/1.0 404 Not Found\r\n\r\nNothing here.'),
	'http-odd-header': raw('404 Not Found\r\nX-Node : 7\r\nContent-Length: 0\r\n\r\n', 'end'),
	'http-long-head': raw(
		`404 Not Found\r\nX-Policy: ${'https://a.example '.repeat(5000)}\r\nContent-Length: 0\r\n\r\n`,
		'end',
	),
	'http-early-hints': ({request: {socket}, later}) => {
		socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n');
		later(earlyMs, () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
	},
	'http-cut-head': ({request}) => {
		request.socket.write('HTTP/1.1 200 OK\r\nServer: practice\r\nContent-Ty');
	},
	'http-endless': ({response}) => {
		response.writeHead(200, {'content-type': 'text/plain'});
		Readable.from(endlessText()).pipe(response);
	},
	'http-garbage': ({request}) => request.socket.end(Buffer.from('00ff17c3a0808182939f0a0d0a00', 'hex')),
	'http-block-page': ({response}) => sendPage(response, blockPage),
	'http-block-page-470': ({response}) => sendPage(response, cloudFirewallPage),
	'http-bare-denial': ({response}) => sendPage(response, {status: 403, headers: {}, body: ''}),
	'http-empty': ({response}) => sendPage(response, {status: 200, headers: {}, body: ''}),
	'http-to-tls': ({request, response}) => {
		const location = `https://${request.headers.host}${request.url}`;
		sendPage(response, {status: 301, headers: {location}, body: ''});
	},
	'http-unsigned-page': ({response}) => sendPage(response, signInPage),
	'http-page-redirect': ({response}) => sendPage(response, pageRedirectPage),
	'http-packed-page': ({response}) => {
		const body = zlib.gzipSync(blockPageOfNobody.body);
		response.writeHead(blockPageOfNobody.status, {
			...blockPageOfNobody.headers,
			'content-encoding': 'gzip',
			'content-length': String(body.length),
		});
		response.end(body);
	},
	'http-interim-flood': ({request}) => {
		const interim = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50);
		const flood = () => {
			if (!request.socket.destroyed) request.socket.write(interim, flood);
		};
		flood();
	},
	'http-portal': ({response}) => sendPage(response, portalPage),
	'http-redirect-away': ({response}) => sendPage(response, redirectAwayPage),
	'http-service-denied': ({response}) => sendPage(response, registryDenialPage),
	'http-wrong-service': ({response}) => sendPage(response, wrongServicePage),
	'websocket-denied': ({response, isUpgrade, answer}) => (isUpgrade ? sendPage(response, upgradeDeniedPage) : answer()),
};

/** Answers with a page, and states its length. */
export function sendPage(response: ServerResponse, {status, headers, body}: Page): void {
	response.writeHead(status, {...headers, 'content-length': String(Buffer.byteLength(body))});
	response.end(body);
}

function* endlessText(): Generator<string> {
	const chunk = 'and so on, '.repeat(1000);
	while (true) yield chunk;
}
