import {afterEach, describe, expect, it} from 'vitest';
import {readRegionCode} from '../../../source/plan/expand-requirement.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../../source/practice/practice-network.ts';
import type {PlayedFault, Service} from '../../../source/practice/scenario.ts';
import {createProxyLogins} from '../../../source/probe/proxy-logins.ts';
import type {RunEvent} from '../../../source/record/run.ts';
import {expandLive, findUnlistedEndpoints, readRelayHosts} from '../../../source/session/live/learn-live.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';

const identityPath = '/discovery?location=eastus&api-version=1.1-preview';
const notificationPath = '/urls/allowlist?api-version=2020-01-01&location=eastus';
const serviceOf = (host: string, body: string): Service => ({
	host,
	port: 443,
	protocol: 'https',
	path: null,
	status: 200,
	headers: {'content-type': 'application/json'},
	body,
});
const plan = planOf([
	{host: 'gbl.his.arc.azure.com', path: identityPath},
	{host: 'guestnotificationservice.azure.com', path: notificationPath},
	{host: 'management.azure.com', path: '/metadata/endpoints?api-version=2022-09-01'},
	{host: 'stand-in.servicebus.windows.net', pattern: '*.servicebus.windows.net', protocol: 'websocket', sampled: true},
]);
const services = [
	serviceOf(
		'management.azure.com',
		'{"authentication":{"loginEndpoint":"https://login.example"},"suffixes":{"storage":"core.example","keyVaultDns":".vault.example"}}',
	),
	serviceOf('gbl.his.arc.azure.com', '{"url":"https://eus.his.arc.azure.com/x"}'),
	serviceOf(
		'guestnotificationservice.azure.com',
		'["a.servicebus.windows.net","b.servicebus.windows.net","evil.example"]',
	),
];

let practice: PracticeNetwork | undefined;
afterEach(() => practice?.close());

async function expand(faults: readonly PlayedFault[], onEvent?: (event: RunEvent) => void) {
	practice = await startPracticeNetwork({services, faults});
	return expandLive(plan, ['*.blob.core.example', 'login.example'], {
		network: practice.network,
		secrets: proxyOf(null).secrets,
		signal: new AbortController().signal,
		logins: createProxyLogins(),
		...(onEvent && {onEvent}),
	});
}

describe('expandLive', () => {
	it('learns the region code and the relay hosts that fit the pattern', async () => {
		expect(await expand([])).toEqual({
			facts: {regionCode: 'eus', relayHosts: ['a.servicebus.windows.net', 'b.servicebus.windows.net']},
			notes: [expect.stringMatching(/metadata of the cloud .* names vault\.example,/)],
		});
	});

	it.each([
		'dns-nxdomain',
		'tcp-refused',
		'tls-reset',
		'certificate-inspected',
		'certificate-unknown-issuer',
		'http-block-page',
		'http-garbage',
	] as const)('learns nothing from %s, and says so in a note', async fault => {
		const live = await expand([{host: '*', fault}]);
		expect(live.facts).toEqual({regionCode: null, relayHosts: []});
		expect(live.notes).toHaveLength(2);
		expect(live.notes.join(' ')).not.toMatch(/undefined|null/);
	});

	it('says what this machine itself said, where it never got to an answer', async () => {
		practice = await startPracticeNetwork({services});
		const connect = () => Promise.reject(Object.assign(new Error('too many open files'), {code: 'EMFILE'}));
		const live = await expandLive(plan, [], {
			network: {...practice.network, connect},
			secrets: proxyOf(null).secrets,
			signal: new AbortController().signal,
			logins: createProxyLogins(),
		});
		expect(live.notes).toEqual([
			"Couldn't ask gbl.his.arc.azure.com for the region code (Connecting to port 443 failed on this machine: EMFILE (too many open files)); using the catalog's.",
			expect.stringContaining('EMFILE'),
		]);
	});

	it('has no reason but the stop after a stop', async () => {
		practice = await startPracticeNetwork({services, faults: [{host: '*', fault: 'http-silent'}]});
		const live = await expandLive(plan, [], {
			network: practice.network,
			secrets: proxyOf(null).secrets,
			signal: AbortSignal.abort(),
			logins: createProxyLogins(),
		});
		expect(live.notes).toHaveLength(2);
		expect(live.notes.every(note => note.includes('(stopped)'))).toBe(true);
	});

	it('tells whom it asks before it asks, and what it could not learn', async () => {
		const events: RunEvent[] = [];
		const {notes} = await expand([{host: 'gbl.his.arc.azure.com', fault: 'tcp-refused'}], event => events.push(event));
		const at = expect.stringMatching(/^\d{4}-/);
		expect(events).toEqual([
			{
				type: 'expansion-started',
				at,
				hosts: ['gbl.his.arc.azure.com', 'guestnotificationservice.azure.com', 'management.azure.com'],
			},
			{type: 'expansion-finished', at, notes},
		]);
		expect(notes[0]).toContain('tcp.refused');
	});
});

describe('what is read from the answers', () => {
	it.each([
		['{"url":"https://eus.his.arc.azure.com"}', 'eus'],
		['"https://usgv.his.arc.azure.us/"', 'usgv'],
		['https://eus.his.arc.azure.com.evil.example', null],
		['http://eus.his.arc.azure.com', null],
		['https://a.b.his.arc.azure.com', null],
		['<html>blocked</html>', null],
	])('region code of %s', (text, code) => {
		expect(readRegionCode(text)).toBe(code);
	});

	it.each([
		'a..servicebus.windows.net',
		'.servicebus.windows.net',
		'..servicebus.windows.net',
		'-bad.servicebus.windows.net',
		'bad-.servicebus.windows.net',
		`${'x'.repeat(70)}.servicebus.windows.net`,
		'a.servicebus.windows.net.',
		'a.servicebus.windows.net.evil.example',
		`${'a.'.repeat(120)}servicebus.windows.net`,
	])('%j is no relay host', host => {
		expect(readRelayHosts(JSON.stringify([host]), plan)).toEqual([]);
	});

	it.each([
		'https://evil.his.arc.azure.com.evil.com',
		'https://evil.his.arc.azure.company',
		'https://evil.his.arc.azure.com@evil.com/',
		'https://evil.his.arc.azure.com-evil.com',
		'https://evil.evil.com/x.his.arc.azure.com',
		'http://evil.his.arc.azure.com/',
	])('%j has no region code', text => {
		expect(readRegionCode(text)).toBeNull();
	});

	it.each([
		'https://eus.his.arc.azure.com',
		'https://eus.his.arc.azure.com/',
		'{"a":"https://eus.his.arc.azure.com:443/"}',
	])('%j has one', text => {
		expect(readRegionCode(text)).toBe('eus');
	});

	it('relay hosts are bounded in number and kept to the pattern', () => {
		const many = JSON.stringify(Array.from({length: 500}, (_, index) => `h${index}.servicebus.windows.net`));
		expect(readRelayHosts(many, plan)).toHaveLength(32);
		expect(readRelayHosts('["x.example", "", "../a", 7, "A.ServiceBus.Windows.Net"]', plan)).toEqual([
			'a.servicebus.windows.net',
		]);
	});
});

describe('findUnlistedEndpoints', () => {
	const patterns = [
		'management.azure.com',
		'*.blob.core.windows.net',
		'<region>.login.microsoft.com',
		'*.vault.azure.net',
	];
	it.each([
		['{"resourceManager":"https://management.azure.com/"}', []],
		['[{"resourceManager":"https://management.azure.com:443/"}]', []],
		['{"resourceManager":"https://management.new.example/"}', ['management.new.example']],
		['{"resourceManager":"metadata"}', []],
		['{"suffixes":{"storage":"core.windows.net","keyVaultDns":".vault.azure.net"}}', []],
		['{"suffixes":{"storage":"core.other.net"}}', ['core.other.net']],
		['{"suffixes":{"storage":{"evil":1}},"authentication":7}', []],
		['{"resourceManager":"https://\\u001b[31m.example"}', []],
		['<html>', []],
		['', []],
	])('%s', (text, hosts) => {
		expect(findUnlistedEndpoints(text, patterns)).toEqual(hosts);
	});
});
