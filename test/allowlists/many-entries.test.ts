import {expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {findDialect} from '../../source/allowlists/dialects.ts';
import {outcomesFor} from '../../source/allowlists/outcomes.ts';
import type {RuleEntry} from '../../source/allowlists/types.ts';

/** Entries that count how often somebody reads their hosts. */
function countReads(count: number): {entries: RuleEntry[]; reads: () => number} {
	let reads = 0;
	const entries = Array.from({length: count}, (_, index): RuleEntry => {
		const host = index % 2 === 0 ? `h${index}.example.com` : `*.w${index}.example.com`;
		return {
			...{
				patterns: [host],
				port: 443,
				protocol: 'https',
				purposes: [],
				requirementIds: [],
				scopes: [],
				breadth: null,
				namedHosts: [],
			},
			...{noInspection: false, narrowing: null, causes: []},
			get host() {
				reads++;
				return host;
			},
		};
	});
	return {entries, reads: () => reads};
}

/** A plain list tells of each wildcard which of its names are listed. */
it.each(dialectIds.filter(id => id !== 'list'))(
	'asks of each entry a few times alone how it is written, however many there are: %s',
	id => {
		const {entries, reads} = countReads(300);
		outcomesFor(findDialect(id), entries);
		expect(reads()).toBeLessThan(300 * 40);
	},
);
