import {isIP} from 'node:net';
import type {Fault} from '../faults/types.ts';
import {mitmproxyPorts} from './mitmproxy.ts';
import {runShell} from './namespaces.ts';

/** How deep in the first packet of a connection a text is looked for, in bytes. A server name stands in the first 300. */
const searchDepth = 600;

/** The bytes of a text that are compared: nft takes 16 at most. */
const comparedBytes = 16;

/** Statements that match a text wherever it stands in a packet. nft compares at fixed offsets, so there is one for each. */
export function matchesText(text: string, action: string): string[] {
	const bytes = Buffer.from(text).subarray(0, comparedBytes);
	return Array.from(
		{length: searchDepth},
		(_, offset) => `@ih,${offset * 8},${bytes.length * 8} 0x${bytes.toString('hex')} ${action}`,
	);
}

/** Sets up what the faults want of the packet filters and routes of the gateway, the internet and this machine. */
export function setPacketFilters(faults: readonly Fault[]): void {
	const lines = (field: 'packetRules' | 'answerRules' | 'originRules', side: 'daddr' | 'saddr') =>
		faults.flatMap(fault => (fault[field] ?? []).map(rule => `\t\t${matchAddress(fault, side)} ${rule}`)).join('\n');
	const redirected = faults.filter(({isRedirected}) => isRedirected);
	loadRules(
		'gateway',
		`
table inet faults {
	chain verdicts {
${lines('packetRules', 'daddr')}
${lines('answerRules', 'saddr')}
	}
	chain forward {
		type filter hook forward priority 0
		jump verdicts
	}
	chain output {
		type filter hook output priority 0
		jump verdicts
	}
}
table inet redirection {
	chain prerouting {
		type nat hook prerouting priority -100
${redirected.map(fault => `\t\t${matchAddress(fault, 'daddr')} tcp dport 443 redirect to :${mitmproxyPorts.transparent}`).join('\n')}
	}
}`,
	);
	loadRules(
		'internet',
		`
table inet faults {
	chain input {
		type filter hook input priority 0
${lines('originRules', 'daddr')}
	}
}`,
	);
	for (const {route, addresses} of faults) {
		if (!route) continue;
		runShell(`ip route add ${route.type} ${addresses?.[0]}/32`, route.on === 'client' ? undefined : route.on);
	}
}

function matchAddress({addresses}: Fault, side: 'daddr' | 'saddr'): string {
	const [address = ''] = addresses ?? [];
	return `${isIP(address) === 6 ? 'ip6' : 'ip'} ${side} ${address}`;
}

function loadRules(namespace: string, ruleset: string): void {
	runShell(`nft -f - <<'RULES'\n${ruleset}\nRULES`, namespace);
}
