import {randomBytes} from 'node:crypto';
import dgram from 'node:dgram';
import {performance} from 'node:perf_hooks';
import {timeServerRefuses, timeServerUnsynchronised, timeServerUnusable} from '../evidence/codes.ts';
import type {IpAddress, TimeServerEvidence} from '../evidence/types.ts';
import {countOf} from '../words.ts';
import type {Network} from './network.ts';
import {withDeadline} from './stage-clock.ts';
import {ProbeFailure, stageErrorOf} from './stage-error.ts';

type Options = {
	readonly network: Pick<Network, 'lookup'>;
	/** For the name, and for the answers of each address, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
};

type Server = {readonly host: string; readonly port: number};
type Measure = Pick<TimeServerEvidence, 'kiss' | 'offsetMs' | 'delayMs' | 'stratum'>;

const nothingMeasured: Measure = {kiss: null, offsetMs: null, delayMs: null, stratum: null};

/** The size of a packet without extensions (RFC 5905, figure 8), in bytes. */
const packetSize = 48;

/**
 * Asks time servers over NTP how far this machine's clock is off, all at once and each at most twice, a packet that is lost
 * being no fault of theirs. Never rejects; in the order of the servers.
 */
export function askTimeServers(servers: readonly Server[], options: Options): Promise<readonly TimeServerEvidence[]> {
	return Promise.all(servers.map(server => askTimeServer(server, options)));
}

/** One address of each family is asked: who has no IPv6 still gets an answer, and nobody is asked ten times. */
async function askTimeServer({host, port}: Server, options: Options): Promise<TimeServerEvidence> {
	const {network, timeoutMs, signal} = options;
	const seen = {host, port, address: null, ok: false, error: null, ...nothingMeasured, strays: 0};
	const {addresses, error} = await network.lookup(host, {timeoutMs, signal, prefer: 'application'});
	const ofFamily = (family: 4 | 6) => addresses.filter(one => one.family === family).slice(0, 1);
	let outcome: TimeServerEvidence = {
		...seen,
		error: error ?? {code: 'ENODATA', syscall: null, message: `${host} has no address`},
	};
	for (const address of [...ofFamily(4), ...ofFamily(6)]) {
		outcome = {...seen, address: address.address, ...(await exchange(address, port, options))};
		// What a server said of itself holds for its other address.
		if (outcome.ok || outcome.stratum !== null || signal.aborted) break;
	}
	return outcome;
}

async function exchange(
	{address, family}: IpAddress,
	port: number,
	{timeoutMs, signal}: Options,
): Promise<Measure & Pick<TimeServerEvidence, 'ok' | 'error' | 'strays'>> {
	let strays = 0;
	try {
		const measure = await withDeadline<Measure>(
			{
				timeoutMs,
				signal,
				what: `asking ${address} port ${port} for the time`,
				atLimit(failure) {
					if (strays === 0) throw failure;
					const came = countOf(strays, 'packet');
					throw new ProbeFailure(timeServerUnusable, `${came} came back, and none answers what was asked`);
				},
			},
			(resolve, reject) => {
				const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
				const asked = new Map<string, Moment>();
				const ask = () => {
					// Chosen at random, so that only who saw the question can answer it; the time itself is nobody's business.
					const mark = randomBytes(8);
					const packet = Buffer.alloc(packetSize);
					// Version 4, mode 3: a client.
					packet[0] = (4 << 3) | 3;
					mark.copy(packet, 40);
					asked.set(mark.toString('hex'), {wallMs: Date.now(), steadyMs: performance.now()});
					socket.send(packet, failure => failure && reject(failure));
				};
				socket.on('error', reject);
				// Connected, so that the kernel drops what comes from anybody else.
				socket.once('connect', ask);
				socket.on('message', packet => {
					const moment = asked.get(packet.subarray(24, 32).toString('hex'));
					if (packet.length < packetSize || !isAnswer(packet) || moment === undefined) {
						strays++;
						return;
					}
					try {
						resolve(readAnswer(packet, moment));
					} catch (error) {
						reject(error);
					}
				});
				socket.connect(port, address);
				const again = setTimeout(() => asked.size > 0 && ask(), timeoutMs / 2);
				return () => {
					clearTimeout(again);
					socket.close();
				};
			},
		);
		return {ok: true, error: null, ...measure, strays};
	} catch (error) {
		return {
			ok: false,
			error: stageErrorOf(error),
			...nothingMeasured,
			...(error instanceof Unusable && error.measure),
			strays,
		};
	}
}

/** When a question was sent: by the clock that is measured, and by one that nobody sets. */
type Moment = {readonly wallMs: number; readonly steadyMs: number};

/** An answer that tells no time, with what it does tell. */
class Unusable extends ProbeFailure {
	readonly measure: Partial<Measure>;

	constructor(code: string, message: string, measure: Partial<Measure>) {
		super(code, message);
		this.measure = measure;
	}
}

/** Mode 4, of a version that knows it. */
function isAnswer(packet: Buffer): boolean {
	const first = packet[0] ?? 0;
	const version = (first >> 3) & 7;
	return (first & 7) === 4 && version >= 1 && version <= 4;
}

/** The words that turn a client away (RFC 5905, 7.4). Others, such as INIT, say why the server has no time; chrony sends none. */
const refusals: ReadonlySet<string | null> = new Set(['DENY', 'RSTR', 'RATE']);

/** The offset and the round trip as RFC 5905, section 8, has them. Throws where the server does not know the time. */
function readAnswer(packet: Buffer, {wallMs, steadyMs}: Moment): Measure {
	const elapsed = performance.now() - steadyMs;
	const stratum = packet[1] ?? 0;
	const isAlarm = (packet[0] ?? 0) >> 6 === 3;
	const word = stratum === 0 ? (/^[A-Z0-9]{1,4}/.exec(packet.toString('latin1', 12, 16))?.[0] ?? null) : null;
	if (stratum === 0 && (!isAlarm || refusals.has(word))) {
		const said = word === null ? 'without a word' : `"${word}"`;
		throw new Unusable(timeServerRefuses, `the server turns this machine away (kiss-of-death, ${said})`, {
			stratum,
			kiss: word,
		});
	}
	if (isAlarm || stratum >= 16) {
		throw new Unusable(timeServerUnsynchronised, 'the server says that its own clock is not set', {
			stratum,
			kiss: word,
		});
	}
	const received = readTime(packet, 32, wallMs);
	const sent = readTime(packet, 40, wallMs);
	const held = received === null || sent === null ? null : sent - received;
	// It can't have kept the question for longer than the answer took, but for what clocks round.
	if (received === null || sent === null || held === null || held < -1 || held > elapsed + 100) {
		throw new Unusable(timeServerUnusable, 'the times in its answer contradict each other', {stratum});
	}
	const offset = (received - wallMs + (sent - (wallMs + elapsed))) / 2;
	return {kiss: null, stratum, offsetMs: rounded(offset), delayMs: rounded(Math.max(0, elapsed - held))};
}

/** Between 1900, from where NTP counts, and 1970, in seconds. */
const secondsTo1970 = 2_208_988_800;
const eraMs = 2 ** 32 * 1000;

/** A timestamp in milliseconds since 1970, of the era that is nearest to this machine's clock; null: none. */
function readTime(packet: Buffer, at: number, nearMs: number): number | null {
	const seconds = packet.readUInt32BE(at);
	const fraction = packet.readUInt32BE(at + 4);
	if (seconds === 0 && fraction === 0) return null;
	const time = (seconds - secondsTo1970 + fraction / 2 ** 32) * 1000;
	return time + Math.round((nearMs - time) / eraMs) * eraMs;
}

function rounded(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
