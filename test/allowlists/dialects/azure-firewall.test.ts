import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {renderEntries, usualEntries} from '../helpers/render.ts';
import {runScript, valuesOf} from '../helpers/run-script.ts';

const environment = {RESOURCE_GROUP: 'my group', POLICY: 'policy', SOURCES: '10.1.0.0/16 10.2.0.1'};

describe('the script for the Azure CLI', () => {
	const {text} = renderEntries('azure-firewall', usualEntries, ['10.0.0.0/24', '192.0.2.7']);
	const {status, stderr, calls} = runScript(text, 'az', environment);
	const collections = calls.slice(1);

	it('is read by bash', () => {
		expect(spawnSync('bash', ['-n'], {input: text, encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''});
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
	});

	it('makes one group, and in it one collection for each protocol and port', () => {
		expect(calls[0]?.slice(0, 5)).toEqual(['network', 'firewall', 'policy', 'rule-collection-group', 'create']);
		expect(collections.map(call => [valuesOf(call, '--name')[0], valuesOf(call, '--collection-priority')[0]])).toEqual([
			['arc-netcheck-https-443', '310'],
			['arc-netcheck-https-8084', '320'],
			['arc-netcheck-http-80', '330'],
			['arc-netcheck-udp-123', '340'],
		]);
		for (const call of calls) {
			expect(valuesOf(call, '--resource-group')).toEqual(['my group']);
			expect(valuesOf(call, '--policy-name')).toEqual(['policy']);
		}
		for (const call of collections) {
			expect(call.slice(0, 6)).toEqual([
				'network',
				'firewall',
				'policy',
				'rule-collection-group',
				'collection',
				'add-filter-collection',
			]);
			expect(valuesOf(call, '--action')).toEqual(['Allow']);
			expect(valuesOf(call, '--source-addresses')).toEqual(['10.0.0.0/24', '192.0.2.7']);
		}
	});

	it('hands over wildcards as they are, not what the shell would make of them', () => {
		expect(valuesOf(collections[0], '--target-fqdns')).toEqual([
			'management.azure.com',
			'*.azurecr.io',
			'quay.io',
			'*.quay.io',
			'*.servicebus.windows.net',
		]);
		expect(valuesOf(collections[0], '--protocols')).toEqual(['Https=443']);
		expect(valuesOf(collections[1], '--protocols')).toEqual(['Https=8084']);
		expect(valuesOf(collections[2], '--protocols')).toEqual(['Http=80']);
	});

	it('puts UDP into a network rule', () => {
		expect(collections[3]).toEqual(expect.arrayContaining(['NetworkRule']));
		expect(valuesOf(collections[3], '--ip-protocols')).toEqual(['UDP']);
		expect(valuesOf(collections[3], '--destination-ports')).toEqual(['123']);
		expect(valuesOf(collections[3], '--destination-fqdns')).toEqual(['ntp.ubuntu.com']);
	});

	it('never turns TLS inspection on', () => {
		expect(calls.flat().join(' ')).not.toMatch(/tls/i);
	});
});

describe('without sources', () => {
	const {text} = renderEntries('azure-firewall', usualEntries);

	it('takes them from the environment', () => {
		const {calls} = runScript(text, 'az', environment);
		expect(valuesOf(calls[1], '--source-addresses')).toEqual(['10.1.0.0/16', '10.2.0.1']);
	});

	it.each(['RESOURCE_GROUP', 'POLICY', 'SOURCES'])('changes nothing before %s is named', name => {
		const {[name as keyof typeof environment]: _, ...others} = environment;
		const {status, stderr, calls} = runScript(text, 'az', others);
		expect(calls).toEqual([]);
		expect(status).not.toBe(0);
		expect(stderr).toMatch(`${name}: name the`);
	});
});

it('stops at the first command that fails', () => {
	const {text} = renderEntries('azure-firewall', usualEntries);
	const {status, calls} = runScript(text, 'az', {...environment, FAILS: '3'});
	expect(status).toBe(3);
	expect(calls).toHaveLength(1);
});
