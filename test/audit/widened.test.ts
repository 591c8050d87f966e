import {describe, expect, it} from 'vitest';
import {type DialectId, dialectIds} from '../../source/allowlists/dialect-ids.ts';
import type {Audit} from '../../source/audit/shape.ts';
import {auditTexts, planOf, rulesFor} from './helpers/audit-text.ts';
import {nameOf, unwritten} from './helpers/written-lines.ts';

const report = planOf({features: ['arc', 'cluster-connect']});
const needed = 'management.azure.com';

/** One name of each list made wider, and how the audit calls the line then. */
const widened: {readonly [id in DialectId]: readonly [widen: (text: string) => string, name: string]} = {
	'azure-firewall': [text => text.replace(`\n  ${needed}\n`, "\n  '*.azure.com'\n"), '*.azure.com'],
	bicep: [text => text.replace(`'${needed}'`, "'*.azure.com'"), '*.azure.com'],
	terraform: [text => text.replace(`"${needed}"`, '"*.azure.com"'), '*.azure.com'],
	squid: [text => text.replace(`dstdomain ${needed}`, 'dstdomain .azure.com'), '.azure.com'],
	'palo-alto': [text => text.replace(`"${needed}/"`, '"*.azure.com/"'), '*.azure.com'],
	'palo-alto-edl': [text => text.replace(`${needed}/`, '*.azure.com/'), '*.azure.com'],
	fortigate: [text => text.replace(`set fqdn "${needed}"`, 'set fqdn "*.azure.com"'), '*.azure.com'],
	'aws-network-firewall': [text => text.replace(`"${needed}"`, '".azure.com"'), '.azure.com'],
	'check-point': [
		text =>
			text
				.replaceAll(`.${needed}`, '.azure.com')
				.replace('name .azure.com is-sub-domain false', 'name .azure.com is-sub-domain true'),
		'.azure.com',
	],
	cilium: [text => text.replace(`matchName: "${needed}"`, 'matchPattern: "**.azure.com"'), '*.azure.com'],
	list: [text => text.replace(`\n${needed} `, '\n*.azure.com '), '*.azure.com'],
	csv: [text => text.replace(`${needed},${needed},443`, '*.azure.com,*.azure.com,443'), '*.azure.com'],
};

/**
 * The name that is needed made a wildcard of its own: where that takes the domain too, the line is wider. Where it leaves the
 * domain out, as Azure Firewall, PAN-OS, FortiOS and Cilium read it, nothing that is needed is left of it.
 */
const starred: {readonly [id in DialectId]: readonly [widen: (text: string) => string, name: string]} = {
	'azure-firewall': [text => text.replace(`\n  ${needed}\n`, `\n  '*.${needed}'\n`), `*.${needed}`],
	bicep: [text => text.replace(`'${needed}'`, `'*.${needed}'`), `*.${needed}`],
	terraform: [text => text.replace(`"${needed}"`, `"*.${needed}"`), `*.${needed}`],
	squid: [text => text.replace(`dstdomain ${needed}`, `dstdomain .${needed}`), `.${needed}`],
	'palo-alto': [text => text.replace(`"${needed}/"`, `"*.${needed}/"`), `*.${needed}`],
	'palo-alto-edl': [text => text.replace(`\n${needed}/`, `\n.${needed}/`), `.${needed}`],
	fortigate: [text => text.replace(`set fqdn "${needed}"`, `set fqdn "*.${needed}"`), `*.${needed}`],
	'aws-network-firewall': [text => text.replace(`"${needed}"`, `".${needed}"`), `.${needed}`],
	'check-point': [
		text => text.replace(`.${needed} is-sub-domain false`, `.${needed} is-sub-domain true`),
		`.${needed}`,
	],
	cilium: [text => text.replace(`matchName: "${needed}"`, `matchPattern: "**.${needed}"`), `*.${needed}`],
	list: [text => text.replace(`\n${needed} `, `\n.${needed} `), `.${needed}`],
	csv: [text => text.replace(`${needed},${needed},443`, `.${needed},.${needed},443`), `.${needed}`],
};

/** The port of one name made several, or why no rule that is written can say so. */
const opened: {readonly [id in DialectId]: ((text: string) => string) | {readonly without: string}} = {
	'azure-firewall': text => text.replace('Https=8084', 'Https=8084 Https=9000'),
	bicep: text => text.replace(/( *)port: 8084\n *\}/, "$&\n$1{\n$1  protocolType: 'Https'\n$1  port: 9000\n$1}"),
	terraform: text => text.replace(/port = 8084\n *\}/, '$&\nprotocols {\ntype = "Https"\nport = 9000\n}'),
	squid: text => text.replace('port_8084 port 8084', 'port_8084 port 8000-9000'),
	'palo-alto': text => text.replace('tcp port 8084', 'tcp port 8000-9000'),
	'palo-alto-edl': {without: 'a list of names has the ports of the rule that uses it'},
	fortigate: text => text.replace('tcp-portrange 8084', 'tcp-portrange 8000-9000'),
	'aws-network-firewall': {without: 'a domain list knows protocols, and is for every port of them'},
	'check-point': text => text.replace('8084 port 8084', '8084 port 8000-9000'),
	cilium: text => text.replace('port: "8084"', 'port: "8084"\n              endPort: 9000'),
	list: text => text.replace('\neastus.obo.arc.azure.com ', '\neastus.obo.arc.azure.com 8000-9000 '),
	csv: text => text.replace(',8084,', ',8000-9000,'),
};

const names = ({wider}: Audit) => wider.map(({name}) => name);

describe('a name that was made wider', () => {
	it.each(dialectIds)('is all that is called wider: %s', async id => {
		const [widen, name] = widened[id];
		const {text} = rulesFor(id, report, ['10.0.0.0/8']);
		const changed = widen(text);
		expect(changed).not.toBe(text);
		const audit = await auditTexts(id, changed, report);
		expect(names(audit)).toEqual([name]);
		expect(audit.wider[0]?.needed).toContain(needed);
		expect(audit.notUnderstood.filter(({why}) => why !== 'a row without a host')).toEqual([]);
	});
});

describe('a name that was made a wildcard', () => {
	it.each(dialectIds)('is all that is told: %s', async id => {
		const [widen, name] = starred[id];
		const {text, outcomes} = rulesFor(id, report, ['10.0.0.0/8']);
		const changed = widen(text);
		expect(changed).not.toBe(text);
		const audit = await auditTexts(id, changed, report);
		const takesDomain = !name.startsWith('*.');
		expect(names(audit)).toEqual(takesDomain ? [name] : []);
		expect(audit.unneeded.map(one => one.name)).toEqual(takesDomain ? [] : [name]);
		const lost = takesDomain ? [] : [`https ${needed}:443`];
		expect(audit.missing.map(nameOf).toSorted()).toEqual([...unwritten(outcomes), ...lost].toSorted());
	});
});

describe('a port that was made several', () => {
	const known = dialectIds.flatMap(id => {
		const open = opened[id];
		return typeof open === 'function' ? [[id, open] as const] : [];
	});
	it.each(known)('is all that is called wider: %s', async (id, open) => {
		const {text} = rulesFor(id, report, ['10.0.0.0/8']);
		const changed = open(text);
		expect(changed).not.toBe(text);
		const audit = await auditTexts(id, changed, report);
		expect(audit.wider.map(({needed: own}) => own)).toEqual([['eastus.obo.arc.azure.com:8084']]);
	});
});

describe('a list in which some lines name ports', () => {
	it('is judged by the ports of these lines alone', async () => {
		const text = `mcr.microsoft.com\n${needed}:443\nlogin.windows.net 443-445/tcp\nsts.windows.net:8080\n`;
		const audit = await auditTexts('list', text, report);
		expect(names(audit)).toEqual(['login.windows.net']);
		expect(audit.unneeded.map(({name, reason}) => [name, reason])).toEqual([['sts.windows.net', 'port']]);
	});
});
