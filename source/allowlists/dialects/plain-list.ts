import {onceOf} from '../../chunks.ts';
import {shorten} from '../../words.ts';
import {shapeOf, wildcardsAbove} from '../hosts.ts';
import {exact, groupOutcomes, inexpressible, writtenOf} from '../outcomes.ts';
import type {Dialect, Expression, RuleEntry} from '../types.ts';

/** Descriptions in pfSense's import are at most 199 characters, and a bar at an end or two in a row are refused. */
const longestDescription = 190;

/** So many names are told of a wildcard that takes them. */
const mostListed = 100;

/** The names that stand in the list of each wildcard that takes them, by protocol, port and wildcard. */
const namesUnder = onceOf((all: readonly RuleEntry[]): ReadonlyMap<string, readonly string[]> => {
	const listOf = ({protocol, port}: RuleEntry, host: string) => `${protocol} ${port} ${host}`;
	const listed = new Map(
		all.filter(({host}) => host.includes('*')).map((entry): [string, string[]] => [listOf(entry, entry.host), []]),
	);
	for (const entry of all) {
		if (shapeOf(entry.host) !== 'name') continue;
		for (const wildcard of wildcardsAbove(entry.host)) listed.get(listOf(entry, wildcard))?.push(entry.host);
	}
	return listed;
});

/** Names alone. A wildcard becomes the hosts that the service itself names, if it named some; any other choice would be a guess. */
function express({host, namedHosts, protocol, port}: RuleEntry, all: readonly RuleEntry[]): Expression {
	if (!host.includes('*')) return exact(host);
	if (namedHosts.length > 0) {
		return {kind: 'enumerated', written: namedHosts, detail: 'as the service names them today; the list may change'};
	}
	const listed = namesUnder(all).get(`${protocol} ${port} ${host}`) ?? [];
	const known = listed.length === 0 ? '' : `; in the list are ${shorten(listed, mostListed, 'name').join(', ')}`;
	return inexpressible(`a list of names takes no wildcards${known}`);
}

export const plainList: Dialect = {
	id: 'list',
	title: 'plain lists of names, such as pfSense aliases',
	fileExtension: 'txt',
	commentMark: '#',
	firstLine: null,
	notes: [
		'One list for each protocol and port. A list knows neither: name them in the rule that uses it.',
		'For pfSense: Firewall, Aliases, Import, one alias (arc_netcheck_https_443 and so on) for each list, without the lines that begin with #; what follows a name becomes its description. pfSense looks the names up every few minutes and matches on addresses, so a name whose address changes often may fail now and then.',
		'pfSense takes no wildcards in an alias ("Alias Features and Limitations", docs.netgate.com): what is not expressible here needs a proxy or firewall that reads names.',
		'Not tested with pfSense; its import page was read as source.',
	],
	cleanComment: text => text,
	withSource: "It can't be stated here: put it into the rule that uses this",
	withoutSource: 'a list knows no sources; the rule that uses it has to name them',
	express,
	renderBody: outcomes =>
		groupOutcomes(outcomes)
			.flatMap(({title, key, outcomes: members}) => [
				'',
				`# ${title}: arc_netcheck_${key.replace('-', '_')}`,
				...writtenOf(members).map(({text, purpose}) =>
					`${text} # ${purpose.replace(/[|\\]+/g, ' ').slice(0, longestDescription)}`.trimEnd(),
				),
			])
			.slice(1),
	renderExemptions: null,
};
