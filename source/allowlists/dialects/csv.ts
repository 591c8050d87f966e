import {csvLine} from '../../csv-line.ts';
import {firewallDialects} from '../firewall-dialects.ts';
import {exact, outcomeFor} from '../outcomes.ts';
import type {Dialect, LeftOut, Outcome, RuleEntry} from '../types.ts';

/** The columns in their order, before one for each dialect. A new one goes to the end, and none is renamed. */
const columns = [
	'pattern',
	'host',
	'port',
	'protocol',
	'purpose',
	'requirements',
	'no_inspection',
	'narrowed',
	'causes',
] as const;

type Cell = Parameters<typeof csvLine>[0][number];

const exemptionWords = 'exempt from TLS inspection: no rule allows it';

/** A line without its line feed, which all lines of rules get in the end. */
const row = (cells: readonly Cell[]): string => csvLine(cells).replace(/\n$/, '');

function describe({kind, written, detail}: Outcome): string {
	const text = [written.join(' '), detail === null ? '' : `(${detail})`].filter(part => part !== '').join(' ');
	return `${kind}: ${text}`;
}

function entryRow(entry: RuleEntry, expressions: readonly string[]): string {
	const {patterns, host, port, protocol, purposes, requirementIds, noInspection, narrowing, causes} = entry;
	return row([
		patterns.join(' '),
		host,
		port,
		protocol,
		purposes.join(' '),
		requirementIds.join(' '),
		noInspection,
		narrowing,
		causes.join(' '),
		...expressions,
	]);
}

function leftOutRow({pattern, port, reason}: LeftOut): string {
	const empty = columns.slice(3).map(() => null);
	return row([pattern, null, port, ...empty, ...firewallDialects.map(() => `left out: ${reason}`)]);
}

/** How each pattern comes out in every dialect, side by side. */
export const csv: Dialect = {
	id: 'csv',
	title: 'every dialect, as a table of how each pattern comes out (CSV)',
	fileExtension: 'csv',
	commentMark: null,
	firstLine: null,
	notes: [],
	cleanComment: text => text,
	withSource: "It can't be stated here: put it into the rule that uses this",
	withoutSource: null,
	express: ({host}) => exact(host),
	*renderBody(outcomes, _options, {exemptions, leftOut}) {
		const entries = outcomes.map(({entry}) => entry);
		yield row([...columns, ...firewallDialects.map(({id}) => id)]);
		for (const entry of entries) {
			yield entryRow(
				entry,
				firewallDialects.map(dialect => describe(outcomeFor(dialect, entry, entries))),
			);
		}
		const exempt = firewallDialects.map(() => exemptionWords);
		for (const entry of exemptions) yield entryRow(entry, exempt);
		yield* leftOut.map(leftOutRow);
	},
	renderExemptions: null,
};
