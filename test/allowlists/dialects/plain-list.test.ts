import {expect, it} from 'vitest';
import {renderEntries, rulesIn, usualEntries} from '../helpers/render.ts';

it('lists names under a heading for each protocol and port', () => {
	const {text} = renderEntries('list', usualEntries);
	const body = text.slice(text.indexOf('# HTTPS on port 443'), text.indexOf('\n# One list for each protocol'));
	expect(body).toBe(`# HTTPS on port 443: arc_netcheck_https_443
management.azure.com # Azure Resource Manager, which the cluster's agents ask.
quay.io # Serves the agents.

# HTTPS on port 8084: arc_netcheck_https_8084
eastus.obo.arc.azure.com # Serves the agents.

# HTTP on port 80: arc_netcheck_http_80
archive.ubuntu.com # Serves the agents.

# UDP on port 123: arc_netcheck_udp_123
ntp.ubuntu.com # Serves the agents.
`);
});

it('says which wildcards it can not hold', () => {
	const {text} = renderEntries('list', usualEntries);
	expect(text).toMatch(/^# {3}inexpressible: \*\.azurecr\.io port 443 \(a list of names takes no wildcards\)$/m);
});

it('puts the hosts that the service names in the place of their wildcard', () => {
	const namedHosts = ['a.servicebus.windows.net', 'b.servicebus.windows.net'];
	const {text} = renderEntries('list', [{host: '*.servicebus.windows.net', namedHosts}]);
	expect(rulesIn(text).map(line => line.split(' ')[0])).toEqual(namedHosts);
	expect(text).toMatch(/enumerated: \*\.servicebus\.windows\.net/);
});

// As pfSense's import page takes a line apart: what follows the first blank is a description, of less than 200
// characters, without a bar at an end or two in a row.
it.each(['word '.repeat(80), 'a || b', '| a |', 'a\\|'])('writes a description that pfSense takes: %j', purpose => {
	const [line = ''] = rulesIn(renderEntries('list', [{host: 'a.example', purposes: [purpose]}]).text);
	const [name, ...rest] = line.split(' ');
	const description = rest.join(' ').trim();
	expect(name).toBe('a.example');
	expect(description.length).toBeLessThan(200);
	expect(description).not.toMatch(/^\||\|$|\|\|/);
});
