import {expressAsSuffix, shapeOf} from '../hosts.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup, writtenOf} from '../outcomes.ts';
import {commentLine} from '../script-text.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions} from '../types.ts';

/** A pattern with a `*` further in as an extended regular expression: the leading one takes any depth, others one label. */
function toExpression(host: string): string {
	const [first = '', ...rest] = host.split('.');
	const labels = rest.map(label => (label === '*' ? '[^.]+' : label));
	return `^${[first === '*' ? '.+' : first, ...labels].join('[.]')}$`;
}

function express(entry: RuleEntry, all: readonly RuleEntry[]): Expression {
	const {host, protocol} = entry;
	if (protocol === 'udp') return inexpressible('Squid carries HTTP alone; UDP belongs on the firewall');
	const shape = shapeOf(host);
	if (shape === 'address') return inexpressible(addressReason);
	// Each protocol and port has a list of its own.
	const suffix = expressAsSuffix(entry, all, other => `${other.protocol} ${other.port}`);
	return suffix.written.length === 0 ? exact(toExpression(host)) : suffix;
}

function groupLines({protocol, port, key, title, outcomes}: OutcomeGroup, source: string): string[] {
	const list = `arc_netcheck_${key.replace('-', '_')}`;
	const written = writtenOf(outcomes);
	const isExpression = ({text}: {text: string}) => text.startsWith('^');
	const define = (name: string, type: string) => (item: {text: string; purpose: string}) => [
		commentLine('#', item.purpose),
		`acl ${name} ${type} ${item.text}`,
	];
	const names = written.filter(item => !isExpression(item));
	const expressions = written.filter(isExpression);
	// A tunnel carries TLS; plain HTTP goes through as a request.
	const method = protocol === 'https' ? 'arc_netcheck_connect' : '!arc_netcheck_connect';
	const allow = (name: string) => `http_access allow ${method}${source} arc_netcheck_port_${port} ${name}`;
	return [
		'',
		`# ${title}`,
		...names.flatMap(define(list, 'dstdomain')),
		...expressions.flatMap(define(`${list}_pattern`, 'dstdom_regex -n -i')),
		...(names.length > 0 ? [allow(list)] : []),
		...(expressions.length > 0 ? [allow(`${list}_pattern`)] : []),
	];
}

/** What keeps Squid from decrypting; commented out, since a Squid that inspects nothing may not know these words. */
function exemptionLines(outcomes: readonly Outcome[]): string[] {
	const names = outcomes.flatMap(({written}) => written).filter(text => !text.startsWith('^'));
	if (names.length === 0) return [];
	return [
		'# Where this Squid inspects TLS: put these lines, without their #, before the ssl_bump lines that are there.',
		'# acl arc_netcheck_hello at_step SslBump1',
		...[...new Set(names)].map(name => `# acl arc_netcheck_splice ssl::server_name ${name}`),
		'# ssl_bump peek arc_netcheck_hello',
		'# ssl_bump splice arc_netcheck_splice',
	];
}

function renderBody(outcomes: readonly Outcome[], {sources}: RuleOptions): string[] {
	const groups = groupOutcomes(outcomes);
	const ports = [...new Set(groups.map(({port}) => port))];
	return [
		'acl arc_netcheck_connect method CONNECT',
		...sources.map(source => `acl arc_netcheck_source src ${source}`),
		...ports.map(port => `acl arc_netcheck_port_${port} port ${port}`),
		...groups.flatMap(group => groupLines(group, sources.length === 0 ? '' : ' arc_netcheck_source')),
	];
}

export const squid: Dialect = {
	id: 'squid',
	title: 'Squid',
	fileExtension: 'conf',
	commentMark: '#',
	firstLine: null,
	notes: [
		'Where it belongs: on the explicit proxy, in squid.conf above the first "http_access" line ("http_access deny !Safe_ports" in most), or in a file that squid.conf includes there. It matches on the host of the request or of CONNECT.',
		'.example.com takes names of any depth under example.com and example.com itself, which has the same owner. A name that such an entry covers is not listed again: Squid warns of it or stops, depending on the order.',
		'Most configurations allow CONNECT to port 443 alone (SSL_ports), which denies other ports before a rule further down is read. From above that line these rules open their ports for their own hosts alone, and SSL_ports and Safe_ports stay as they are. A WebSocket goes through CONNECT.',
		'Checked: Squid 5.7 read it (squid -k parse), and a run that it had denied came out clean with these rules.',
	],
	cleanComment: text => text,
	withSource: null,
	withoutSource:
		'whoever asks this proxy is let through, whatever your own rules for clients and sign-in say; keep all others away from its port',
	express,
	renderBody,
	renderExemptions: exemptionLines,
};
