import {isIP, isIPv4, type Socket} from 'node:net';
import {domainToASCII} from 'node:url';
import {
	noAddressForSocks,
	notSocks,
	peerClosed,
	socksLoginRejected,
	socksLoginWanted,
	socksNoReply,
	socksReplyCodes,
	socksUnknownReply,
} from '../../evidence/codes.ts';
import type {IpAddress, ProxyEvidence} from '../../evidence/types.ts';
import {takesAddress} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import {formatHostPort} from '../../words.ts';
import {startStopwatch, withDeadline} from '../stage-clock.ts';
import {ProbeFailure, receivedBefore, stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';

/** Where a tunnel is to lead. */
export type TunnelTarget = {
	readonly host: string;
	readonly port: number;
	/** What this machine found for the name, for the versions of SOCKS that take an address. */
	readonly addresses?: readonly IpAddress[];
};

/** Sends some bytes, and wants so many of the answer. */
type Turn = {
	readonly send: readonly number[];
	readonly wanted: number;
	/** The server has greeted before, and this is what it was greeted for. */
	readonly isRequest?: true;
};

/** A talk by turns; it throws where an answer is a refusal, or none of SOCKS. */
type Talk = Generator<Turn, void, Buffer>;

/**
 * Asks a SOCKS server for a tunnel, by the document of SOCKS 4 and 4a, or RFC 1928 and 1929. Its words are so few that
 * each is evidence, which libraries keep as a text or not at all.
 *
 * @param login user name and password, or null to offer none
 */
export async function askSocks(
	socket: Socket,
	{endpoint, target, login}: {endpoint: ProxyEndpoint; target: TunnelTarget; login: SocksLogin | null},
	context: StageContext,
): Promise<ProxyEvidence> {
	const stopwatch = startStopwatch(context.clock);
	const version = endpoint.scheme.startsWith('socks4') ? 4 : 5;
	const authority = formatHostPort(target.host, target.port);
	let authenticated = false;
	const seen = {stage: 'proxy', of: 'target', request: `CONNECT ${authority}`, socks: version} as const;
	const nothing = {status: null, statusText: '', headers: {}, body: ''} as const;
	const onLogin = () => {
		authenticated = true;
	};
	try {
		const talk = version === 4 ? talkSocks4(endpoint, target) : talkSocks5(endpoint, target, login, onLogin);
		await hold(socket, talk, {...context, what: `asking the SOCKS proxy for ${authority}`});
		return {...seen, ...nothing, authenticated, ok: true, ms: stopwatch(), error: null};
	} catch (error) {
		return {...seen, ...nothing, authenticated, ok: false, ms: stopwatch(), error: stageErrorOf(error)};
	}
}

export type SocksLogin = {readonly username: string; readonly password: string};

function* talkSocks4({scheme, username}: ProxyEndpoint, {host, port, addresses}: TunnelTarget): Talk {
	const address = isIPv4(host) ? host : scheme === 'socks4' ? pick(addresses, 4) : null;
	if (scheme === 'socks4' && address === null) {
		throw new ProbeFailure(noAddressForSocks, `${host} has no IPv4 address, which SOCKS4 takes alone`);
	}
	// An impossible address of 0.0.0.x says that the name follows (SOCKS 4A).
	const bytes = address === null ? [0, 0, 0, 1] : bytesOf(address);
	const name = address === null ? [...nameBytes(host), 0] : [];
	const [nul = 0, reply = 0] = yield {
		send: [4, 1, port >> 8, port & 255, ...bytes, ...Buffer.from(username ?? ''), 0, ...name],
		wanted: 8,
	};
	if (nul !== 0 || reply < 90 || reply > 93) throw noSocks(nul);
	if (reply !== 90) throw refusal(4, reply);
}

/** @param onLogin told when the login is sent */
function* talkSocks5(
	endpoint: ProxyEndpoint,
	{host, port, addresses}: TunnelTarget,
	login: SocksLogin | null,
	onLogin: () => void,
): Talk {
	// Each is sent behind its length in one byte (RFC 1929).
	if (login !== null && [login.username, login.password].some(text => Buffer.byteLength(text) > 255)) {
		throw new ProbeFailure(socksLoginWanted, 'the user name or password is longer than 255 bytes, which SOCKS5 takes');
	}
	const methods = login === null ? [0] : [0, 2];
	const [version = 0, method] = yield {send: [5, methods.length, ...methods], wanted: 2};
	if (version !== 5) throw noSocks(version);
	if (method === 2 && login !== null) {
		onLogin();
		const [user, password] = [Buffer.from(login.username), Buffer.from(login.password)];
		const [, status] = yield {send: [1, user.length, ...user, password.length, ...password], wanted: 2};
		if (status !== 0)
			throw new ProbeFailure(socksLoginRejected, 'the SOCKS proxy turned the user name or password down');
	} else if (method !== 0) {
		throw new ProbeFailure(
			socksLoginWanted,
			`the SOCKS proxy takes nobody ${login === null ? 'without a login' : 'with a user name and password'}`,
		);
	}
	const local = isIP(host) === 0 && takesAddress(endpoint) ? (pick(addresses, 4) ?? pick(addresses, 6)) : null;
	const request = [5, 1, 0, ...addressBytes(local ?? host), port >> 8, port & 255];
	// Some servers close behind a refusal without the address that belongs to it.
	const [answer = 0, reply = 0] = yield {send: request, wanted: 2, isRequest: true};
	if (answer !== 5) throw noSocks(answer);
	if (reply !== 0) throw refusal(5, reply);
	// The address that the server is bound to, and its port; a name begins with its length.
	const [, type = 0, first = 0] = yield {send: [], wanted: 3};
	const rest = {1: 4, 3: first + 1, 4: 16}[type];
	if (rest === undefined) throw noSocks(type);
	yield {send: [], wanted: rest - 1 + 2};
}

function pick(addresses: readonly IpAddress[] | undefined, family: 4 | 6): string | null {
	return addresses?.find(one => one.family === family)?.address ?? null;
}

function addressBytes(host: string): readonly number[] {
	const family = isIP(host);
	if (family !== 0) return [family === 4 ? 1 : 4, ...bytesOf(host)];
	const name = nameBytes(host);
	return [3, name.length, ...name];
}

/** A name as name servers have it. One that is longer than they take is cut, so that its length holds. */
function nameBytes(host: string): readonly number[] {
	return [...Buffer.from(domainToASCII(host) || host)].slice(0, 255);
}

function bytesOf(address: string): readonly number[] {
	if (isIPv4(address)) return address.split('.').map(Number);
	// The URL parser writes an IPv4 ending in hexadecimal too.
	const [head = '', tail] = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
	const groups = (text: string) => (text === '' ? [] : text.split(':')).map(group => Number.parseInt(group, 16));
	const [left, right] = [groups(head), groups(tail ?? '')];
	const all = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
	return all.flatMap(group => [group >> 8, group & 255]);
}

function refusal(version: 4 | 5, reply: number): ProbeFailure {
	return new ProbeFailure(
		socksReplyCodes[version][reply] ?? socksUnknownReply,
		`the SOCKS proxy replied ${reply} (version ${version})`,
	);
}

function noSocks(byte: number): ProbeFailure {
	const guess = byte === 0x48 ? ', but most likely HTTP' : byte === 0x15 ? ', but a TLS alert' : '';
	return new ProbeFailure(notSocks, `what came back is no SOCKS${guess} (byte ${byte})`);
}

/** Holds a talk over a connection, under one limit in time. What follows its last answer is put back: it belongs to the tunnel. */
function hold(
	socket: Socket,
	talk: Talk,
	options: {readonly timeoutMs: number; readonly signal: AbortSignal; readonly what: string},
): Promise<void> {
	let received: Buffer = Buffer.alloc(0);
	return withDeadline<void>(
		{
			...options,
			atLimit(failure) {
				throw receivedBefore(failure, received.length);
			},
		},
		(resolve, reject) => {
			let wanted = 0;
			let isRequest = false;
			const advance = (answer?: Buffer) => {
				try {
					const step = answer === undefined ? talk.next() : talk.next(answer);
					if (step.done) {
						if (received.length > 0) {
							socket.pause();
							socket.unshift(received);
						}
						resolve();
						return;
					}
					wanted = step.value.wanted;
					isRequest = step.value.isRequest ?? false;
					if (step.value.send.length > 0) socket.write(Buffer.from(step.value.send));
					feed();
				} catch (error) {
					reject(error);
				}
			};
			const feed = () => {
				if (received.length < wanted) return;
				const answer = received.subarray(0, wanted);
				received = received.subarray(wanted);
				advance(answer);
			};
			const onData = (chunk: Buffer) => {
				received = Buffer.concat([received, chunk]);
				feed();
			};
			const onFailure = (error: unknown) => reject(receivedBefore(error, received.length));
			const onEnd = () => {
				const first = received[0] ?? 0;
				const isSocks = first === 5 || first === 0;
				onFailure(
					received.length > 0 && !isSocks
						? noSocks(first)
						: new ProbeFailure(
								isRequest ? socksNoReply : peerClosed,
								'the connection was closed before the SOCKS proxy had answered',
							),
				);
			};
			socket.on('data', onData).once('end', onEnd).once('close', onEnd).once('error', onFailure);
			if (socket.destroyed) reject(new ProbeFailure(peerClosed, 'the connection was closed before the request'));
			else advance();
			return () => {
				socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onFailure);
				// Taking the listener away leaves the stream flowing, and bytes would be lost.
				socket.pause();
			};
		},
	);
}
