import type {DialectId} from '../allowlists/dialect-ids.ts';

/** What a file says of its own syntax: the first that fits. A text that two could be read as is asked for with --dialect. */
const signs: readonly {readonly id: DialectId; readonly is: (text: string, file: string) => boolean}[] = [
	{id: 'bicep', is: (text, file) => /\.bicep$/i.test(file) || /^resource \w+ '[\w./]+@/m.test(text)},
	{
		id: 'aws-network-firewall',
		is: text =>
			/\bRulesSourceList\b|"RulesString"|\baws network-firewall\b|AWS::NetworkFirewall|aws_networkfirewall/.test(text),
	},
	{id: 'terraform', is: (text, file) => /\.tf$/i.test(file) || /^[ \t]*resource "\w+" "[\w-]+" \{/m.test(text)},
	{id: 'cilium', is: text => /^[ \t]*"?kind"?:\s*"?(?:Cilium(?:Clusterwide)?)?NetworkPolicy/m.test(text)},
	{
		id: 'check-point',
		is: text => /\bmgmt_cli\b|^[ \t]*(?:run )?add dns-domain |"type"\s*:\s*"(?:access-rule|dns-domain)"/m.test(text),
	},
	{
		id: 'azure-firewall',
		is: text =>
			/\baz network firewall\b|Microsoft\.Network\/(?:azureFirewalls|firewallPolicies)|"(?:ruleCollections|applicationRuleCollections|targetFqdns|ruleCollectionType)"/i.test(
				text,
			),
	},
	{id: 'fortigate', is: text => /^[ \t]*config (?:firewall|webfilter|system|vdom)\b/m.test(text)},
	{
		id: 'palo-alto',
		is: text =>
			/^[ \t]*(?:# *)?set (?:\S+ )*?(?:rulebase|profiles custom-url-category|address) /m.test(text) ||
			/<config\b[^>]*>[\s\S]{0,2000}<(?:devices|shared)\b|<(?:custom-url-category|rulebase)>/.test(text),
	},
	{id: 'squid', is: text => /^[ \t]*(?:acl|http_access|http_port|include) /m.test(text)},
	{id: 'csv', is: (text, file) => /\.(?:csv|tsv)$/i.test(file) || isTable(text)},
	{id: 'list', is: text => /^[^\n<{[]*[\p{L}\p{N}*^-]\.[\p{L}\p{N}]/mu.test(text)},
];

/** Whether the first line names columns, one of which holds hosts. */
function isTable(text: string): boolean {
	const cells = (/^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? '')
		.split(/[,;\t]/)
		.map(cell => cell.trim().replace(/^"(.*)"$/, '$1'));
	return (
		cells.length > 1 &&
		cells.some(cell => /^(?:host(?: ?name)?s?|fqdns?|domains?|urls?|destination|pattern)$/i.test(cell))
	);
}

/** The characters of a file that are looked at. */
const most = 4_000_000;

/** The dialect that a file is written in, or null where nothing tells. */
export function detectDialect(text: string, file: string): DialectId | null {
	const start = text.slice(0, most);
	return signs.find(({is}) => is(start, file))?.id ?? null;
}
