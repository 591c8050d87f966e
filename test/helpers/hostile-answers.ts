import {createRandom} from './random.ts';

/** What a hostile server sends: pieces with pauses between them, and how it ends. */
export type HostileAnswer = {readonly pieces: readonly Buffer[]; readonly end: 'close' | 'reset' | 'stay' | 'flood'};

const nasty = [
	'\u001b[2J\u001b[31m',
	'\u001b]0;owned\u0007',
	'\u001b]52;c;ZXZpbA==\u0007',
	'\u0000\u0001\u0008\u007f',
	'\u009b31m\u0085',
	'\u202e\u2066\u200b\ufeff',
	'\u{e0041}\u{e0042}\u00ad\ufe0f\u3164\u115f',
	'\r\rX: y',
	'a'.repeat(5000),
	'=cmd|calc',
	'| `x` <script>alert(1)</script> [a](javascript:b)',
	'\ud800',
	'💥'.repeat(50),
];
const statuses = ['200', '403', '407', '500', '000', '999', '99999', '-1', '2e2', '101', '204', '304', '511'];

/** Makes the answer with a number: torn, oversized, binary, malformed, endless, dripping, or full of escape sequences. */
export function hostileAnswer(number: number): HostileAnswer {
	const random = createRandom(number);
	const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
	const headers = Array.from({length: random(8)}, () =>
		pick([
			() => `X-${pick(nasty)}: ${pick(nasty)}`,
			() => `Server: ${pick(nasty)}`,
			() => `Location: http://${pick(nasty)}/`,
			() => `Via: 1.1 ${pick(nasty)}`,
			() => `Proxy-Authenticate: ${pick(nasty)} realm="${pick(nasty)}"`,
			() => `Content-Length: ${pick(['0', '-5', '99999999999', 'x', '10, 20', '5'])}`,
			() => `Transfer-Encoding: ${pick(['chunked', 'identity', 'chunked, chunked', pick(nasty)])}`,
			() => 'no colon here',
			() => ': empty name',
			() => ' folded: line',
		])(),
	);
	const head = `HTTP/${pick(['1.1', '1.0', '2', '0.9', '1.1x'])} ${pick(statuses)} ${pick(nasty)}\r\n${headers.join(pick(['\r\n', '\n', '\r']))}\r\n\r\n`;
	const body = `<title>${pick(nasty)}</title>${pick(nasty).repeat(random(20))}`;
	const whole = Buffer.from(
		pick([
			() => head + body,
			() => head,
			() => head.slice(0, random(head.length + 1)),
			() => body,
			() => `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(random(20_000))}\r\n`,
			() => `HTTP/1.1 200 ${'z'.repeat(random(100_000))}\r\n\r\n`,
			() => `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(random(200))}${head}`,
			() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nabc',
			() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
			() => String.fromCharCode(...Array.from({length: random(300)}, () => random(256))),
			() => '\u0015\u0003\u0001\u0000\u0002\u0002\u0046',
			() => '',
		])(),
		pick(['utf8', 'latin1', 'utf16le'] as const),
	);
	const cuts = Array.from({length: random(4)}, () => random(whole.length + 1)).toSorted((a, b) => a - b);
	const pieces = [0, ...cuts].map((from, index) => whole.subarray(from, cuts[index] ?? whole.length));
	return {pieces, end: pick(['close', 'close', 'close', 'reset', 'stay', 'flood'])};
}
