import {peerClosed} from '../../source/evidence/codes.ts';
import type {HttpEvidence} from '../../source/evidence/types.ts';
import {decodeBody, squeezePage, titleOf} from '../../source/probe/http/body.ts';
import {concludeAnswer} from '../../source/probe/http/read-answer.ts';
import {ProbeFailure, stageErrorOf} from '../../source/probe/stage-error.ts';
import {safeText} from '../../source/safe-text.ts';
import {createRandom, pickBy} from './random.ts';

/** What a service may say that sounds like a filter, and what no reader sees. */
const words = [
	'Your request was blocked',
	'Access Denied',
	'The proxy',
	'web filter',
	'firewall',
	'This page can’t be displayed',
	'authentication required',
	'Please log in',
	'policy violation',
	'Too many requests',
	'maintenance',
	'\u001b[31mred\u001b[0m',
	'\u202eevil\u2066',
	'\u00adsoft\u200bhyphen',
	'\u{e0041}\u{e0042}tags',
	'\ufe0fselector',
	'Zürich 東京 🚀',
	'=cmd|calc',
	'<script>alert(1)</script>',
	'{"error":{"code":"NotFound","message":"nothing here"}}',
	'',
] as const;

const statuses = [
	200, 201, 202, 204, 206, 300, 304, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 418,
] as const;
const failures = [
	421, 426, 428, 429, 431, 444, 451, 470, 499, 500, 501, 502, 503, 504, 505, 520, 530, 599, 600, 999,
] as const;

/** Bytes that a healthy service may answer with, by their number: any status, odd headers, odd framing, words of any kind. */
function strangeBytes(number: number): Buffer {
	const random = createRandom(number);
	const pick = pickBy(random);
	const status = pick<number>([pick(statuses), pick(failures)]);
	const line = pick(['\r\n', '\r\n', '\n'] as const);
	const headers = Array.from({length: random(12)}, () =>
		pick<() => string>([
			() =>
				`Server: ${pick<string>(['Microsoft-IIS/10.0', 'Kestrel', 'nginx', 'openresty', 'AkamaiGHost', pick(words)])}`,
			() => `Via: 1.1 ${pick<string>(['edge.example', 'varnish', 'google', pick(words)])}`,
			() => `X-Cache: ${pick<string>(['MISS', 'TCP_DENIED', pick(words)])}`,
			() => `X-${pick(['Frame', 'Ms-Request-Id', 'Powered-By'])}: ${pick(words)}`,
			() => `Location: ${pick(['/', '/login?return=/', '', ':', '//', '?x', 'https://service.example/a'])}`,
			() => `WWW-Authenticate: ${pick<string>(['Bearer realm="x"', 'Basic realm="login"', 'Negotiate', pick(words)])}`,
			() => `Content-Type: ${pick<string>(['text/html', 'application/json', 'x/y', pick(words)])}`,
			() => `Content-Length: ${pick(['0', '5', '99999', '-1', 'x'])}`,
			() => `Transfer-Encoding: ${pick(['chunked', 'identity', 'gzip, chunked'])}`,
			() => `Content-Encoding: ${pick(['gzip', 'br', 'deflate', 'unknown'])}`,
			() => `Retry-After: ${pick(['1', '-1', 'never'])}`,
			() => 'a line without a colon',
			() => ' folded',
		])(),
	);
	const page = `<html><head><title>${pick(words)}</title></head><body>${`<p>${pick(words)}</p>`.repeat(random(40))}</body></html>`;
	const body = pick<string>([page, pick(words), '', page.repeat(30), '5\r\nhello\r\n0\r\n\r\n', '\u0000\u0001\u0002']);
	const interim = pick<string>([
		'',
		'',
		`HTTP/1.1 100 Continue${line}${line}`,
		`HTTP/1.1 103 Early Hints${line}X: y${line}${line}`,
	]);
	const head = `HTTP/1.${pick(['1', '0'])} ${status}${pick<string>([' OK', '', ` ${pick(words)}`])}`;
	return Buffer.from(`${pick(['', line])}${interim}${[head, ...headers].join(line)}${line}${line}${body}`);
}

/** What the probe makes of such an answer, however it ended. */
export function strangeAnswer(number: number): HttpEvidence {
	const isLimit = number % 3 === 0;
	const failure = new ProbeFailure(peerClosed, 'the connection was closed');
	const {body, breach, ...head} = concludeAnswer(strangeBytes(number), failure, {isLimit, wantsBody: () => true});
	const text = decodeBody(body, head.headers).toString('utf8');
	return {
		stage: 'http',
		of: 'target',
		request: 'GET /',
		authenticated: false,
		upgrade: false,
		ok: breach === null,
		ms: 10,
		...head,
		body: safeText(squeezePage(text, 2000), 2000),
		title: titleOf(text),
		error: breach === null ? null : stageErrorOf(breach),
	};
}
