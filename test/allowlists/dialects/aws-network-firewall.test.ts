import {expect, it} from 'vitest';
import {renderEntries, usualEntries} from '../helpers/render.ts';
import {runScript, valuesOf} from '../helpers/run-script.ts';

type RuleGroup = {
	readonly RuleVariables?: unknown;
	readonly RulesSource: {
		readonly RulesSourceList: {
			readonly GeneratedRulesType: string;
			readonly TargetTypes: readonly string[];
			readonly Targets: readonly string[];
		};
	};
};

function groupsIn(text: string) {
	const {status, stderr, calls} = runScript(text, 'aws');
	expect({status, stderr}).toEqual({status: 0, stderr: ''});
	return calls.map(call => ({
		command: call.slice(0, 2).join(' '),
		name: valuesOf(call, '--rule-group-name')[0],
		type: valuesOf(call, '--type')[0],
		capacity: Number(valuesOf(call, '--capacity')[0]),
		group: JSON.parse(valuesOf(call, '--rule-group')[0] ?? '') as RuleGroup,
	}));
}

it('makes one domain list for TLS and one for HTTP', () => {
	const groups = groupsIn(renderEntries('aws-network-firewall', usualEntries).text);
	expect(groups).toEqual([
		{
			command: 'network-firewall create-rule-group',
			name: 'arc-netcheck-tls',
			type: 'STATEFUL',
			capacity: 50,
			group: {
				RulesSource: {
					RulesSourceList: {
						GeneratedRulesType: 'ALLOWLIST',
						TargetTypes: ['TLS_SNI'],
						Targets: [
							'management.azure.com',
							'eastus.obo.arc.azure.com',
							'.azurecr.io',
							'.quay.io',
							'.servicebus.windows.net',
						].toSorted((left, right) => (reversed(left) < reversed(right) ? -1 : 1)),
					},
				},
			},
		},
		{
			command: 'network-firewall create-rule-group',
			name: 'arc-netcheck-http',
			type: 'STATEFUL',
			capacity: 50,
			group: {
				RulesSource: {
					RulesSourceList: {
						GeneratedRulesType: 'ALLOWLIST',
						TargetTypes: ['HTTP_HOST'],
						Targets: ['.mp.microsoft.com', 'archive.ubuntu.com'],
					},
				},
			},
		},
	]);
});

const reversed = (host: string) => host.split('.').toReversed().join('.');

it('tells the firewall where traffic from elsewhere comes from', () => {
	const [group] = groupsIn(
		renderEntries('aws-network-firewall', [{host: 'a.example'}], ['10.0.0.0/8', '192.0.2.1']).text,
	);
	expect(group?.group.RuleVariables).toEqual({
		IPSets: {HOME_NET: {Definition: ['10.0.0.0/8', '192.0.2.1/32']}},
	});
});

it('leaves room for more names than it holds', () => {
	const many = Array.from({length: 120}, (_, index) => ({host: `host-${index}.example`}));
	const [group] = groupsIn(renderEntries('aws-network-firewall', many).text);
	expect(group?.group.RulesSource.RulesSourceList.Targets).toHaveLength(120);
	expect(group?.capacity).toBeGreaterThan(121);
});

it('makes no list for a protocol that nothing needs', () => {
	expect(groupsIn(renderEntries('aws-network-firewall', [{host: 'a.example'}]).text)).toHaveLength(1);
});

it('lists a name that is needed on two ports once', () => {
	const [group] = groupsIn(
		renderEntries('aws-network-firewall', [{host: 'a.example'}, {host: 'a.example', port: 8084}]).text,
	);
	expect(group?.group.RulesSource.RulesSourceList.Targets).toEqual(['a.example']);
});
