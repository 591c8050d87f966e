import type {Catalog} from '../catalog/types.ts';
import {type PracticeNetwork, startPracticeNetwork} from './practice-network.ts';
import {hostsOf, matchesHost, type Pace, type PlayedFault, type Service, serviceFor} from './scenario.ts';

/** A company to learn on, and the proxy variables that its machines have set. */
export type DemoCompany = PracticeNetwork & {
	readonly name: string;
	readonly environment: {readonly https_proxy: string; readonly http_proxy: string; readonly no_proxy: string};
};

const name = 'Northwind Mills';
const proxyHost = 'proxy.northwind.example';

/** Not on the proxy's list: the one is needed to renew agent certificates, the other to pull images. */
const forgotten = ['gbl.his.arc.azure.com', '*.his.arc.azure.com', '*.data.mcr.microsoft.com'];

/** The proxy inspects TLS; its exceptions lack the relay of cluster connect, which does not bear that. */
const inspected = '*.servicebus.windows.net';

/** Answers, but takes its time. */
const slow = {host: 'mcr.microsoft.com', answerMs: 2600};

/** Reached by private addresses, past the proxy. */
const privateHosts = '*.blob.core.windows.net';

/**
 * Starts Northwind Mills, whose network is nearly ready for Azure Arc. The way out is a proxy with an allow-list on
 * which two hosts are missing, and which passes ports 80 and 443 only, so that 8084 is denied; one host is inspected,
 * one is slow, storage has private addresses. Without the proxy nothing else is reached. The same every time.
 */
export async function startDemoCompany(catalog: Pick<Catalog, 'requirements' | 'regions'>): Promise<DemoCompany> {
	const services = companyServices(catalog.requirements);
	const hosts = [...new Set(services.map(({host}) => host))];
	const practice = await startPracticeNetwork({
		company: name,
		services,
		faults: companyFaults(hosts),
		proxies: {
			main: {
				host: proxyHost,
				port: 3128,
				scheme: 'http',
				allow: [...allBut(hosts, forgotten), ...identityHosts(catalog.regions)],
				inspection: {except: allBut(hosts, [inspected])},
				delayMs: 8,
			},
		},
	});
	const proxy = `http://${proxyHost}:3128`;
	return {
		...practice,
		name,
		environment: {
			https_proxy: proxy,
			http_proxy: proxy,
			no_proxy: `localhost,127.0.0.1,.northwind.example,${privateHosts.slice(1)}`,
		},
	};
}

function companyServices(requirements: Catalog['requirements']): Service[] {
	return requirements.flatMap(requirement =>
		hostsOf(requirement).flatMap(host => {
			const service = serviceFor(requirement, host, requirement.port);
			return service === null ? [] : [{...service, ...relayList(host), pace: paceOf(host)}];
		}),
	);
}

/** The notification service names the relay hosts of a region; whatever the region, these are Northwind's. */
function relayList(host: string): Pick<Service, 'body'> | null {
	if (host !== 'guestnotificationservice.azure.com') return null;
	return {body: JSON.stringify(['azgn-northwind-1.servicebus.windows.net', 'azgn-northwind-2.servicebus.windows.net'])};
}

function companyFaults(hosts: readonly string[]): PlayedFault[] {
	const outside = allBut(hosts, [privateHosts]);
	return [
		{host: privateHosts, fault: 'dns-private', seenBy: 'client'},
		...outside.map((host): PlayedFault => ({host, fault: 'tcp-refused', seenBy: 'client'})),
	];
}

/** The regional hosts of the identity service, as the company's list has them: by region code, not by wildcard. */
function identityHosts(regions: Catalog['regions']): string[] {
	return regions.flatMap(({arcCode}) => (arcCode === null ? [] : [`${arcCode}.his.arc.azure.com`]));
}

function allBut(hosts: readonly string[], patterns: readonly string[]): string[] {
	return hosts.filter(host => !patterns.some(pattern => matchesHost(pattern, host)));
}

/** Between 20 and 120 ms there and back, by the name (FNV-1a), so that each run is like the last. */
function paceOf(host: string): Pace {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(host)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
	return {roundTripMs: 20 + (hash % 101), answerMs: host === slow.host ? slow.answerMs : 5 + (hash % 40)};
}
