import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {ExpectedAnswer, Proof, Requirement} from '../../source/catalog/types.ts';
import {hostsOf, serviceFor} from '../../source/practice/scenario.ts';

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
