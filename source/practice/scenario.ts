import {type FaultLayer, type FaultName, type FaultOn, faults} from './faults.ts';
import {findByHost} from './host-pattern.ts';

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

export type FaultQuery = {readonly host: string; readonly port: number | null; readonly side: Side};

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
