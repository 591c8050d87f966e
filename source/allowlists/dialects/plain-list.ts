import {covers, shapeOf} from '../hosts.ts';
import {exact, groupOutcomes, inexpressible, writtenOf} from '../outcomes.ts';
import type {Dialect, Expression, RuleEntry} from '../types.ts';

/** Descriptions in pfSense's import are at most 199 characters, and a bar at an end or two in a row are refused. */
const longestDescription = 190;

/** Names alone. A wildcard becomes the hosts that the service itself names, if it named some; any other choice would be a guess. */
function express({host, namedHosts, protocol, port}: RuleEntry, all: readonly RuleEntry[]): Expression {
	if (!host.includes('*')) return exact(host);
	if (namedHosts.length > 0) {
		return {kind: 'enumerated', written: namedHosts, detail: 'as the service names them today; the list may change'};
	}
	const listed = all
		.filter(other => other.protocol === protocol && other.port === port && shapeOf(other.host) === 'name')
		.map(other => other.host)
		.filter(name => covers(host, name));
	const known = listed.length === 0 ? '' : `; in the list are ${listed.join(', ')}`;
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
