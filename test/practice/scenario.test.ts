import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {ExpectedAnswer, Proof, Requirement} from '../../source/catalog/types.ts';
import {
	faultOn,
	findByHost,
	hostsOf,
	matchesHost,
	type PlayedFault,
	serviceAt,
	serviceFor,
} from '../../source/practice/scenario.ts';
import {healthy} from './services.ts';

const played: PlayedFault[] = [
	{host: '*', fault: 'tcp-dropped', seenBy: 'client'},
	{host: '*.registry.example', fault: 'tls-reset'},
	{host: 'good.registry.example', fault: 'tls-alert', port: 8443},
	{host: 'a.example', fault: 'dns-nxdomain'},
	{host: 'a.example', fault: 'http-silent', seenBy: 'proxy'},
];

it.each([
	['path', 'a.example', 443, 'client', 'tcp-dropped'],
	['path', 'a.example', 443, 'proxy', null],
	['name', 'a.example', null, 'client', 'dns-nxdomain'],
	['http', 'a.example', 443, 'client', null],
	['http', 'a.example', 443, 'proxy', 'http-silent'],
	['handshake', 'b.registry.example', 443, 'client', 'tls-reset'],
	['handshake', 'good.registry.example', 443, 'client', 'tls-reset'],
	['handshake', 'good.registry.example', 8443, 'client', 'tls-alert'],
	['certificate', 'good.registry.example', 443, 'client', null],
] as const)('%s layer of %s:%s for the %s: %s', (layer, host, port, side, expected) => {
	expect(faultOn(played, layer, {host, port, side})).toBe(expected);
});

const services = [
	healthy('a.example', {path: '/v2/', body: 'registry'}),
	healthy('a.example', {path: null, body: 'the rest'}),
	healthy('a.example', {port: 80, protocol: 'http', body: 'plain'}),
	healthy('*.example', {path: '/v2/', body: 'any registry'}),
];

it.each([
	['the path counts', {host: 'a.example', port: 443, path: '/v2/'}, 'registry'],
	['other paths share an answer', {host: 'a.example', port: 443, path: '/other'}, 'the rest'],
	['the port counts', {host: 'a.example', port: 80, path: '/v2/'}, 'plain'],
	['the only path answers for all', {host: 'b.example', port: 443, path: '/other'}, 'any registry'],
	['no path is asked for', {host: 'b.example', port: 443}, 'any registry'],
	['nobody listens on the port', {host: 'a.example', port: 22}, undefined],
	['nobody has the name', {host: 'a.test', port: 443}, undefined],
])('%s', (_, request, body) => {
	expect(serviceAt(services, request)?.body).toBe(body);
});

function requirement(statuses: number[], proofs: Proof[], path: string | null = '/'): Requirement {
	const expect: ExpectedAnswer = {statuses, basis: 'documented', proofs, fixedBody: false};
	return {...(catalog.requirements[0] as Requirement), protocol: 'https', path, expect};
}

describe('serviceFor', () => {
	it.each<[string, Requirement, object]>([
		['nothing known', requirement([], []), {status: 200, path: '/'}],
		['the first status', requirement([401, 200], []), {status: 401}],
		['a redirect leads somewhere', requirement([302], []), {status: 302, headers: {location: '/elsewhere'}}],
		[
			'headers',
			requirement(
				[401],
				[
					{kind: 'header', name: 'WWW-Authenticate', includes: 'Bearer realm="x"'},
					{kind: 'header', name: 'x-id'},
				],
			),
			{headers: {'www-authenticate': 'Bearer realm="x"', 'x-id': 'practice'}},
		],
		['a fixed body', requirement([200], [{kind: 'body-equals', text: 'Connect Test'}]), {body: 'Connect Test'}],
		['part of a body', requirement([200], [{kind: 'body-includes', text: 'his.arc'}]), {body: 'his.arc\n'}],
		[
			'an array',
			requirement([200], [{kind: 'json-array'}]),
			{body: '["practice"]', headers: {'content-type': 'application/json'}},
		],
		['an object', requirement([200], [{kind: 'json-object', keys: ['a']}]), {body: '{"a":"practice"}'}],
		['a path that depends on the region', requirement([200], [], '/x?location=<region>'), {path: null}],
	])('%s', (_, given, expected) => {
		expect(serviceFor(given, 'a.example', 443)).toMatchObject({host: 'a.example', port: 443, ...expected});
	});

	it('knows no service on UDP', () => {
		expect(serviceFor({...requirement([], []), protocol: 'udp'}, 'a.example', 123)).toBeNull();
	});
});

it.each<[string, Partial<Requirement>, string[]]>([
	['a name', {pattern: 'a.example'}, ['a.example']],
	['a placeholder', {pattern: '<region>.dp.example'}, ['*.dp.example']],
	['a label with a placeholder in it', {pattern: 'relay-<region>-1.bus.example'}, ['*.bus.example']],
	[
		'stand-ins',
		{pattern: '*.his.example', standIns: [{host: 'gbl.his.example', confidence: 'high', source: ''}]},
		['*.his.example', 'gbl.his.example'],
	],
	['an own resource', {pattern: '*.acr.example', resource: {key: 'acr', host: '<acr>.acr.example'}}, ['*.acr.example']],
	['a whole own name', {pattern: '*.aks.example', resource: {key: 'aks', host: '<aks>'}}, ['*.aks.example']],
])('hostsOf %s', (_, differences, expected) => {
	const {standIns, resource, pattern} = {...requirement([], []), standIns: [], resource: null, ...differences};
	expect(hostsOf({standIns, resource, pattern})).toEqual(expected);
});

it.each([
	['*', 'anything.example', true],
	['registry.example', 'REGISTRY.example', true],
	['registry.example', 'a.registry.example', false],
	['*.registry.example', 'a.b.registry.example', true],
	['*.registry.example', 'registry.example', false],
	['*.hcp.*.example', 'x.hcp.eastus.example', true],
	['*.hcp.*.example', 'x.hcp.a.b.example', false],
])('%s against %s: %s', (pattern, host, expected) => {
	expect(matchesHost(pattern, host)).toBe(expected);
});

it.each([
	[
		'a name beats a pattern',
		['*.very.long.example', 'a.very.long.example'],
		'a.very.long.example',
		'a.very.long.example',
	],
	['the longer pattern beats the shorter', ['*.example', '*.data.example', '*'], 'a.data.example', '*.data.example'],
	['`*` is for the rest', ['*', '*.example'], 'a.test', '*'],
	['the first of equals', ['a.example', 'A.example'], 'a.example', 'a.example'],
	['none', ['*.example'], 'a.test', undefined],
])('%s', (_, hosts, host, expected) => {
	expect(
		findByHost(
			hosts.map(name => ({host: name})),
			host,
		)?.host,
	).toBe(expected);
});
