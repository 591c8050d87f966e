import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {Requirement} from '../../source/catalog/types.ts';
import {buildPlan, planHosts} from '../../source/plan/build-plan.ts';
import type {Settings} from '../../source/settings/types.ts';
import {bothProxied, catalogOf, proxy, requirement, settings, standIn} from './fixtures.ts';

type Row = [host: string | null, sampled: boolean, note: RegExp | null];

const acr = {pattern: '*.azurecr.io', resource: {key: 'acr', host: '<acr>.azurecr.io'}} as const;
const acrStandIns = [standIn('a.azurecr.io'), standIn('b.azurecr.io'), standIn('a.azurecr.io')];
const storage = {
	pattern: '*.queue.core.windows.net',
	resource: {key: 'storage', host: '<storage>.queue.core.windows.net'},
} as const;
const his = {pattern: '<region-code>.his.arc.azure.com', standIns: [standIn('eus.his.arc.azure.com')]};
const relay = {
	pattern: '*.servicebus.windows.net',
	standIns: [standIn('relay-<region>-l1.servicebus.windows.net'), standIn('<entries of a list>')],
};
const aks = {
	pattern: '*.hcp.*.azmk8s.io',
	narrowed: '*.hcp.<region>.azmk8s.io',
	resource: {key: 'aks', host: '<aks>'},
} as const;

describe('the hosts that stand for a requirement', () => {
	it.each<[title: string, changes: Partial<Requirement>, chosen: Partial<Settings>, rows: readonly Row[]]>([
		['a name', {}, {}, [['one.example.com', false, null]]],
		[
			'the region',
			{pattern: '<region>.dp.example.com'},
			{region: 'centralus'},
			[['centralus.dp.example.com', false, null]],
		],
		['an official code', his, {}, [['eus.his.arc.azure.com', false, null]]],
		[
			'a code of a public script',
			his,
			{region: 'centralus'},
			[['scus.his.arc.azure.com', false, /code scus .* not official.*--resource region-code=CODE/]],
		],
		[
			'a code that the user gave',
			his,
			{region: 'centralus', resources: {'region-code': ['cus']}},
			[['cus.his.arc.azure.com', false, null]],
		],
		[
			'a code that may be another region’s',
			his,
			{region: 'chilecentral'},
			[[null, false, /code cl of the region chilecentral .*another region's: ask https:.*--resource region-code=CODE/]],
		],
		[
			'a code that may be another region’s, but was given',
			his,
			{region: 'chilecentral', resources: {'region-code': ['clc']}},
			[['clc.his.arc.azure.com', false, null]],
		],
		[
			'a code that nobody knows',
			his,
			{region: 'westus3'},
			[
				[
					null,
					false,
					/westus3: ask https:\/\/gbl\.his\.arc\.azure\.com\/discovery\?location=westus3&api-version=1\.1-preview .*--resource region-code=CODE/,
				],
			],
		],
		[
			'a region that the catalog lacks, with its code',
			his,
			{region: 'newregion', resources: {'region-code': ['new']}},
			[['new.his.arc.azure.com', false, null]],
		],
		[
			'a code as an own resource',
			{...his, resource: {key: 'region-code', host: '<region-code>.his.arc.azure.com'}},
			{region: 'centralus'},
			[['scus.his.arc.azure.com', false, /not official/]],
		],
		[
			'the wildcard over a code',
			{...his, pattern: '*.his.arc.azure.com', resource: {key: 'region-code', host: '<region-code>.his.arc.azure.com'}},
			{},
			[['eus.his.arc.azure.com', false, null]],
		],
		[
			'an own resource, and the stand-ins beside it',
			{...acr, standIns: acrStandIns},
			{resources: {acr: ['mine']}},
			[
				['mine.azurecr.io', false, null],
				[
					'a.azurecr.io',
					true,
					/stand-in for \*\.azurecr\.io, beside your own\. It shows whether the rules name the whole/,
				],
				['b.azurecr.io', true, /beside your own/],
			],
		],
		[
			'an own resource where the service needs others too',
			{
				...acr,
				resource: {...acr.resource, others: {features: ['arc'], why: 'Images come from others.'}},
				standIns: acrStandIns,
			},
			{resources: {acr: ['mine', 'yours']}},
			[
				['mine.azurecr.io', false, null],
				['yours.azurecr.io', false, null],
				['a.azurecr.io', true, /beside your own\. Images come from others\.$/],
				['b.azurecr.io', true, /Images come from others/],
			],
		],
		[
			'an own resource whose others no chosen feature needs',
			{
				...acr,
				resource: {...acr.resource, others: {features: ['gpu'], why: 'Images come from others.'}},
				standIns: [standIn('a.azurecr.io')],
			},
			{resources: {acr: ['mine']}},
			[
				['mine.azurecr.io', false, null],
				['a.azurecr.io', true, /It shows whether/],
			],
		],
		[
			'an own resource that is a stand-in as well',
			{...acr, standIns: acrStandIns},
			{resources: {acr: ['a']}},
			[
				['a.azurecr.io', false, null],
				['b.azurecr.io', true, /beside your own/],
			],
		],
		[
			'an own resource beside a stand-in of the region',
			{...acr, standIns: [standIn('<region>.azurecr.io')]},
			{region: 'centralus', resources: {acr: ['mine']}},
			[
				['mine.azurecr.io', false, null],
				['centralus.azurecr.io', true, /beside your own/],
			],
		],
		[
			'several own resources',
			acr,
			{resources: {acr: ['mine', 'yours']}},
			[
				['mine.azurecr.io', false, null],
				['yours.azurecr.io', false, null],
			],
		],
		[
			'an own resource in the region',
			{pattern: '<acr>.<region>.data.azurecr.io', resource: {key: 'acr', host: '<acr>.<region>.data.azurecr.io'}},
			{resources: {acr: ['mine']}},
			[['mine.eastus.data.azurecr.io', false, null]],
		],
		[
			'an own resource that is not named',
			{pattern: '<acr>.<region>.data.azurecr.io', resource: {key: 'acr', host: '<acr>.<region>.data.azurecr.io'}},
			{},
			[[null, false, /No public host stands for <acr>\.eastus\.data\.azurecr\.io: .*--resource acr=NAME/]],
		],
		[
			'stand-ins, each once',
			{...acr, standIns: acrStandIns},
			{resources: {storage: ['mine']}},
			[
				['a.azurecr.io', true, /stand-in for \*\.azurecr\.io;.*--resource acr=NAME/],
				['b.azurecr.io', true, /--resource acr=NAME/],
			],
		],
		[
			'stand-ins for what nobody owns',
			{pattern: '*.data.mcr.microsoft.com', standIns: [standIn('eastus.data.mcr.microsoft.com')]},
			{},
			[['eastus.data.mcr.microsoft.com', true, null]],
		],
		[
			'a stand-in of the region, and one that stays open',
			relay,
			{region: 'centralus'},
			[['relay-centralus-l1.servicebus.windows.net', true, null]],
		],
		[
			'nothing but an own resource',
			storage,
			{},
			[
				[
					null,
					false,
					/No public host stands for \*\.queue\.core\.windows\.net: give the name of your storage account \(--resource storage=NAME\)\.$/,
				],
			],
		],
		[
			'nothing at all',
			{pattern: '*.arc.azure.net'},
			{},
			[
				[
					null,
					false,
					/^\*\.arc\.azure\.net can't be tested without a real host name\. Know one\? .*requirements of your own \(--requirements FILE\)\.$/,
				],
			],
		],
		[
			'no stand-in of another region for the region',
			{pattern: '<region-code>.his.arc.azure.us', standIns: [standIn('usgv.his.arc.azure.us')]},
			{region: 'westus3'},
			[[null, false, /gbl\.his\.arc\.azure\.us/]],
		],
		[
			'a mid-label wildcard',
			aks,
			{},
			[[null, false, /^Narrowed to \*\.hcp\.eastus\.azmk8s\.io by the region\. .*API server \(--resource aks=HOST\)/]],
		],
		[
			'a mid-label wildcard with a stand-in',
			{...aks, resource: null, standIns: [standIn('a.hcp.<region>.azmk8s.io')]},
			{},
			[['a.hcp.eastus.azmk8s.io', true, /^Narrowed to \*\.hcp\.eastus\.azmk8s\.io by the region\.$/]],
		],
		[
			'a mid-label wildcard that the region makes one name',
			{pattern: 'api.*.example.com', narrowed: 'api.<region>.example.com'},
			{},
			[['api.eastus.example.com', false, null]],
		],
		[
			'an own cluster',
			aks,
			{resources: {aks: ['c-1.hcp.eastus.azmk8s.io']}},
			[['c-1.hcp.eastus.azmk8s.io', false, null]],
		],
		[
			'an own cluster in another region',
			aks,
			{resources: {aks: ['c-1.hcp.westus3.azmk8s.io']}},
			[['c-1.hcp.westus3.azmk8s.io', false, /does not fit \*\.hcp\.eastus\.azmk8s\.io/]],
		],
		[
			'UDP',
			{pattern: 'ntp.ubuntu.com', port: 123, protocol: 'udp', path: null},
			{},
			[['ntp.ubuntu.com', false, /UDP can't be tested from here/]],
		],
		[
			'UDP without a host',
			{pattern: '*.ntp.org', port: 123, protocol: 'udp', path: null},
			{},
			[[null, false, /without a real host name.* UDP can't be tested/]],
		],
		['no region', {pattern: '<region>.dp.example.com'}, {region: ''}, [[null, false, /name that \(--region\)/]]],
	])('%s', (_title, changes, chosen, rows) => {
		const {targets} = buildPlan(settings(chosen), catalogOf(requirement(changes)));
		expect(targets.map(({target}) => [target?.host ?? null, target?.sampled ?? false])).toEqual(
			rows.map(([host, sampled]) => [host, sampled]),
		);
		for (const [index, [, , note]] of rows.entries()) {
			if (note) expect(targets[index]?.note).toMatch(note);
			else expect(targets[index]?.note).toBeNull();
		}
	});
});

describe('a row', () => {
	it('carries target, route and path', () => {
		const row = requirement({port: 8084, path: '/x?location=<region>'});
		const chosen = settings({proxy: bothProxied});
		expect(buildPlan(chosen, catalogOf(row))).toEqual({
			settings: chosen,
			catalogVersion: '2026-01-01',
			targets: [
				{
					id: 'one@one.example.com:8084',
					requirement: row,
					target: {host: 'one.example.com', port: 8084, sampled: false},
					route: {via: 'proxy', proxy, noProxyRule: null, reason: 'HTTPS proxy http://proxy:3128'},
					origin: 'catalog',
					path: '/x?location=eastus',
					note: null,
				},
			],
		});
	});

	it('without a target has no route and no path', () => {
		const {targets} = buildPlan(settings(), catalogOf(requirement({pattern: '*.example.com'})));
		expect(targets).toMatchObject([{id: 'one', target: null, route: null, path: null}]);
	});

	it('for UDP has a target but no route', () => {
		const udp = requirement({pattern: 'ntp.ubuntu.com', port: 123, protocol: 'udp', path: null});
		const {targets} = buildPlan(settings({proxy: bothProxied}), catalogOf(udp));
		expect(targets).toMatchObject([
			{
				id: 'one@ntp.ubuntu.com:123',
				target: {host: 'ntp.ubuntu.com', port: 123, sampled: false},
				route: null,
				path: null,
			},
		]);
	});

	it.each([
		['/discovery/<region>', 'eastus', '/discovery/eastus'],
		['/discovery/<region-code>', 'westus3', '/'],
		['/v2/', 'eastus', '/v2/'],
		[null, 'eastus', '/'],
	])('asks for %s in %s', (path, region, filled) => {
		const {targets} = buildPlan(settings({region}), catalogOf(requirement({path})));
		expect(targets.map(target => target.path)).toEqual([filled]);
	});

	it('writes an IPv6 address in brackets', () => {
		const {targets} = buildPlan(settings(), catalogOf(), [
			requirement({id: 'own', features: [], pattern: '2001:db8::1'}),
		]);
		expect(targets).toMatchObject([{id: 'own@[2001:db8::1]:443', target: {host: '2001:db8::1'}}]);
	});
});

describe('a plan', () => {
	it("keeps the catalog's order, and the user's own rows come last", () => {
		const catalog = catalogOf(requirement({id: 'b'}), requirement({id: 'a', ...acr, standIns: acrStandIns}));
		const {targets} = buildPlan(settings(), catalog, [requirement({id: 'own', features: []})]);
		expect(targets.map(({id}) => id)).toEqual([
			'b@one.example.com:443',
			'a@a.azurecr.io:443',
			'a@b.azurecr.io:443',
			'own@one.example.com:443',
		]);
	});

	it('sends what the no_proxy list names past the proxy', () => {
		const catalog = catalogOf(requirement(), requirement({id: 'two', pattern: 'two.example.org'}));
		const {targets} = buildPlan(settings({proxy: {...bothProxied, noProxy: '.example.org'}}), catalog);
		expect(targets.map(({route}) => route?.noProxyRule)).toEqual([null, '.example.org']);
	});
});

describe('what the services told of the region', () => {
	const relay = requirement({
		id: 'relay',
		pattern: '*.relay.example',
		protocol: 'websocket',
		standIns: [{host: 'stand-in.relay.example', confidence: 'high', source: 'x'}],
	});
	const regional = requirement({
		id: 'regional',
		pattern: '<region-code>.id.example',
		resource: {key: 'region-code', host: '<region-code>.id.example'},
	});

	it('puts the named hosts in place of the stand-ins, each by itself, and leaves out what lies elsewhere', () => {
		const live = {regionCode: null, relayHosts: ['a.relay.example', 'b.relay.example', 'evil.example']};
		const rows = buildPlan(settings(), catalogOf(relay), [], live).targets;
		expect(rows.map(({target, origin}) => [target?.host, target?.sampled, origin])).toEqual([
			['a.relay.example', false, 'live'],
			['b.relay.example', false, 'live'],
		]);
	});

	it('takes the code that the service told over that of the catalog, and that of the user over both', () => {
		const live = {regionCode: 'live1', relayHosts: []};
		const told = buildPlan(settings(), catalogOf(regional), [], live).targets[0];
		expect(told).toMatchObject({
			target: {host: 'live1.id.example'},
			origin: 'live',
			note: expect.stringContaining('live1'),
		});
		const given = buildPlan(settings({resources: {'region-code': ['mine']}}), catalogOf(regional), [], live).targets[0];
		expect(given).toMatchObject({target: {host: 'mine.id.example'}, origin: 'user', note: null});
	});
});

it('plans a host once, however often it is named', () => {
	const [named, other] = [
		{host: 'mcr.microsoft.com', port: 443},
		{host: 'a.example', port: 8443},
	];
	const {targets} = planHosts([named, other, {...named}, {...other}], settings(), catalog);
	expect(targets.map(({target}) => target?.host)).toEqual(['mcr.microsoft.com', 'a.example']);
});
