import {describe, expect, it} from 'vitest';
import {renderEntries, rulesIn, usualEntries} from '../helpers/render.ts';

describe('the PAN-OS commands', () => {
	const {text} = renderEntries('palo-alto', usualEntries, ['10.0.0.0/24', '192.0.2.1']);
	const rules = rulesIn(text);
	const category = (name: string) =>
		rules.flatMap(rule => new RegExp(`^set profiles custom-url-category ${name} list "(.*)"$`).exec(rule)?.[1] ?? []);

	it('makes a list of URLs for each protocol and port', () => {
		expect(category('arc-netcheck-https-443')).toEqual([
			'management.azure.com/',
			'*.azurecr.io/',
			'quay.io/',
			'*.quay.io/',
			'*.servicebus.windows.net/',
		]);
		expect(category('arc-netcheck-https-8084')).toEqual(['eastus.obo.arc.azure.com/']);
		expect(category('arc-netcheck-http-80')).toEqual(['*.mp.microsoft.com/', 'archive.ubuntu.com/']);
	});

	it('gives every list its type first, in a name of at most 31 characters', () => {
		const lists = rules.filter(rule => rule.includes('custom-url-category'));
		const typed = new Set<string>();
		for (const rule of lists) {
			const [, name = '', what] = /custom-url-category (\S+) (type|list)/.exec(rule) ?? [];
			if (what === 'type') {
				expect(rule).toMatch(/ type "URL List"$/);
				expect(name.length).toBeLessThanOrEqual(31);
				typed.add(name);
			}
			expect(typed).toContain(name);
		}
		expect(typed.size).toBe(4);
	});

	it('takes an address for UDP, and services for ports without one', () => {
		expect(rules).toContain('set address arc-netcheck-ntp.ubuntu.com fqdn ntp.ubuntu.com');
		expect(rules).toContain('set service arc-netcheck-tcp-8084 protocol tcp port 8084');
		// The service-http of PAN-OS takes port 8080 as well.
		expect(rules).toContain('set service arc-netcheck-tcp-80 protocol tcp port 80');
		expect(text).not.toContain('service-http ');
		expect(rules).toContain('set service arc-netcheck-udp-123 protocol udp port 123');
	});

	it('gives the rules as comments, since only the reader knows the zones', () => {
		expect(rules.join('\n')).not.toMatch(/rulebase/);
		expect(text).toMatch(
			/^# set rulebase security rules arc-netcheck-https-443 from INSIDE to OUTSIDE source \[ 10\.0\.0\.0\/24 192\.0\.2\.1 \] destination any category arc-netcheck-https-443 application any service service-https action allow$/m,
		);
		expect(text).toMatch(
			/^# set rulebase security rules arc-netcheck-udp-123 .* destination \[ arc-netcheck-ntp\.ubuntu\.com \] /m,
		);
	});

	it('puts the exemption from decryption beside the rules', () => {
		expect(category('arc-netcheck-no-decrypt')).toEqual(['*.servicebus.windows.net/']);
		expect(text).toMatch(/^# set rulebase decryption rules arc-netcheck-no-decrypt .* action no-decrypt$/m);
		expect(renderEntries('palo-alto', [{host: 'a.example'}]).text).not.toMatch(/no-decrypt/);
	});
});

describe('the external list', () => {
	const {text, remarks} = renderEntries('palo-alto-edl', usualEntries, ['10.0.0.0/24']);

	it('is one entry on each line, and nothing else', () => {
		expect(text).toBe(
			`${[
				'management.azure.com/',
				'*.azurecr.io/',
				'quay.io/',
				'*.quay.io/',
				'*.servicebus.windows.net/',
				'eastus.obo.arc.azure.com/',
				'*.mp.microsoft.com/',
				'archive.ubuntu.com/',
			].join('\n')}\n`,
		);
	});

	it('says beside it what it can not say in it', () => {
		const words = remarks.join('\n');
		expect(words).toMatch(/the list knows no ports/);
		expect(words).toMatch(/inexpressible: ntp\.ubuntu\.com port 123/);
		expect(words).toMatch(/Source of the traffic: 10\.0\.0\.0\/24\. It can't be stated here/);
		expect(words).toMatch(/TLS inspection breaks these.*\*\.servicebus\.windows\.net:443/);
	});
});
