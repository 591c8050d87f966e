import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Proof, Requirement} from '../catalog/types.ts';
import {type FaultLayer, type FaultName, type FaultOn, faults} from './faults.ts';

/** How long things take, in milliseconds: one way there and back, and the service's own thinking. */
export type Pace = {readonly roundTripMs: number; readonly answerMs: number};

/** A healthy service of the practice internet. Several may share a host and port, each with a path of its own. */
export type Service = {
	/** A name, or a pattern such as `*.azurecr.io`. */
	readonly host: string;
	readonly port: number;
	readonly protocol: 'https' | 'http' | 'websocket';
	/** The request target that this answer is for; null: every one that no other service of the host claims. */
	readonly path: string | null;
	readonly status: number;
	readonly headers: {readonly [name: string]: string};
	readonly body: string;
	/** Without it everything takes as long as loopback takes. */
	readonly pace?: Pace;
};

/** Who meets a fault: the machine that probes, or the forward proxies, which may stand on another side of a firewall. */
export type Side = 'client' | 'proxy';

/** A fault, switched on for a host. The most specific entry of a layer counts: a name beats a pattern, a pattern `*`. */
export type PlayedFault = {
	/** A name, a pattern such as `*.azurecr.io`, or `*`. */
	readonly host: string;
	/** Without it on every port. */
	readonly port?: number;
	readonly fault: FaultName;
	/** Without it for both. */
	readonly seenBy?: Side;
};

/** A forward proxy. Its behaviour beyond refusing is switched on by faults on its host. */
export type ProxyOptions = {
	/** The name and port by which the practice network knows it. */
	readonly host: string;
	readonly port: number;
	readonly scheme: 'http' | 'https';
	/** Who signed the certificate of an https proxy; without it the public authority. */
	readonly certificate?: 'public' | 'corporate';
	/** Host patterns that may pass; without it every host. */
	readonly allow?: readonly string[];
	/** Ports that may pass; without it 80 and 443. */
	readonly ports?: readonly number[];
	readonly credentials?: {readonly username: string; readonly password: string};
	/** The challenges of a 407; without it Basic alone. Credentials are of use only where Basic is among them. */
	readonly challenges?: readonly string[];
	/** Host patterns that may pass without credentials. */
	readonly open?: readonly string[];
	/** Host patterns that are denied to every user by asking for another one (407), as squid does where a rule ends with a user. */
	readonly deniedToUsers?: readonly string[];
	/** Terminates TLS with the corporate authority, except for these host patterns. */
	readonly inspection?: {readonly except: readonly string[]};
	/** The status when a name does not resolve: squid 5.7 says 500, others 503. Without it 500. */
	readonly dnsFailureStatus?: 500 | 503;
	/** Says nothing about why it refused or failed, as tinyproxy does. */
	readonly isTerse?: boolean;
	/** Before each answer, in milliseconds. */
	readonly delayMs?: number;
	/** How long it tries to reach the other side, in milliseconds; without it 3000. */
	readonly upstreamTimeoutMs?: number;
};

/** A whole practice network, as data. */
export type Scenario = {
	/** Named in the certificates of the inspecting authority and on block pages; without it "Northwind Mills". */
	readonly company?: string;
	readonly services: readonly Service[];
	readonly faults?: readonly PlayedFault[];
	readonly proxies?: {readonly [name: string]: ProxyOptions};
	/** Every host also has an IPv6 address that works. */
	readonly hasIpv6?: boolean;
	/** Whether this machine trusts the corporate authority on top of the public one; without it, it does. */
	readonly trustsCorporateRoot?: boolean;
};

type FaultQuery = {readonly host: string; readonly port: number | null; readonly side: Side};

/** The fault that a host has on a layer, or null. Names have no port: `port: null` finds entries for every port only. */
export function faultOn<Layer extends FaultLayer>(
	played: readonly PlayedFault[],
	layer: Layer,
	query: FaultQuery,
): FaultOn<Layer> | null {
	const candidates = played.filter(
		entry =>
			faults[entry.fault].layer === layer &&
			(entry.port === undefined || entry.port === query.port) &&
			(entry.seenBy === undefined || entry.seenBy === query.side),
	);
	return (findByHost(candidates, query.host)?.fault ?? null) as FaultOn<Layer> | null;
}

/** The service that answers a request; null where nothing listens. Without a path: any service of the host and port. */
export function serviceAt(
	services: readonly Service[],
	request: {readonly host: string; readonly port: number; readonly path?: string},
): Service | null {
	const first = findByHost(
		services.filter(({port}) => port === request.port),
		request.host,
	);
	const siblings = services.filter(({host, port}) => host === first?.host && port === request.port);
	return siblings.find(({path}) => path === request.path) ?? siblings.find(({path}) => path === null) ?? first;
}

/**
 * The healthy service of a requirement: the first expected status, every proving header, and a body that satisfies the
 * first proof about bodies. Where the catalog knows nothing, it is 200 and a line of text. Null for UDP.
 */
export function serviceFor(
	requirement: Pick<Requirement, 'expect' | 'path' | 'protocol' | 'purpose'>,
	host: string,
	port: number,
): Service | null {
	const {expect, path, protocol, purpose} = requirement;
	if (protocol === 'udp') return null;
	const status = expect.statuses[0] ?? 200;
	const content = expect.proofs.map(contentFor).find(candidate => candidate !== null) ?? plainText(purpose);
	const headers: {[name: string]: string} = {'content-type': content.type};
	for (const proof of expect.proofs) {
		if (proof.kind === 'header') headers[proof.name.toLowerCase()] = proof.includes ?? 'practice';
	}
	if (status >= 300 && status < 400) headers.location = '/elsewhere';
	// A path that depends on the region is answered whatever the region.
	return {host, port, protocol, path: path?.includes('<') ? null : path, status, headers, body: content.body};
}

type Content = {readonly type: string; readonly body: string};

/** In words of its own: where many hosts say the same, something in between speaks for them. */
function plainText(purpose: string): Content {
	return {type: 'text/plain', body: `The practice network plays this service. ${purpose}\n`};
}

/** A body that satisfies the proof, or null if the proof is not about bodies. */
function contentFor(proof: Proof): Content | null {
	switch (proof.kind) {
		case 'header':
			return null;
		case 'body-equals':
			return {type: 'text/plain', body: proof.text};
		case 'body-includes':
			return {type: 'text/plain', body: `${proof.text}\n`};
		case 'json-array':
			return {type: 'application/json', body: '["practice"]'};
		case 'json-object':
			return {
				type: 'application/json',
				body: JSON.stringify(Object.fromEntries(proof.keys.map(key => [key, 'practice']))),
			};
	}
}

/**
 * The hosts and patterns under which a requirement can be probed, whatever the region and the user's own resources:
 * placeholders become `*`.
 */
export function hostsOf(requirement: Pick<Requirement, 'pattern' | 'standIns' | 'resource'>): readonly string[] {
	const texts = [
		requirement.pattern,
		...requirement.standIns.map(({host}) => host),
		...(requirement.resource === null ? [] : [requirement.resource.host]),
	];
	const patterns = texts.map(text =>
		text
			.split('.')
			.map(label => (/<[^<>]+>/.test(label) ? '*' : label))
			.join('.'),
	);
	// A resource that is a whole host name of the user's own fits the pattern anyway.
	return [...new Set(patterns)].filter(pattern => pattern !== '*');
}

/** Whether a host answers to a name or pattern as the catalog writes them, or to `*`, which is every host. */
export function matchesHost(pattern: string, host: string): boolean {
	return pattern === '*' || matchesHostPattern(pattern, host);
}

/** The entry that speaks for a host: the exact name if there is one, else the longest pattern; the first of equals. */
export function findByHost<Entry extends {readonly host: string}>(
	entries: readonly Entry[],
	host: string,
): Entry | null {
	let best: Entry | null = null;
	for (const entry of entries) {
		if (!matchesHost(entry.host, host)) continue;
		if (best === null || rank(entry.host) > rank(best.host)) best = entry;
	}
	return best;
}

function rank(pattern: string): number {
	return pattern.includes('*') ? pattern.length : Number.POSITIVE_INFINITY;
}
