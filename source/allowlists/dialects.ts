import type {DialectId} from './dialect-ids.ts';
import {csv} from './dialects/csv.ts';
import {firewallDialects} from './firewall-dialects.ts';
import type {Dialect} from './types.ts';

/** All that rules can be written in. A new dialect is a file of its own, its id, and a line in the list of firewall dialects. */
export const dialects: readonly Dialect[] = [...firewallDialects, csv];

/** The dialect of an id; there is one for each, which the tests hold. */
export function findDialect(id: DialectId): Dialect {
	const dialect = dialects.find(one => one.id === id);
	if (dialect === undefined) throw new TypeError(`No dialect is called ${id}`);
	return dialect;
}
