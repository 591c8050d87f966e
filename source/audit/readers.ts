import type {DialectId} from '../allowlists/dialect-ids.ts';
import type {Reader} from './access-list.ts';

/** Both are loaded before: what is read after a wait is out of reach of a time limit. */
function readTerraform(aws: Reader, azure: Reader): Reader {
	return (files, context) => (files.some(({text}) => /\baws_networkfirewall/.test(text)) ? aws : azure)(files, context);
}

/** The reader of a dialect, loaded when it is asked for. */
export async function loadReader(dialect: DialectId): Promise<Reader> {
	switch (dialect) {
		case 'squid':
			return (await import('./readers/squid.ts')).readSquid;
		case 'azure-firewall':
		case 'bicep':
			return (await import('./readers/azure.ts')).readAzure;
		case 'terraform':
			return readTerraform(await loadReader('aws-network-firewall'), await loadReader('azure-firewall'));
		case 'aws-network-firewall':
			return (await import('./readers/aws.ts')).readAws;
		case 'cilium':
			return (await import('./readers/kubernetes.ts')).readKubernetes;
		case 'palo-alto':
			return (await import('./readers/palo-alto.ts')).readPaloAlto;
		case 'fortigate':
			return (await import('./readers/fortigate.ts')).readFortigate;
		case 'check-point':
			return (await import('./readers/check-point.ts')).readCheckPoint;
		case 'csv':
			return (await import('./readers/csv.ts')).readCsv;
		case 'list':
		case 'palo-alto-edl':
			return (await import('./readers/plain-list.ts')).readPlainList;
	}
}

/** What a file says of its own syntax: the first that fits. A text that two could be read as is asked for with --dialect. */
const signs: readonly {readonly id: DialectId; readonly is: (text: string, file: string) => boolean}[] = [
	{id: 'bicep', is: (text, file) => /\.bicep$/i.test(file) || /^resource \w+ '[\w./]+@/m.test(text)},
	{
		id: 'aws-network-firewall',
		is: text =>
			/^[ \t]*(?:pass|drop|reject|alert) \w+ \S+ .*->.*\(.*\bsid:/m.test(text) ||
			/\bRulesSourceList\b|"RulesString"|\baws network-firewall\b|AWS::NetworkFirewall|aws_networkfirewall/.test(text),
	},
	{
		id: 'terraform',
		is: (text, file) => /\.tf(?:vars)?$/i.test(file) || /^[ \t]*resource "\w+" "[\w-]+" \{/m.test(text),
	},
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
			/<config\b[^<>]{0,500}>[\s\S]{0,2000}<(?:devices|shared)\b|<(?:custom-url-category|rulebase)>/.test(text),
	},
	{id: 'squid', is: text => /^[ \t]*(?:acl|http_access|http_port|include) /m.test(text)},
	{id: 'csv', is: (text, file) => /\.(?:csv|tsv)$/i.test(file) || isTable(text)},
	{id: 'list', is: text => /^[^\n<{[]*[\p{L}\p{N}*^-]\.[\p{L}\p{N}]/mu.test(text)},
];

/** Whether the first line names columns, one of which holds hosts. */
function isTable(text: string): boolean {
	const cells = (/^\uFEFF?(?:"?sep=."?\r?\n)?([^\r\n]*)/i.exec(text)?.[1] ?? '').split(/[,;\t]/).map(cell =>
		cell
			.trim()
			.replace(/^"(.*)"$/, '$1')
			.trim(),
	);
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
