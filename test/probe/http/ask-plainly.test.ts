import {once} from 'node:events';
import net from 'node:net';
import {afterEach, expect, it} from 'vitest';
import {askPlainly} from '../../../source/probe/http/ask-plainly.ts';
import {askUndici} from '../../../source/probe/http/ask-undici.ts';
import {headersOf} from '../../../source/probe/http/http-request.ts';
import {stageErrorOf} from '../../../source/probe/stage-error.ts';
import {closeAll, listen} from '../../helpers/secure-peer.ts';

afterEach(closeAll);

const request = {
	scheme: 'http',
	authority: 'service.example',
	path: '/a?b=c',
	isAbsolute: false,
	isUpgrade: false,
	login: undefined,
} as const;

/** What a peer does once it was asked: the parts that it sends, and how it ends. */
type Play = {readonly parts: readonly string[]; readonly ending?: 'end' | 'reset' | 'silence'};

async function outcomeOf(ask: typeof askUndici, {parts, ending = 'silence'}: Play) {
	let asked = '';
	const server = net.createServer(async socket => {
		const [first] = await once(socket, 'data');
		asked = first.toString('latin1');
		for (const part of parts) {
			socket.write(part, 'latin1');
			await new Promise(resolve => setTimeout(resolve, 5));
		}
		if (ending === 'end') socket.end();
		if (ending === 'reset') socket.resetAndDestroy();
	});
	const {port} = await listen(server);
	const socket = net.connect({port, host: '127.0.0.1', noDelay: true});
	socket.on('error', () => {});
	await once(socket, 'connect');
	// On a busy machine an end may take longer than the limit that silence waits for.
	const context = {timeoutMs: ending === 'silence' ? 150 : 5000, signal: new AbortController().signal};
	const answer = await ask(socket, request, headersOf(request, undefined), context).then(
		({body, breach, ...head}) => ({...head, body: body.toString('latin1'), breach: breach && stageErrorOf(breach)}),
		error => ({error: stageErrorOf(error)}),
	);
	socket.destroy();
	return {asked, answer};
}

const head = 'HTTP/1.1 200 OK\r\nServer: x\r\n';
const long = 'x'.repeat(20_000);

it.each<[string, Play]>([
	['a body of known length', {parts: [`${head}Content-Length: 5\r\n\r\nready`]}],
	['a body in parts', {parts: [`${head}content-length: 5\r\n\r\n`, 're', 'ady']}],
	['no body', {parts: ['HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n']}],
	['an empty body', {parts: [`${head}Content-Length: 0\r\n\r\n`]}],
	['a body that is longer than what is kept', {parts: [`${head}Content-Length: 20000\r\n\r\n${long}`]}],
	['chunks', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nready\r\n2\r\n!\n\r\n0\r\n\r\n`]}],
	['chunks in parts', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5\r`, '\nrea', 'dy\r', '\n0\r\n', '\r\n']}],
	['long chunks', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n4e20\r\n${long}\r\n0\r\n\r\n`]}],
	[
		'a chunk that breaks off behind what is kept',
		{parts: [`${head}Transfer-Encoding: chunked\r\n\r\n9c40\r\n${long}`], ending: 'end'},
	],
	[
		'a chunk that is reset behind what is kept',
		{parts: [`${head}Transfer-Encoding: chunked\r\n\r\n9c40\r\n`, long], ending: 'reset'},
	],
	[
		'a chunk that breaks off before',
		{parts: [`${head}Transfer-Encoding: chunked\r\n\r\n9c40\r\n`, 're', 'ady'], ending: 'end'},
	],
	[
		'a chunk that is longer than it says',
		{parts: [`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n`, 're', 'ady'], ending: 'end'},
	],
	[
		'chunks that go wrong in a later part',
		{parts: [`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n`, 're\r\n', 'x\r\n'], ending: 'end'},
	],
	['chunks with an extension', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nready\r\n0\r\n\r\n`]}],
	['trailers', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nready\r\n0\r\nA: b\r\n\r\n`]}],
	['chunks that break off', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nre`], ending: 'end'}],
	['chunks that are none', {parts: [`${head}Transfer-Encoding: chunked\r\n\r\nhello\r\n`], ending: 'end'}],
	['a body up to the end', {parts: [`${head}\r\nready`], ending: 'end'}],
	['a body that drips without an end', {parts: [`${head}Content-Length: 50\r\n\r\nready`, 'a', 'b']}],
	['a body that breaks off', {parts: [`${head}Content-Length: 50\r\n\r\nready`], ending: 'end'}],
	['a body that is reset', {parts: [`${head}Content-Length: 50\r\n\r\nready`], ending: 'reset'}],
	['more than was told', {parts: [`${head}Content-Length: 2\r\n\r\nready`], ending: 'end'}],
	['two lengths', {parts: [`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nready!`], ending: 'end'}],
	['a length and chunks', {parts: [`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nready`]}],
	['a length that is none', {parts: [`${head}Content-Length: -1\r\n\r\nready`], ending: 'end'}],
	['a head in parts', {parts: ['HTTP/1.1 200 OK\r\nServ', 'er: x\r\nContent-Length: 5\r\n\r\nready']}],
	['a head that ends nowhere', {parts: ['HTTP/1.1 403 Forbidden\r\nServ']}],
	['an interim answer', {parts: [`HTTP/1.1 100 Continue\r\n\r\n${head}Content-Length: 5\r\n\r\nready`]}],
	['an early hint', {parts: [`HTTP/1.1 103 Early Hints\r\n\r\n${head}Content-Length: 5\r\n\r\nready`]}],
	['a switch of protocols', {parts: ['HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n']}],
	['an offer of an upgrade', {parts: [`${head}Upgrade: h2c\r\nContent-Length: 5\r\n\r\nready`]}],
	['an older version', {parts: ['HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nready']}],
	['no reason', {parts: ['HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nready']}],
	['folded headers', {parts: [`${head}A: b\r\n c\r\nContent-Length: 5\r\n\r\nready`]}],
	['an odd character', {parts: [`${head}A: b\u0001\r\nContent-Length: 5\r\n\r\nready`]}],
	['letters beyond ASCII', {parts: [`${head}A: \u00fc\r\nContent-Length: 5\r\n\r\nready`]}],
	['bare line feeds', {parts: ['HTTP/1.1 200 OK\nContent-Length: 5\n\nready']}],
	['a blank before the colon', {parts: [`${head}A : b\r\nContent-Length: 5\r\n\r\nready`]}],
	['repeated headers and cookies', {parts: [`${head}A: b\r\nA: c\r\nSet-Cookie: d\r\nContent-Length: 0\r\n\r\n`]}],
	['a status that is none', {parts: ['HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n']}],
	['another protocol', {parts: ['SSH-2.0-x\r\n']}],
	['nothing', {parts: []}],
	['an end', {parts: [], ending: 'end'}],
	['a reset', {parts: [], ending: 'reset'}],
	['half a line, and an end', {parts: ['HTTP/1.1 40'], ending: 'end'}],
])('makes the same of an answer as undici: %s', async (_name, play) => {
	expect(await outcomeOf(askPlainly, play)).toEqual(await outcomeOf(askUndici, play));
});
