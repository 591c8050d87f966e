import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import type {Audit} from '../../source/audit/shape.ts';
import {auditTexts, planOf, rulesFor} from './helpers/audit-text.ts';

const report = planOf({features: ['arc', 'cluster-connect']});
const needed = 'management.azure.com';

/** One name of each list made wider, and how the audit calls the line then. */
const widened: readonly (readonly [DialectId, (text: string) => string, string])[] = [
	['azure-firewall', text => text.replace(`\n  ${needed}\n`, "\n  '*.azure.com'\n"), '*.azure.com'],
	['bicep', text => text.replace(`'${needed}'`, "'*.azure.com'"), '*.azure.com'],
	['terraform', text => text.replace(`"${needed}"`, '"*.azure.com"'), '*.azure.com'],
	['squid', text => text.replace(`dstdomain ${needed}`, 'dstdomain .azure.com'), '.azure.com'],
	['palo-alto', text => text.replace(`"${needed}/"`, '"*.azure.com/"'), '*.azure.com'],
	['palo-alto-edl', text => text.replace(`${needed}/`, '*.azure.com/'), '*.azure.com'],
	['fortigate', text => text.replace(`set fqdn "${needed}"`, 'set fqdn "*.azure.com"'), '*.azure.com'],
	['aws-network-firewall', text => text.replace(`"${needed}"`, '".azure.com"'), '.azure.com'],
	[
		'check-point',
		text =>
			text
				.replaceAll(`.${needed}`, '.azure.com')
				.replace('name .azure.com is-sub-domain false', 'name .azure.com is-sub-domain true'),
		'.azure.com',
	],
	['cilium', text => text.replace(`matchName: "${needed}"`, 'matchPattern: "**.azure.com"'), '*.azure.com'],
	['list', text => text.replace(`\n${needed} `, '\n*.azure.com '), '*.azure.com'],
	['csv', text => text.replace(`${needed},${needed},443`, '*.azure.com,*.azure.com,443'), '*.azure.com'],
];

/** A port made a range, where the dialect knows ports. */
const opened: readonly (readonly [DialectId, (text: string) => string])[] = [
	['squid', text => text.replace('port_8084 port 8084', 'port_8084 port 8000-9000')],
	['palo-alto', text => text.replace('tcp port 8084', 'tcp port 8000-9000')],
	['fortigate', text => text.replace('tcp-portrange 8084', 'tcp-portrange 8000-9000')],
	['check-point', text => text.replace('8084 port 8084', '8084 port 8000-9000')],
	['cilium', text => text.replace('port: "8084"', 'port: "8084"\n              endPort: 9000')],
	['csv', text => text.replace(',8084,', ',8000-9000,')],
];

const names = ({wider}: Audit) => wider.map(({name}) => name);

describe('a name that was made wider', () => {
	it.each(widened)('is all that is called wider: %s', async (id, widen, name) => {
		const {text} = rulesFor(id, report, ['10.0.0.0/8']);
		const changed = widen(text);
		expect(changed).not.toBe(text);
		const audit = await auditTexts(id, changed, report);
		expect(names(audit)).toEqual([name]);
		expect(audit.wider[0]?.needed).toContain(needed);
		expect(audit.notUnderstood.filter(({why}) => why !== 'a row without a host')).toEqual([]);
	});
});

describe('a port that was made a range', () => {
	it.each(opened)('is all that is called wider: %s', async (id, open) => {
		const {text} = rulesFor(id, report, ['10.0.0.0/8']);
		const changed = open(text);
		expect(changed).not.toBe(text);
		const audit = await auditTexts(id, changed, report);
		expect(audit.wider.map(({needed: own}) => own)).toEqual([['eastus.obo.arc.azure.com:8084']]);
	});
});
