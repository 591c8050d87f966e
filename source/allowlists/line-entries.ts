import type {Catalog, Requirement} from '../catalog/types.ts';
import {singleLine} from '../safe-text.ts';
import {type Line, type LineRows, leaveOut, type RuleRow} from './documented-lines.ts';
import {flawOf, shapeOf} from './host-shape.ts';
import {hostsForPattern, narrowToNamed, type PatternHost, type PatternSettings} from './pattern-hosts.ts';
import type {LeftOut, RuleEntry, RuleSet} from './types.ts';

/**
 * Makes entries of documented lines, one for each host that a line comes to, not merged yet; what no rule can be made of is
 * left out with its reason.
 */
export function writeLines(
	wanted: readonly LineRows[],
	settings: PatternSettings,
	{catalog, onlyMissing}: {readonly catalog: Catalog; readonly onlyMissing: boolean},
): Pick<RuleSet, 'entries' | 'leftOut'> {
	const entries: RuleEntry[] = [];
	const leftOut: LeftOut[] = [];
	for (const {line, rows} of wanted) {
		const hosts = hostsForPattern(line.pattern, rows, settings, {known: findKnown(line, catalog), onlyMissing});
		if (typeof hosts === 'string') {
			leftOut.push(leaveOut(line, hosts));
			continue;
		}
		for (const host of onlyMissing ? hosts.flatMap(narrowToNamed) : hosts) {
			const flaw = flawOf(host.host.toLowerCase(), line.port);
			if (flaw === null) entries.push(toEntry(line, host, rows));
			else leftOut.push(leaveOut(line, flaw));
		}
	}
	return {entries, leftOut};
}

/** A saved report could give any pattern the id of another, so both must agree. */
function findKnown({id, pattern}: Line, catalog: Catalog): Requirement | null {
	return catalog.requirements.find(known => known.id === id && known.pattern === pattern) ?? null;
}

function toEntry(line: Line, {host, narrowing, breadth, namedHosts}: PatternHost, rows: readonly RuleRow[]): RuleEntry {
	const {id, pattern, port, protocol, purpose, scope, noInspection} = line;
	return {
		patterns: [singleLine(pattern)],
		host: host.toLowerCase(),
		port,
		protocol: protocol === 'websocket' ? 'https' : protocol,
		purposes: [singleLine(purpose)],
		requirementIds: [singleLine(id)],
		scopes: scope,
		noInspection,
		narrowing,
		breadth,
		namedHosts: namedHosts.map(named => named.toLowerCase()).filter(named => shapeOf(named) === 'name'),
		causes: [...new Set(rows.flatMap(({cause}) => cause ?? []))],
	};
}
