import {describe, expect, it} from 'vitest';
import {parseOwnRequirements} from '../../source/catalog/own-requirements.ts';
import {UsageError} from '../../source/errors.ts';

function parseOne(requirement: object) {
	return parseOwnRequirements(JSON.stringify({requirements: [requirement]}), 'own.json')[0];
}

describe('good files', () => {
	it('needs a host only', () => {
		expect(parseOne({host: 'registry.example.com'})).toEqual({
			id: 'own-1-registry.example.com',
			clouds: ['public', 'usgov', 'china'],
			pattern: 'registry.example.com',
			port: 443,
			protocol: 'https',
			level: 'mandatory',
			features: [],
			purpose: 'Requirement of your own, from own.json.',
			impact: 'Your own list does not say what breaks without it.',
			scope: ['cluster', 'jumpbox'],
			trust: 'public',
			lifecycle: {state: 'active', replacement: null},
			noInspection: false,
			narrowed: null,
			resource: null,
			standIns: [],
			path: '/',
			expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false},
			notes: null,
			sources: ['own.json'],
		});
	});

	it('takes what is given', () => {
		const given = {level: 'optional', purpose: 'Builds.', impact: 'Builds fail.', path: '/v2/'};
		const standIns = [{host: 'a.example.com', confidence: 'high', source: 'own.json'}];
		expect(
			parseOne({...given, host: '*.example.com', port: 8443, statuses: [401], standIns: ['a.example.com']}),
		).toMatchObject({
			...given,
			pattern: '*.example.com',
			port: 8443,
			standIns,
			expect: {statuses: [401], basis: 'documented'},
		});
	});

	it.each([
		[{port: 80}, {port: 80, protocol: 'http'}],
		[
			{port: 8080, protocol: 'http'},
			{port: 8080, protocol: 'http'},
		],
		[{protocol: 'http'}, {port: 80, protocol: 'http'}],
		[
			{port: 80, protocol: 'https'},
			{port: 80, protocol: 'https'},
		],
		[{protocol: 'websocket'}, {port: 443, protocol: 'websocket', noInspection: true}],
		[
			{port: 123, protocol: 'udp'},
			{port: 123, protocol: 'udp', path: null},
		],
	])('understands %j', (given, expected) => {
		expect(parseOne({host: 'example.com', ...given})).toMatchObject(expected);
	});

	it.each([
		[' Registry.Example.COM. ', 'registry.example.com'],
		['<region>.example.com', '<region>.example.com'],
		['api.<region-code>.example.com', 'api.<region-code>.example.com'],
		['*.api.<region>.example.com', '*.api.<region>.example.com'],
		['10.1.2.3', '10.1.2.3'],
		['fd00::1', 'fd00::1'],
	])('reads the host %j as %s', (host, pattern) => {
		expect(parseOne({host})).toMatchObject({pattern, id: `own-1-${pattern}`});
	});

	it('numbers the rows, so that the same host may come twice', () => {
		const text = JSON.stringify({requirements: [{host: 'a.example'}, {host: 'a.example', port: 80}]});
		expect(parseOwnRequirements(text, 'own.json').map(({id}) => id)).toEqual(['own-1-a.example', 'own-2-a.example']);
	});

	it('accepts an empty list, and a byte order mark', () => {
		expect(parseOwnRequirements('\uFEFF{"requirements": []}', 'own.json')).toEqual([]);
	});

	it('takes control characters out of texts', () => {
		expect(parseOne({host: 'a.example', purpose: 'Red \u001b[31m text'})?.purpose).toBe('Red  [31m text');
	});
});

const hostCure = 'must be a host name such as "registry.example.com" or "*.example.com", without scheme, port or path.';
const known = 'use only host, port, protocol, level, purpose, impact, path, statuses, standIns.';

describe('bad values', () => {
	it.each([
		[{}, `requirements[0].host ${hostCure}`],
		[{host: ''}, `requirements[0].host ${hostCure}`],
		[{host: 'https://a.example/x'}, `requirements[0].host ${hostCure}`],
		[{host: 'a.example:443'}, `requirements[0].host ${hostCure}`],
		[{host: '*a.example'}, `requirements[0].host ${hostCure}`],
		[{host: '<acr>.azurecr.io'}, `requirements[0].host ${hostCure}`],
		[{host: '*'}, `requirements[0].host ${hostCure}`],
		[{host: 7}, `requirements[0].host ${hostCure}`],
		[{port: '443'}, 'requirements[0].port must be a whole number from 1 to 65535.'],
		[{port: 0}, 'requirements[0].port must be a whole number from 1 to 65535.'],
		[{port: 65_536}, 'requirements[0].port must be a whole number from 1 to 65535.'],
		[{port: 44.3}, 'requirements[0].port must be a whole number from 1 to 65535.'],
		[{port: null}, 'requirements[0].port must be a whole number from 1 to 65535.'],
		[{protocol: 'tcp'}, 'requirements[0].protocol must be one of https, http, websocket, udp.'],
		[{level: 'high'}, 'requirements[0].level must be one of mandatory, conditional, optional, legacy.'],
		[{purpose: ''}, 'requirements[0].purpose must be a sentence in quotes.'],
		[{impact: 1}, 'requirements[0].impact must be a sentence in quotes.'],
		[{path: 'v2'}, 'requirements[0].path must be a path such as "/health", in plain ASCII without blanks.'],
		[{path: '/a b'}, 'requirements[0].path must be a path such as "/health", in plain ASCII without blanks.'],
		[{path: '/a\r\nX: y'}, 'requirements[0].path must be a path such as "/health", in plain ASCII without blanks.'],
		[{statuses: 200}, 'requirements[0].statuses must be a list of HTTP statuses such as [200, 401].'],
		[{statuses: [200, 20]}, 'requirements[0].statuses[1] must be an HTTP status from 100 to 599.'],
		[{standIns: 'a.example'}, 'requirements[0].standIns must be a list of host names such as ["cdn.example.com"].'],
		[
			{host: '*.example', standIns: ['*.a.example']},
			'requirements[0].standIns[0] must be a host name such as "cdn.example.com", without wildcard, scheme, port or path.',
		],
		[
			{host: '*.example', standIns: ['a.example', 'b.other']},
			'requirements[0].standIns[1] does not fall under *.example; name a host that does.',
		],
		[
			{standIns: ['b.example']},
			'requirements[0].standIns is for wildcards such as "*.example.com"; leave it out for a single host.',
		],
		[{protocol: 'udp'}, 'requirements[0].port is missing; UDP has no usual port, so name one.'],
		[{protocol: 'udp', port: 123, path: '/'}, 'requirements[0].path has no meaning for UDP; leave it out.'],
		[{protocol: 'udp', port: 123, statuses: []}, 'requirements[0].statuses has no meaning for UDP; leave it out.'],
		[{prot: 1}, `requirements[0] has "prot", which is not known; ${known}`],
		[{'\u001b[2J': 1}, `requirements[0] has "[2J", which is not known; ${known}`],
	])('%j: %s', (given, message) => {
		const isAboutHost = message.startsWith('requirements[0].host');
		const call = () => parseOne(isAboutHost ? given : {host: 'a.example', ...given});
		expect(call).toThrow(UsageError);
		expect(call).toThrow(new UsageError(`own.json: ${message}`));
	});

	it.each([
		['[]', 'the file must be an object such as {"requirements": [{"host": "registry.example.com"}]}.'],
		['null', 'the file must be an object such as {"requirements": [{"host": "registry.example.com"}]}.'],
		['{}', 'requirements must be a list of objects, each with a "host".'],
		['{"requirements": {}}', 'requirements must be a list of objects, each with a "host".'],
		['{"requirements": [{"host": "a.example"}, "b.example"]}', 'requirements[1] must be an object with a "host".'],
		['{"requirements": [], "extra": 1}', 'the file has "extra", which is not known; use only requirements.'],
	])('%s: %s', (text, message) => {
		expect(() => parseOwnRequirements(text, 'own.json')).toThrow(new UsageError(`own.json: ${message}`));
	});

	it('names line and column of invalid JSON', () => {
		const text = '{\n\t"requirements": [\n\t\t{"host": "a.example",}\n\t]\n}\n';
		const call = () => parseOwnRequirements(text, 'own.json');
		expect(call).toThrow(UsageError);
		expect(call).toThrow(/^own\.json is not valid JSON at line 3, column 24; write it like /);
	});

	it('names the second requirement as requirements[1]', () => {
		const text = JSON.stringify({requirements: [{host: 'a.example'}, {host: 'b.example', port: -1}]});
		expect(() => parseOwnRequirements(text, 'own.json')).toThrow(/requirements\[1\]\.port/);
	});

	it('shows the name of the file without control characters', () => {
		expect(() => parseOwnRequirements('', 'a\u001b[31m.json')).toThrow(/^a \[31m\.json is not valid JSON/);
	});
});
