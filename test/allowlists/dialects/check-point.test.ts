import {describe, expect, it} from 'vitest';
import {renderEntries, usualEntries} from '../helpers/render.ts';
import {runScript} from '../helpers/run-script.ts';

const environment = {SESSION: 'my session.txt', SOURCE: 'cluster'};

function callsOf(text: string, more: {readonly [name: string]: string} = {}) {
	const {status, stderr, calls} = runScript(text, 'mgmt_cli', {...environment, ...more});
	expect({status, stderr}).toEqual({status: 0, stderr: ''});
	for (const call of calls) expect(call.slice(-2)).toEqual(['-s', 'my session.txt']);
	return calls.map(call => call.slice(0, -2).join(' '));
}

describe('the script for mgmt_cli', () => {
	const calls = callsOf(renderEntries('check-point', usualEntries).text);
	const domains = calls.filter(call => call.startsWith('add dns-domain'));

	it('makes one domain object for each domain, open to sub-domains only for a wildcard', () => {
		expect(domains.map(call => call.replace(/ comments .*/, ''))).toEqual([
			'add dns-domain name .management.azure.com is-sub-domain false',
			'add dns-domain name .azurecr.io is-sub-domain true',
			'add dns-domain name .quay.io is-sub-domain true',
			'add dns-domain name .servicebus.windows.net is-sub-domain true',
			'add dns-domain name .eastus.obo.arc.azure.com is-sub-domain false',
			'add dns-domain name .mp.microsoft.com is-sub-domain true',
			'add dns-domain name .archive.ubuntu.com is-sub-domain false',
			'add dns-domain name .ntp.ubuntu.com is-sub-domain false',
		]);
	});

	it('makes services for ports without one, and a rule for each protocol and port', () => {
		expect(calls).toContain('add service-tcp name arc-netcheck-tcp-8084 port 8084');
		expect(calls).toContain('add service-udp name arc-netcheck-udp-123 port 123');
		expect(calls.filter(call => call.startsWith('add access-rule'))).toEqual(
			[
				['https-443', 'https'],
				['https-8084', 'arc-netcheck-tcp-8084'],
				['http-80', 'http'],
				['udp-123', 'arc-netcheck-udp-123'],
			].map(
				([key, service]) =>
					`add access-rule layer Network position top name arc-netcheck-${key} source.1 cluster destination.1 arc-netcheck-${key} service.1 ${service} action Accept`,
			),
		);
	});

	it('fills a group before its rule, from objects that are there', () => {
		const made = new Set<string>();
		for (const call of calls) {
			const [verb, kind, , name = ''] = call.split(' ');
			if (verb === 'add') made.add(name);
			const member = /members\.add (\S+)/.exec(call)?.[1];
			if (member) {
				expect(made).toContain(name);
				expect(made).toContain(member);
			}
			if (kind === 'access-rule') expect(made).toContain(/destination\.1 (\S+)/.exec(call)?.[1]);
		}
	});

	it('publishes nothing', () => {
		expect(calls.join('\n')).not.toMatch(/publish|install/);
	});
});

it('makes objects of the sources that were given', () => {
	const calls = callsOf(
		renderEntries('check-point', [{host: 'a.example'}], ['10.0.0.0/16', '192.0.2.1', '2001:db8::/32']).text,
	);
	expect(calls.slice(0, 7)).toEqual([
		'add group name arc-netcheck-source',
		'add network name arc-netcheck-source-1 subnet 10.0.0.0 mask-length 16',
		'set group name arc-netcheck-source members.add arc-netcheck-source-1',
		'add host name arc-netcheck-source-2 ip-address 192.0.2.1',
		'set group name arc-netcheck-source members.add arc-netcheck-source-2',
		'add network name arc-netcheck-source-3 subnet6 2001:db8:: mask-length6 32',
		'set group name arc-netcheck-source members.add arc-netcheck-source-3',
	]);
	expect(calls.at(-1)).toMatch(/ source\.1 arc-netcheck-source /);
});

it('goes on where an object is there already, and counts what was refused', () => {
	const {text} = renderEntries('check-point', [{host: 'a.example'}, {host: 'b.example'}]);
	const {calls, status} = runScript(text, 'mgmt_cli', {...environment, FAILS: '1'});
	expect(status).toBe(0);
	expect(calls.some(call => call.includes('.b.example'))).toBe(true);
});

it.each(['SESSION', 'SOURCE'])('does nothing before %s is named', name => {
	const {[name as keyof typeof environment]: _, ...others} = environment;
	const {status, calls} = runScript(renderEntries('check-point', [{host: 'a.example'}]).text, 'mgmt_cli', others);
	expect(status).not.toBe(0);
	expect(calls).toEqual([]);
});

it('takes the layer from the environment', () => {
	const calls = callsOf(renderEntries('check-point', [{host: 'a.example'}]).text, {LAYER: 'My layer'});
	expect(calls.at(-1)).toMatch(/^add access-rule layer My layer position top /);
});
