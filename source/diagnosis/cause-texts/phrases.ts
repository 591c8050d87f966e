import {joinWords} from '../../words.ts';
import type {CauseContext, FixStep} from '../types.ts';

/** So many hosts are named one by one. */
const namedHosts = 3;

/** What a sentence of a finding counts where it names a few: the others stand in its list of hosts. */
export const hostOfFinding = ['host of this finding', 'hosts of this finding'] as const;

/** Addresses beyond those that a sentence names stand where each endpoint tells what was seen. */
export const addressSeen = ['address in what was seen', 'addresses in what was seen'] as const;

/** `mcr.microsoft.com` or `these names`, which stand beside it; a wildcard is named, since opening the names tested for it would not open it. */
export function hostsPhrase({hosts}: CauseContext): string {
	if (hosts.length <= namedHosts) return joinWords(hosts);
	const wildcards = hosts.filter(host => host.includes('*'));
	return wildcards.length === 0 ? 'these names' : `these names (${joinWords(wildcards)} as a whole)`;
}

/** `port 443` or `ports 443 and 8084`. */
export function portsPhrase({ports}: CauseContext): string {
	return `${ports.length === 1 ? 'port' : 'ports'} ${joinWords(ports.map(String))}`;
}

/** `on port 443`; of several ports each host needs its own only. */
export function onPortsPhrase(context: CauseContext): string {
	const {ports} = context;
	return ports.length === 1 ? `on ${portsPhrase(context)}` : `each on its own port (${ports.join(', ')})`;
}

/** `the proxy http://proxy:3128`. */
export function proxyPhrase({proxy}: CauseContext): string {
	return proxy === null ? 'the proxy' : `the proxy ${proxy}`;
}

/** `the name server 10.0.0.2`, or words for the resolver of this machine where no address is known. */
export function nameServersPhrase({nameServers}: CauseContext): string {
	if (nameServers.length === 0) return 'the name servers of this machine';
	return `the name ${nameServers.length === 1 ? 'server' : 'servers'} ${joinWords(nameServers, 3, 'name server')}`;
}

/** What to do where the direct path may not be the right one. */
export function proxyStep({noProxyRules}: CauseContext): FixStep {
	return noProxyRules.length === 0
		? {
				requester:
					'If this network reaches the internet only through a proxy, name it (--proxy http://HOST:PORT) and run the check again.',
			}
		: `If these hosts are meant to go through the proxy, take ${joinWords(noProxyRules.map(rule => `"${rule}"`))} out of no_proxy.`;
}

/** `directly` or `through the proxy http://proxy:3128`. */
export function routePhrase(context: CauseContext): string {
	return context.proxy === null ? 'directly' : `through ${proxyPhrase(context)}`;
}
