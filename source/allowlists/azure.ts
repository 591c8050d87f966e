import {shapeOf} from './host-shape.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup} from './outcomes.ts';
import type {Expression, Outcome, RuleEntry} from './types.ts';

/** "Protocols" in the azurerm provider's document of firewall_policy_rule_collection_group, and in the ARM schema. */
const highestApplicationPort = 64_000;

/**
 * How Azure Firewall reads names, in whichever language the rules are written: a leading `*.` takes any depth and not the
 * domain itself, a `*` further in is not supported, and network rules take exact names only ("Azure Firewall FAQ" and
 * "Use FQDN filtering in network rules", Microsoft Learn).
 */
export function expressForAzure({host, port, protocol}: RuleEntry): Expression {
	const shape = shapeOf(host);
	if (shape === 'address') return inexpressible(addressReason);
	if (shape === 'inner-wildcard') return inexpressible('only the whole beginning of a name can be left open');
	if (protocol === 'udp' && shape !== 'name') return inexpressible('network rules take no wildcards');
	if (protocol !== 'udp' && port > highestApplicationPort) {
		return inexpressible(`application rules end at port ${highestApplicationPort}`);
	}
	return exact(host);
}

/** What every reader of rules for Azure Firewall must know. */
export const azureNotes = [
	'Where it belongs: in the policy of the Azure Firewall that routes the traffic. Application rules match on the server name of TLS and the Host header of HTTP, so a WebSocket is HTTPS.',
	'*.example.com takes names of any depth under example.com, and not example.com itself.',
	'UDP goes into network rules, which match on addresses: they need the DNS proxy of the policy, and clients that ask it.',
	'These rules do not terminate TLS. Where another rule of the policy does, it must not come first for the hosts to exempt.',
	'The limits of the firewall on names in one rule were not checked.',
] as const;

/** `Https` or `Http`, as all the languages of Azure Firewall spell them. */
export function azureProtocol({protocol}: Pick<OutcomeGroup, 'protocol'>): 'Https' | 'Http' {
	return protocol === 'https' ? 'Https' : 'Http';
}

/** One rule collection for each protocol and port. */
export function azureCollections(outcomes: readonly Outcome[]): (OutcomeGroup & {name: string; offset: number})[] {
	return groupOutcomes(outcomes).map((group, index) => ({
		...group,
		name: `arc-netcheck-${group.key}`,
		offset: (index + 1) * 10,
	}));
}
