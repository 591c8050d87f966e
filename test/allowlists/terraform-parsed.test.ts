import {parse} from '@cdktn/hcl2json';
import {beforeAll, describe, expect, it} from 'vitest';
import {renderEntries, usualEntries} from './helpers/render.ts';

/** How the parser gives back what HCL calculates. */
const reference = (expression: string) => `\${${expression}}`;

type Parsed = {readonly [block: string]: {readonly [label: string]: unknown}};

describe('the Terraform file, read by the parser of HCL', () => {
	let file: Parsed;
	let open: Parsed;
	beforeAll(async () => {
		file = await parse('rules.tf', renderEntries('terraform', usualEntries, ['10.0.0.0/24', '192.0.2.7']).text);
		open = await parse('rules.tf', renderEntries('terraform', usualEntries).text);
	});

	it('takes the policy, the sources and the priority as variables', () => {
		expect(file.variable).toMatchObject({
			arc_netcheck_firewall_policy_id: [{type: reference('string')}],
			arc_netcheck_source_addresses: [{type: reference('list(string)'), default: ['10.0.0.0/24', '192.0.2.7']}],
			arc_netcheck_priority: [{type: reference('number'), default: 300}],
		});
		expect(open.variable?.arc_netcheck_source_addresses).toEqual([
			expect.not.objectContaining({default: expect.anything()}),
		]);
	});

	it('holds a collection for each protocol and port, with the names of the provider', () => {
		const name = (key: string) => `arc-netcheck-${key}`;
		const collection = (key: string, offset: number, rule: unknown) => ({
			name: name(key),
			priority: reference(`var.arc_netcheck_priority + ${offset}`),
			action: 'Allow',
			rule: [rule],
		});
		const source_addresses = reference('var.arc_netcheck_source_addresses');
		const rule = (key: string, type: string, port: number, destination_fqdns: readonly string[]) => ({
			name: name(key),
			protocols: [{type, port}],
			source_addresses,
			destination_fqdns,
		});
		expect(file.resource?.azurerm_firewall_policy_rule_collection_group).toEqual({
			arc_netcheck: [
				{
					name: 'arc-netcheck',
					firewall_policy_id: reference('var.arc_netcheck_firewall_policy_id'),
					priority: reference('var.arc_netcheck_priority'),
					application_rule_collection: [
						collection(
							'https-443',
							10,
							rule('https-443', 'Https', 443, [
								'management.azure.com',
								'*.azurecr.io',
								'quay.io',
								'*.quay.io',
								'*.servicebus.windows.net',
							]),
						),
						collection('https-8084', 20, rule('https-8084', 'Https', 8084, ['eastus.obo.arc.azure.com'])),
						collection('http-80', 30, rule('http-80', 'Http', 80, ['*.mp.microsoft.com', 'archive.ubuntu.com'])),
					],
					network_rule_collection: [
						collection('udp-123', 40, {
							name: name('udp-123'),
							protocols: ['UDP'],
							source_addresses,
							destination_ports: ['123'],
							destination_fqdns: ['ntp.ubuntu.com'],
						}),
					],
				},
			],
		});
	});
});
