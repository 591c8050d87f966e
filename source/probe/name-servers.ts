import dgram from 'node:dgram';
import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import process from 'node:process';
import dnsPacket from 'dns-packet';
import {nameServerOutOfReach} from '../evidence/codes.ts';
import type {StageError} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import {withDeadline} from './stage-clock.ts';
import {stageErrorOf} from './stage-error.ts';

/**
 * How long the answer may take, in milliseconds: the server has answered by now. An error may take as long to come back;
 * where none does, the port was refused for a moment.
 */
const patienceMs = 1000;

/** Aliases that are kept of one answer. Honest chains have two or three. */
export const aliasLimit = 8;

/** What c-ares keeps to itself of an answer. */
export type UdpAnswer = {
	/** It was too long for UDP, so that the client has to ask again over TCP (RFC 1035, 4.1.1). */
	readonly isTruncated: boolean;
	/** The aliases in it, also where it ends in no address. */
	readonly aliases: readonly string[];
};

/**
 * Asks a name server once for the IPv4 addresses of a name, over UDP and without EDNS, as the oldest clients ask. Null
 * where no answer came that can be read; never rejects.
 *
 * @param server as `address`, `address:port` or `[address]:port`
 */
export async function askOverUdp(name: string, server: string, signal: AbortSignal): Promise<UdpAnswer | null> {
	const {address, port} = splitServer(server);
	const what = `asking ${address} over UDP`;
	return withDeadline<UdpAnswer>({timeoutMs: patienceMs, signal, what}, (resolve, reject) => {
		const socket = dgram.createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		socket.on('error', reject);
		socket.on('message', message => {
			try {
				resolve(readAnswer(message));
			} catch (error) {
				reject(error);
			}
		});
		socket.once('connect', () => {
			const flags = dnsPacket.RECURSION_DESIRED;
			const question = dnsPacket.encode({type: 'query', id: 0x4143, flags, questions: [{type: 'A', name}]});
			socket.send(question, failure => failure && reject(failure));
		});
		socket.connect(port, address);
		return () => socket.close();
	}).catch(() => null);
}

function readAnswer(message: Buffer): UdpAnswer {
	const {answers = [], flags = 0} = dnsPacket.decode(message);
	const aliases = answers.flatMap(answer => (answer.type === 'CNAME' ? [safeText(String(answer.data), 253)] : []));
	return {isTruncated: (flags & dnsPacket.TRUNCATED_RESPONSE) !== 0, aliases: aliases.slice(0, aliasLimit)};
}

/** A question for the name servers of the root, which every name server understands. */
const question = Buffer.from([0x41, 0x43, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);

type Fate = {readonly server: string; readonly kind: 'out-of-reach' | 'unreachable' | 'refused'; readonly code: string};

/**
 * What lies behind c-ares' ECONNREFUSED, which it says of three things: nobody listens on the name server's port, a
 * router calls the server unreachable, or this machine has no route to it. A connected UDP socket tells them apart: a
 * missing route fails the connect, and an ICMP message comes as an error after the first packet.
 *
 * @param servers as `address`, `address:port` or `[address]:port`
 */
export async function examineNameServers(servers: readonly string[], signal: AbortSignal): Promise<StageError> {
	const fates = await Promise.all(servers.map(server => examine(server, signal)));
	const refused = fates.filter(({kind}) => kind === 'refused');
	const unreachable = fates.filter(({kind}) => kind === 'unreachable');
	if (refused.length > 0 || fates.length === 0) {
		return {code: 'ECONNREFUSED', syscall: null, message: `nobody listens on ${listOf(refused)}`};
	}
	const [first] = unreachable;
	if (first) {
		return {code: first.code, syscall: null, message: `a router on the way calls ${listOf(unreachable)} unreachable`};
	}
	const codes = [...new Set(fates.map(({code}) => code))];
	const isForbidden = codes.every(code => code === 'EACCES' || code === 'EPERM');
	const what = isForbidden ? 'does not permit packets to its name server' : 'has no route to its name server';
	return {
		code: nameServerOutOfReach,
		syscall: null,
		message: `this machine ${what} ${listOf(fates)} (${codes.join(', ')})`,
	};
}

async function examine(server: string, signal: AbortSignal): Promise<Fate> {
	const {address, port} = splitServer(server);
	const name = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
	let isConnected = false;
	const error = await withDeadline<unknown>({timeoutMs: patienceMs, signal, what: `looking at ${name}`}, resolve => {
		const socket = dgram.createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		socket.on('error', resolve);
		socket.on('message', () => resolve(null));
		socket.once('connect', () => {
			isConnected = true;
			socket.send(question, failure => failure && resolve(failure));
		});
		socket.connect(port, address);
		return () => socket.close();
	}).catch(() => null);
	const {code} = error === null ? {code: 'ECONNREFUSED'} : stageErrorOf(error);
	if (code === 'ECONNREFUSED') return {server: name, kind: 'refused', code};
	const isFarOff = isConnected && (code === 'EHOSTUNREACH' || code === 'ENETUNREACH');
	return {server: name, kind: isFarOff ? 'unreachable' : 'out-of-reach', code};
}

/** `10.0.0.2`, `10.0.0.2:5353`, `fd00::2` or `[fd00::2]:5353`, as node:dns writes servers. */
function splitServer(server: string): {readonly address: string; readonly port: number} {
	const match =
		/^\[([^\]]+)\](?::(\d+))?$/.exec(server) ?? (isIP(server) === 6 ? null : /^([^:]+):(\d+)$/.exec(server));
	return {address: match?.[1] ?? server, port: Number(match?.[2] ?? 53)};
}

function listOf(fates: readonly Fate[]): string {
	return fates.map(({server}) => server).join(', ');
}

/** Variables that resolvers of the C library read beside the file (resolv.conf(5)). */
type Variables = {readonly LOCALDOMAIN?: string | undefined; readonly RES_OPTIONS?: string | undefined};

/** What /etc/resolv.conf says beside the addresses of name servers, which c-ares reads by itself. */
export type ResolvConf = {
	/** Whether it names a name server at all. Without one, resolvers fall back to 127.0.0.1. */
	readonly hasNameServer: boolean;
	/** Domains that programs put behind a name, in order. */
	readonly search: readonly string[];
	/** A name with fewer dots is tried with these domains first. */
	readonly ndots: number;
	/** The variables of the environment that set any of it for this process, if there are any. */
	readonly variables?: readonly (keyof Variables)[];
};

/** glibc took six of them for long, and asks for each of them takes its time (resolv.conf(5)). */
const domainsAsked = 6;

/**
 * Reads the text as resolv.conf(5) has it: the last `search` or `domain` counts, and LOCALDOMAIN and RES_OPTIONS of the
 * environment count more. Lines that make no sense are passed over.
 */
export function parseResolvConf(text: string, {LOCALDOMAIN = '', RES_OPTIONS = ''}: Variables = {}): ResolvConf {
	let hasNameServer = false;
	let search: readonly string[] = [];
	let ndots = 1;
	for (const line of text.split('\n')) {
		const [keyword, ...values] = line
			.replace(/[#;].*/, '')
			.trim()
			.split(/\s+/);
		if (keyword === 'nameserver') hasNameServer ||= isIP(values[0]?.replace(/%.*/, '') ?? '') !== 0;
		if (keyword === 'search') search = values;
		if (keyword === 'domain') search = values.slice(0, 1);
		if (keyword === 'options') ndots = ndotsOf(values) ?? ndots;
	}
	const variables: (keyof Variables)[] = [];
	const ownDomains = splitWords(LOCALDOMAIN);
	if (ownDomains.length > 0) {
		search = ownDomains;
		variables.push('LOCALDOMAIN');
	}
	const ownDots = ndotsOf(splitWords(RES_OPTIONS));
	if (ownDots !== null) {
		ndots = ownDots;
		variables.push('RES_OPTIONS');
	}
	const domains = search.map(domain => domain.replace(/\.$/, '').toLowerCase()).filter(domain => domain !== '');
	const seen = {hasNameServer, search: domains.slice(0, domainsAsked), ndots};
	return variables.length === 0 ? seen : {...seen, variables};
}

/** The last one counts, and glibc takes no more than 15. */
function ndotsOf(options: readonly string[]): number | null {
	const given = options.map(option => /^ndots:(\d+)/.exec(option)?.[1]).findLast(value => value !== undefined);
	return given === undefined ? null : Math.min(15, Number(given));
}

function splitWords(text: string): string[] {
	return text.split(/\s+/).filter(word => word !== '');
}

/** Reads the file of this machine; null where there is none, as on Windows. */
export function readResolvConf(): ResolvConf | null {
	try {
		return parseResolvConf(readFileSync('/etc/resolv.conf', 'utf8'), process.env);
	} catch {
		return null;
	}
}
