import {describe, expect, it} from 'vitest';
import {parseBicep} from '../helpers/parse-bicep.ts';
import {renderEntries, usualEntries} from '../helpers/render.ts';

const reference = (expression: string) => ({$expression: expression});

describe('the Bicep file', () => {
	const file = parseBicep(renderEntries('bicep', usualEntries, ['10.0.0.0/24', '192.0.2.7']).text);

	it('takes the policy, the sources and the priority as parameters', () => {
		expect(file.parameters).toEqual({
			firewallPolicyName: {type: 'string', value: null},
			sourceAddresses: {type: 'array', value: ['10.0.0.0/24', '192.0.2.7']},
			priority: {type: 'int', value: 300},
		});
		expect(parseBicep(renderEntries('bicep', usualEntries).text).parameters).toMatchObject({
			sourceAddresses: {type: 'array', value: null},
		});
	});

	it('adds a group to a policy that is there', () => {
		expect(file.resources.firewallPolicy).toEqual({
			type: 'Microsoft.Network/firewallPolicies@2024-05-01',
			isExisting: true,
			body: {name: reference('firewallPolicyName')},
		});
		expect(file.resources.arcNetcheck).toMatchObject({
			type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01',
			isExisting: false,
			body: {parent: reference('firewallPolicy'), name: 'arc-netcheck', properties: {priority: reference('priority')}},
		});
	});

	it('holds a collection for each protocol and port, with the names of the template reference', () => {
		const body = file.resources.arcNetcheck?.body as {properties: {ruleCollections: readonly unknown[]}};
		const [first, second, third, fourth, ...rest] = body.properties.ruleCollections;
		expect(rest).toEqual([]);
		expect(first).toEqual({
			ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
			name: 'arc-netcheck-https-443',
			priority: reference('priority + 10'),
			action: {type: 'Allow'},
			rules: [
				{
					ruleType: 'ApplicationRule',
					name: 'arc-netcheck-https-443',
					sourceAddresses: reference('sourceAddresses'),
					protocols: [{protocolType: 'Https', port: 443}],
					targetFqdns: ['management.azure.com', '*.azurecr.io', 'quay.io', '*.quay.io', '*.servicebus.windows.net'],
				},
			],
		});
		expect(second).toMatchObject({rules: [{protocols: [{protocolType: 'Https', port: 8084}]}]});
		expect(third).toMatchObject({
			rules: [
				{protocols: [{protocolType: 'Http', port: 80}], targetFqdns: ['*.mp.microsoft.com', 'archive.ubuntu.com']},
			],
		});
		expect(fourth).toMatchObject({
			priority: reference('priority + 40'),
			rules: [
				{
					ruleType: 'NetworkRule',
					name: 'arc-netcheck-udp-123',
					sourceAddresses: reference('sourceAddresses'),
					ipProtocols: ['UDP'],
					destinationPorts: ['123'],
					destinationFqdns: ['ntp.ubuntu.com'],
				},
			],
		});
	});
});
