import dgram from 'node:dgram';
import {once} from 'node:events';
import {afterEach, describe, expect, it} from 'vitest';
import {timeServerShape} from '../../source/evidence/shape.ts';
import {askTimeServers} from '../../source/probe/ask-time-servers.ts';
import {createLookup} from '../../source/probe/lookup.ts';

const {signal} = new AbortController();
const network = {lookup: createLookup({server: null, timeoutMs: 500})};
const opened: dgram.Socket[] = [];

afterEach(async () => {
	await Promise.all(opened.splice(0).map(socket => new Promise<void>(resolve => socket.close(resolve))));
});

async function open(): Promise<dgram.Socket> {
	const socket = dgram.createSocket('udp4');
	opened.push(socket);
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	return socket;
}

type Odd = {
	readonly stratum?: number;
	readonly leap?: number;
	readonly mode?: number;
	readonly version?: number;
	readonly word?: string;
	readonly origin?: Buffer;
	/** How far the server is ahead, in seconds. */
	readonly ahead?: number;
	/** Seconds between the times of arrival and of sending. */
	readonly held?: number;
	readonly isTimeless?: boolean;
};

function writeTime(packet: Buffer, at: number, ms: number): void {
	const seconds = ms / 1000 + 2_208_988_800;
	packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
	packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
}

function answerTo(question: Buffer, {stratum = 2, leap = 0, mode = 4, version = 4, ...odd}: Odd = {}): Buffer {
	const packet = Buffer.alloc(48);
	packet[0] = (leap << 6) | (version << 3) | mode;
	packet[1] = stratum;
	packet.write(odd.word ?? '', 12, 'latin1');
	(odd.origin ?? question.subarray(40, 48)).copy(packet, 24);
	const now = Date.now() + (odd.ahead ?? 0) * 1000;
	if (odd.isTimeless) return packet;
	writeTime(packet, 32, now);
	writeTime(packet, 40, now + (odd.held ?? 0) * 1000);
	return packet;
}

/** What is seen of a server that answers so; it counts what it was asked. */
async function ask(answers: (question: Buffer, nth: number) => readonly Buffer[], timeoutMs = 3000) {
	const server = await open();
	const questions: Buffer[] = [];
	server.on('message', (question, {port}) => {
		questions.push(question);
		for (const packet of answers(question, questions.length)) server.send(packet, port, '127.0.0.1');
	});
	const {port} = server.address();
	const [seen] = await askTimeServers([{host: '127.0.0.1', port}], {network, timeoutMs, signal});
	if (seen === undefined) throw new Error('nothing was seen');
	expect(timeServerShape.parse(seen)).toEqual(seen);
	return {seen, questions};
}

describe('a time server that tells the time', () => {
	it.each([0, 300, -7200, 40 * 365 * 86_400])('is held against this clock: %s s ahead', async ahead => {
		const {seen, questions} = await ask(question => [answerTo(question, {ahead})]);
		expect(seen).toMatchObject({ok: true, error: null, stratum: 2, kiss: null, strays: 0, address: '127.0.0.1'});
		const offBy = Math.abs((seen.offsetMs ?? Number.NaN) - ahead * 1000);
		// However busy the machine is, the offset is right to within half of the round trip, and what clocks round.
		expect(offBy).toBeLessThan((seen.delayMs ?? 0) / 2 + 5);
		expect(questions).toHaveLength(1);
		expect(questions[0]).toHaveLength(48);
		expect(questions[0]?.[0]).toBe(0x23);
		// Nothing of this machine goes out: only a random mark.
		expect(questions[0]?.subarray(1, 40).every(byte => byte === 0)).toBe(true);
	});

	it('is asked again where the first packet is lost', async () => {
		const {seen, questions} = await ask((question, nth) => (nth === 1 ? [] : [answerTo(question)]), 1000);
		expect(seen.ok).toBe(true);
		expect(questions).toHaveLength(2);
		expect(questions[0]?.subarray(40)).not.toEqual(questions[1]?.subarray(40));
	});
});

const mark = Buffer.from('not ours');

describe('what is no answer is passed over', () => {
	it.each<[string, (question: Buffer) => Buffer]>([
		['another mark', question => answerTo(question, {origin: mark, ahead: 9000})],
		['a kiss-of-death with another mark', question => answerTo(question, {origin: mark, stratum: 0, word: 'DENY'})],
		['a short packet', question => answerTo(question).subarray(0, 47)],
		['an empty packet', () => Buffer.alloc(0)],
		['the question sent back', question => question],
		['a broadcast', question => answerTo(question, {mode: 5})],
		['version 7', question => answerTo(question, {version: 7})],
		['bytes of another protocol', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(4))],
		['a large packet', () => Buffer.alloc(9000, 0xff)],
	])('%s', async (_what, odd) => {
		const {seen} = await ask(question => [odd(question), answerTo(question, {ahead: 60})]);
		expect(seen).toMatchObject({ok: true, strays: 1});
		expect(Math.round((seen.offsetMs ?? 0) / 1000)).toBe(60);
		const alone = await ask(question => [odd(question)], 150);
		expect(alone.seen).toMatchObject({ok: false, offsetMs: null, error: {code: 'NTP_UNUSABLE'}});
	});

	it('what comes from another address', async () => {
		const other = await open();
		const server = await open();
		server.on('message', (question, {port}) => other.send(answerTo(question, {ahead: 9000}), port, '127.0.0.1'));
		const [spoofed] = await askTimeServers([{host: '127.0.0.1', port: server.address().port}], {
			network,
			timeoutMs: 150,
			signal,
		});
		expect(spoofed).toMatchObject({ok: false, strays: 0, error: {code: 'PROBE_TIMEOUT'}});
	});
});

describe('a time server that tells no time', () => {
	it.each<[string, Odd, object]>([
		['asks for less', {stratum: 0, word: 'RATE'}, {kiss: 'RATE', error: {code: 'NTP_KISS_OF_DEATH'}}],
		['denies', {stratum: 0, word: 'DENY'}, {kiss: 'DENY', error: {code: 'NTP_KISS_OF_DEATH'}}],
		['gives an odd word', {stratum: 0, word: '\x1b[2J'}, {kiss: null, error: {code: 'NTP_KISS_OF_DEATH'}}],
		[
			'denies with the alarm on',
			{stratum: 0, leap: 3, word: 'RSTR'},
			{kiss: 'RSTR', error: {code: 'NTP_KISS_OF_DEATH'}},
		],
		['has only begun', {stratum: 0, leap: 3, word: 'INIT'}, {kiss: 'INIT', error: {code: 'NTP_UNSYNCHRONISED'}}],
		['follows nobody, as chrony says it', {stratum: 0, leap: 3}, {error: {code: 'NTP_UNSYNCHRONISED'}}],
		['is of stratum 16', {stratum: 16}, {stratum: 16, error: {code: 'NTP_UNSYNCHRONISED'}}],
		['is of stratum 255', {stratum: 255}, {error: {code: 'NTP_UNSYNCHRONISED'}}],
		['raises the alarm', {leap: 3}, {stratum: 2, error: {code: 'NTP_UNSYNCHRONISED'}}],
		['has no times', {isTimeless: true}, {error: {code: 'NTP_UNUSABLE'}}],
		['sent before it received', {held: -30}, {error: {code: 'NTP_UNUSABLE'}}],
		['held the question for an hour', {held: 3600}, {error: {code: 'NTP_UNUSABLE'}}],
	])('because it %s, and is asked once', async (_what, odd, expected) => {
		const {seen, questions} = await ask(question => [answerTo(question, odd)]);
		expect(seen).toMatchObject({ok: false, offsetMs: null, delayMs: null, ...expected});
		expect(questions).toHaveLength(1);
	});

	it('is silent, and asked twice', async () => {
		const {seen, questions} = await ask(() => [], 150);
		expect(seen).toMatchObject({ok: false, strays: 0, error: {code: 'PROBE_TIMEOUT'}});
		expect(questions.length).toBeLessThanOrEqual(2);
	});

	it('is not there', async () => {
		const socket = await open();
		const {port} = socket.address();
		opened.splice(0);
		await new Promise<void>(resolve => socket.close(resolve));
		const servers = [
			{host: '127.0.0.1', port},
			{host: 'no-such-name.invalid', port: 123},
		];
		const [refused, unnamed] = await askTimeServers(servers, {network, timeoutMs: 3000, signal});
		expect(refused).toMatchObject({ok: false, error: {code: 'ECONNREFUSED'}});
		expect(unnamed).toMatchObject({ok: false, address: null});
		expect(unnamed?.error).not.toBeNull();
	});

	it('is left at once when the run is stopped', async () => {
		const server = await open();
		const stop = new AbortController();
		server.on('message', () => stop.abort());
		const options = {network, timeoutMs: 60_000, signal: stop.signal};
		const [seen] = await askTimeServers([{host: '127.0.0.1', port: server.address().port}], options);
		expect(seen).toMatchObject({ok: false, error: {code: 'PROBE_ABORTED'}});
	});
});
