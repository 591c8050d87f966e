import {describe, expect, it} from 'vitest';
import type {ExpectedAnswer, Requirement} from '../../source/catalog/types.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {countPlannedEndpoints, endpointOf, groupByProbe, probeKey, subsetPlan} from '../../source/plan/endpoints.ts';
import {type SampleRow, samplePlan} from '../helpers/sample-run.ts';
import {bothProxied, catalogOf, requirement, settings, standIn} from './fixtures.ts';

const {targets} = buildPlan(
	settings(),
	catalogOf(
		requirement({id: 'name', pattern: 'one.example.com'}),
		requirement({id: 'wildcard', pattern: '*.example.com', standIns: [standIn('one.example.com')]}),
		requirement({id: 'other-port', pattern: 'one.example.com', port: 8084}),
		requirement({id: 'nobody', pattern: '*.example.net'}),
	),
);

it('endpointOf names the host that is probed, or the pattern where there is none', () => {
	expect(targets.map(endpointOf)).toEqual([
		'one.example.com:443',
		'one.example.com:443',
		'one.example.com:8084',
		'*.example.net:443',
	]);
});

it('countPlannedEndpoints counts a host and port once, however many requirements lead there', () => {
	expect(targets).toHaveLength(4);
	expect(countPlannedEndpoints(targets)).toBe(3);
});

describe('probe groups', () => {
	const rowsOf = (rows: readonly Partial<Requirement>[], proxied = false) =>
		buildPlan(
			settings(proxied ? {proxy: {...bothProxied, noProxy: '.direct'}} : {}),
			catalogOf(...rows.map((changes, index) => requirement({id: `r${index}`, ...changes}))),
		);
	const keysOf = (...changes: readonly Partial<Requirement>[]) => rowsOf(changes).targets.map(probeKey);
	const expecting = (basis: ExpectedAnswer['basis'], statuses: readonly number[]): ExpectedAnswer => ({
		basis,
		statuses,
		proofs: [],
		fixedBody: false,
	});

	describe('probeKey', () => {
		it.each<[title: string, changes: Partial<Requirement>, isShared: boolean]>([
			['the same again', {}, true],
			['another path', {path: '/other'}, true],
			['another level and feature', {level: 'optional', features: ['arc', 'aml']}, true],
			['the name in capitals', {pattern: 'ONE.example.com'}, true],
			['another host', {pattern: 'two.example.com'}, false],
			['another port', {port: 8084}, false],
			['another protocol', {protocol: 'websocket'}, false],
		])('%s', (_title, changes, isShared) => {
			const [one, other] = keysOf({}, changes);
			expect(one === other).toBe(isShared);
		});

		it('tells routes apart', () => {
			const [direct] = rowsOf([{}]).targets.map(probeKey);
			const [proxied, past] = rowsOf([{}, {pattern: 'one.direct'}], true).targets.map(probeKey);
			expect([direct, proxied, past]).toEqual([
				'https one.example.com:443 direct',
				'https one.example.com:443 via http://proxy:3128',
				'https one.direct:443 direct',
			]);
		});

		it('is null where nothing is probed', () => {
			expect(keysOf({pattern: '*.example.com'}, {port: 123, protocol: 'udp', path: null})).toEqual([null, null]);
		});
	});

	describe('groupByProbe', () => {
		it('keeps the order of the plan and every probed row', () => {
			const groups = groupByProbe(
				rowsOf([{pattern: 'b.org'}, {pattern: 'a.org'}, {pattern: '*.org'}, {pattern: 'b.org'}]),
			);
			expect(groups.map(({rows}) => rows.map(({requirement: {id}}) => id))).toEqual([['r0', 'r3'], ['r1']]);
		});

		it.each<[title: string, rows: readonly Partial<Requirement>[], path: string]>([
			['the first of equals', [{path: '/a'}, {path: '/b'}], '/a'],
			['documented before unknown', [{path: '/a'}, {path: '/b', expect: expecting('documented', [200])}], '/b'],
			[
				'measured before documented',
				[
					{path: '/a', expect: expecting('documented', [200])},
					{path: '/b', expect: expecting('measured', [404])},
				],
				'/b',
			],
			['inferred before unknown', [{path: '/a'}, {path: '/b', expect: expecting('inferred', [400])}], '/b'],
			[
				'an expected status before none',
				[
					{path: '/a', expect: expecting('measured', [])},
					{path: '/b', expect: expecting('inferred', [400])},
				],
				'/b',
			],
			['the best stays first', [{path: '/a', expect: expecting('measured', [200])}, {path: '/b'}], '/a'],
		])('leads with %s', (_title, rows, path) => {
			expect(groupByProbe(rowsOf(rows)).map(({lead}) => lead.path)).toEqual([path]);
		});
	});

	const rows: readonly SampleRow[] = [
		{host: 'a.example'},
		{host: 'b.example'},
		{host: 'one.w.example', pattern: '*.w.example', sampled: true},
		{host: 'two.w.example', pattern: '*.w.example', sampled: true},
		{pattern: '*.nobody.example'},
	];

	it.each<[string, readonly string[], readonly string[]]>([
		['keeps what is wanted', ['b.example'], ['b.example']],
		['brings the other stand-ins of a wildcard along', ['two.w.example'], ['one.w.example', 'two.w.example']],
		['leaves out what has no target', ['*.nobody.example', 'a.example'], ['a.example']],
		['may be empty', ['c.example'], []],
	])('a part of a plan %s', (_name, wanted, expected) => {
		const plan = samplePlan({rows});
		const part = subsetPlan(plan, ({target, requirement}) => wanted.includes(target?.host ?? requirement.pattern));
		expect(part.targets.map(({target}) => target?.host)).toEqual(expected);
		expect(part.settings).toBe(plan.settings);
	});
});
