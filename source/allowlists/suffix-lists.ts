import {baseOf, covers, shapeOf} from './host-shape.ts';
import {exact, inexpressible, widened} from './outcomes.ts';
import type {Expression, RuleEntry} from './types.ts';

/**
 * For lists in which `.example.com` stands for the domain and all under it, and in which nothing that is covered may be
 * listed twice: what stands in the list for one entry, among those that share the list.
 */
export function expressAsSuffix(host: string, peers: readonly RuleEntry[]): Expression {
	const wildcards = peers.map(peer => peer.host).filter(name => shapeOf(name) === 'leading-wildcard');
	const broadest = (name: string) =>
		wildcards.find(
			wildcard =>
				(covers(wildcard, name) || baseOf(wildcard) === name) && !wildcards.some(other => covers(other, wildcard)),
		);
	const outer = broadest(host);
	if (outer !== undefined) {
		const written = `.${baseOf(outer)}`;
		return {kind: 'exact', written: [written], detail: `covered by ${written}`};
	}
	if (shapeOf(host) === 'name') return exact(host);
	if (shapeOf(host) !== 'leading-wildcard') return inexpressible('only the whole beginning of a name can be left open');
	const base = baseOf(host);
	const isApexWanted = peers.some(peer => peer.host === base);
	return isApexWanted ? exact(`.${base}`) : widened(`.${base}`, `also ${base} itself`);
}
