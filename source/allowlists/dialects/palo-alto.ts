import {shapeOf} from '../hosts.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup, writtenOf} from '../outcomes.ts';
import {cleanForConsole, commentLine, objectName} from '../script-text.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions} from '../types.ts';

/** Names of objects on PAN-OS. */
const longestName = 63;

/**
 * The entry of a URL list: `*` is one label or more, `^` exactly one, a wildcard must be a whole label, and two must not
 * stand side by side ("Guidelines for URL Category Exceptions", docs.paloaltonetworks.com). The slash keeps the firewall
 * from reading an open end into the entry.
 */
function toUrlEntry(host: string): string | null {
	const [first, ...rest] = host.split('.');
	const labels = [first, ...rest.map(label => (label === '*' ? '^' : label))];
	const hasNeighbours = labels.some(
		(label, index) => /^[*^]$/.test(label ?? '') && /^[*^]$/.test(labels[index + 1] ?? ''),
	);
	return hasNeighbours ? null : `${labels.join('.')}/`;
}

/** How a URL list, in a category or in an external list, says an entry. */
function expressAsUrl({host}: Pick<RuleEntry, 'host'>): Expression {
	if (shapeOf(host) === 'address') return inexpressible(addressReason);
	const entry = toUrlEntry(host);
	return entry === null ? inexpressible('two wildcards must not stand side by side') : exact(entry);
}

function express(entry: RuleEntry): Expression {
	if (entry.protocol !== 'udp') return expressAsUrl(entry);
	return shapeOf(entry.host) === 'name' ? exact(entry.host) : inexpressible('a rule for UDP needs exact names');
}

/** The services that PAN-OS brings along. Its service-http is no choice for port 80: it takes port 8080 as well. */
const services: {readonly [key: string]: string} = {'https-443': 'service-https'};

function groupLines({protocol, port, key, title, outcomes}: OutcomeGroup, sources: string): string[] {
	const name = `arc-netcheck-${key}`;
	const service = services[key] ?? `arc-netcheck-${protocol === 'udp' ? 'udp' : 'tcp'}-${port}`;
	const written = writtenOf(outcomes);
	const comment = (purpose: string) => commentLine('#', cleanForConsole(purpose));
	const objects =
		protocol === 'udp'
			? written.flatMap(({text, purpose}) => [
					comment(purpose),
					`set address ${objectName(text, longestName)} fqdn ${text}`,
				])
			: [
					`set profiles custom-url-category ${name} type "URL List"`,
					...written.flatMap(({text, purpose}) => [
						comment(purpose),
						`set profiles custom-url-category ${name} list "${text}"`,
					]),
				];
	const match =
		protocol === 'udp'
			? `destination [ ${written.map(({text}) => objectName(text, longestName)).join(' ')} ]`
			: `destination any category ${name}`;
	return [
		'',
		`# ${title}`,
		...objects,
		...(key in services ? [] : [`set service ${service} protocol ${protocol === 'udp' ? 'udp' : 'tcp'} port ${port}`]),
		`# set rulebase security rules ${name} from INSIDE to OUTSIDE source ${sources} ${match} application any service ${service} action allow`,
	];
}

function exemptionLines(outcomes: readonly Outcome[]): string[] {
	const name = 'arc-netcheck-no-decrypt';
	return [
		'# Hosts that decryption must leave alone; the rule must stand above those that decrypt.',
		`set profiles custom-url-category ${name} type "URL List"`,
		...writtenOf(outcomes).map(({text}) => `set profiles custom-url-category ${name} list "${text}"`),
		`# set rulebase decryption rules ${name} from INSIDE to OUTSIDE source any destination any service any category ${name} type ssl-forward-proxy action no-decrypt`,
	];
}

export const paloAlto: Dialect = {
	id: 'palo-alto',
	title: 'Palo Alto Networks PAN-OS, as custom URL categories',
	fileExtension: 'txt',
	commentMark: '#',
	firstLine: null,
	notes: [
		'Where it belongs: on the firewall, or on the proxy if that is a PAN-OS one. Rules with a URL category match on the server name of TLS and the host of HTTP.',
		'The commented lines with "set rulebase" need your zones in place of INSIDE and OUTSIDE. Commit at the end. On Panorama the paths begin with the device group.',
		'*.example.com/ takes names of any depth under example.com, and not example.com itself; ^ stands for exactly one label.',
		'For a port other than 443 or 80 the public documents do not say whether an entry must carry the port: look at the URL log if such a rule does not match.',
		'Not tested with PAN-OS; the syntax is that of its documents and of public scripts.',
	],
	pasting: "Paste in configure mode what this prints: grep -v '^#' FILE",
	cleanComment: cleanForConsole,
	withSource: null,
	withoutSource: 'the rules take any source; put the address objects of the cluster in place of "source any"',
	express,
	renderBody: (outcomes, {sources}: RuleOptions) => {
		const from = sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`;
		return groupOutcomes(outcomes)
			.flatMap(group => groupLines(group, from))
			.slice(1);
	},
	renderExemptions: exemptionLines,
};

/** An external dynamic list of the type URL; its documents give no syntax for comments, so there are none. */
export const paloAltoEdl: Dialect = {
	id: 'palo-alto-edl',
	title: 'Palo Alto Networks PAN-OS, as an external dynamic list of the type URL',
	fileExtension: 'txt',
	commentMark: null,
	firstLine: null,
	notes: [
		'Where it belongs: on a web server that the firewall can reach, as a list of the type URL. Lists of the type Domain serve the sinkhole, not allow rules.',
		'Wider than documented: the list knows no ports. Name the services in the rule that uses it.',
		'*.example.com/ takes names of any depth under example.com, and not example.com itself; ^ stands for exactly one label.',
		'Not tested with PAN-OS; the syntax is that of its documents.',
	],
	cleanComment: text => text,
	withSource: "It can't be stated here: put it into the rule that uses this",
	withoutSource: 'the list knows no sources either; the rule that uses it has to name them',
	express: entry =>
		entry.protocol === 'udp' ? inexpressible('a URL list knows HTTP and TLS alone') : expressAsUrl(entry),
	renderBody: outcomes => writtenOf(outcomes).map(({text}) => text),
	renderExemptions: null,
};
