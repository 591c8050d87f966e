import type {RecordType} from 'dns-packet';
import {faultOn, findByHost, matchesHost, type PlayedFault, type Scenario, type Side} from './scenario.ts';

/** A host (or pattern) of the practice internet and the addresses under which it stands there. */
export type Place = {
	readonly host: string;
	/** From the three networks kept for documentation (RFC 5737). */
	readonly ipv4: string;
	/** From the IPv6 prefix kept for documentation (RFC 3849); null where the host has none. */
	readonly ipv6: string | null;
	/** Where it stands when its name leads into the company's own network. */
	readonly privateIpv4: string;
	/** Where it stands when a proxy client on this machine makes addresses up. */
	readonly madeUpIpv4: string;
};

export type Zone = {
	readonly places: readonly Place[];
	readonly byAddress: ReadonlyMap<string, Place>;
};

/** What the name server makes of a question: nothing at all, or a code with aliases, in their order, and addresses. */
export type NameAnswer =
	| {readonly kind: 'silence'}
	| {
			readonly kind: 'answer';
			readonly code: 'NOERROR' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED';
			readonly aliases: readonly string[];
			readonly addresses: readonly string[];
	  };

const documentationNetworks = ['203.0.113', '198.51.100', '192.0.2'];
const hostsInNetwork = 254;

/** Gives every host that a scenario names an address of its own. Throws RangeError when there are more than 762. */
export function createZone(scenario: Scenario): Zone {
	const played = scenario.faults ?? [];
	const hosts = new Set([
		...Object.values(scenario.proxies ?? {}).map(({host}) => host),
		...played.map(({host}) => host).filter(host => host !== '*'),
		...scenario.services.map(({host}) => host),
	]);
	const places = [...hosts].map((host, index) => placeAt(host, index, hasIpv6(scenario, played, host)));
	const byAddress = new Map<string, Place>();
	for (const place of places) {
		const {ipv4, ipv6, privateIpv4, madeUpIpv4} = place;
		for (const address of [ipv4, ipv6, privateIpv4, madeUpIpv4]) if (address) byAddress.set(address, place);
	}
	return {places, byAddress};
}

/** The name server's answer to a question of one side; pure, so that the proxies can ask without a packet. */
export function answerName(
	zone: Zone,
	played: readonly PlayedFault[],
	question: {readonly name: string; readonly type: RecordType; readonly side: Side},
): NameAnswer {
	const {name, type} = question;
	const fault = faultOn(played, 'name', {host: name, port: null, side: question.side});
	const place = findByHost(zone.places, name);
	switch (fault) {
		case 'dns-silent':
			return {kind: 'silence'};
		case 'dns-servfail':
			return failure('SERVFAIL');
		case 'dns-refused':
			return failure('REFUSED');
		case 'dns-nxdomain':
			return failure('NXDOMAIN');
		case 'dns-no-answer':
			return answer([], []);
		case 'dns-sinkhole':
			return answer([], ipv4Only(type, '0.0.0.0'));
		case 'dns-loopback':
			return answer([], ipv4Only(type, '127.0.0.1'));
		case 'dns-alias-to-sinkhole':
			return answer(['sinkhole.filter.example'], ipv4Only(type, '0.0.0.0'));
		case 'dns-alias-to-nowhere':
			return {kind: 'answer', code: 'NXDOMAIN', aliases: [`gone.${name}`], addresses: []};
		case 'dns-private-to-nowhere':
			return {kind: 'answer', code: 'NXDOMAIN', aliases: [privateLinkName(name)], addresses: []};
		case 'dns-private-without-address':
			return answer([privateLinkName(name)], []);
		case 'dns-private-failing':
			return {kind: 'answer', code: 'SERVFAIL', aliases: [privateLinkName(name)], addresses: []};
		case 'dns-nothing-ipv6':
			return answer([], type === 'AAAA' ? ['::'] : []);
		case 'dns-private':
			return answer([privateLinkName(name)], ipv4Only(type, place?.privateIpv4));
		case 'dns-made-up':
			return answer([], ipv4Only(type, place?.madeUpIpv4));
		case 'dns-alias':
			return answer([`edge.${name}`, 'pool-7.delivery.example'], addressesOf(place, type));
		case null:
			return place === null ? failure('NXDOMAIN') : answer([], addressesOf(place, type));
	}
}

function placeAt(host: string, index: number, isIpv6: boolean): Place {
	const network = documentationNetworks[Math.floor(index / hostsInNetwork)];
	if (network === undefined) {
		throw new RangeError(`a practice network holds at most ${documentationNetworks.length * hostsInNetwork} hosts`);
	}
	return {
		host,
		ipv4: `${network}.${(index % hostsInNetwork) + 1}`,
		ipv6: isIpv6 ? `2001:db8::${(index + 1).toString(16)}` : null,
		privateIpv4: `10.20.${Math.floor(index / hostsInNetwork)}.${(index % hostsInNetwork) + 1}`,
		madeUpIpv4: `198.18.${Math.floor(index / hostsInNetwork)}.${(index % hostsInNetwork) + 1}`,
	};
}

function hasIpv6(scenario: Scenario, played: readonly PlayedFault[], host: string): boolean {
	return (
		scenario.hasIpv6 === true || played.some(entry => entry.fault === 'ipv6-dropped' && matchesHost(entry.host, host))
	);
}

function answer(aliases: readonly string[], addresses: readonly string[]): NameAnswer {
	return {kind: 'answer', code: 'NOERROR', aliases, addresses};
}

function failure(code: 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED'): NameAnswer {
	return {kind: 'answer', code, aliases: [], addresses: []};
}

function ipv4Only(type: RecordType, address: string | undefined): string[] {
	return type === 'A' && address !== undefined ? [address] : [];
}

function addressesOf(place: Place | null, type: RecordType): string[] {
	if (place === null) return [];
	if (type === 'AAAA') return place.ipv6 === null ? [] : [place.ipv6];
	return ipv4Only(type, place.ipv4);
}

/** `vault.vault.example` → `vault.privatelink.vault.example`, as Azure's private endpoints are named. */
function privateLinkName(name: string): string {
	const [first, ...rest] = name.split('.');
	return [first, 'privatelink', ...rest].join('.');
}
