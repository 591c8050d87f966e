import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {findLimits} from '../../source/verdict/limits.ts';
import {blockedHosts, checkLimited, deniedOf, type LimitedWorld, nameOf} from '../helpers/limited-peers.ts';
import {passOwnTime} from '../helpers/own-time.ts';

/** A part of what test/real-peers/limits.test.ts sweeps. */
const worlds: readonly LimitedWorld[] = [
	{peer: 'proxy', limit: {atOnce: 8}, way: '503', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 4}, way: 'close', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 1}, way: '429', endpoints: 40, denied: 7, deniedBy: '403'},
	{peer: 'proxy', limit: {perSecond: 20}, way: '403', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 2}, way: 'queue', endpoints: 90, denied: 7},
	{peer: 'firewall', limit: {atOnce: 16}, way: 'silence', endpoints: 40, denied: 0},
	{peer: 'firewall', limit: {atOnce: 2}, way: 'reset', endpoints: 40, denied: 7, deniedBy: 'close'},
	{peer: 'address', limit: {atOnce: 4}, way: 'reset', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {atOnce: 8}, way: 'refused', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {atOnce: 8}, way: 'silence', endpoints: 40, denied: 7, deniedBy: 'refused'},
	{peer: 'proxy', limit: {atOnce: 1}, way: 'silence', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 4}, way: 'silence', endpoints: 90, denied: 7},
	{peer: 'proxy', limit: {perSecond: 5}, way: 'reset', endpoints: 40, denied: 7},
	{peer: 'proxy', limit: {atOnce: 32}, way: '407', endpoints: 90, denied: 0},
	{peer: 'firewall', limit: {perSecond: 5}, way: 'queue', endpoints: 90, denied: 0},
	{peer: 'firewall', limit: {atOnce: 1}, way: 'silence', endpoints: 40, denied: 7},
	{peer: 'firewall', limit: {perSecond: 50}, way: 'close', endpoints: 90, denied: 7},
	{peer: 'firewall', limit: {atOnce: 8}, way: 'drop', endpoints: 90, denied: 7},
	{peer: 'firewall', limit: {perSecond: 20}, way: 'drop', endpoints: 90, denied: 7},
	{peer: 'name-server', limit: {perSecond: 5}, way: 'queue', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {perSecond: 20}, way: 'reset', endpoints: 90, denied: 7},
	{peer: 'proxy', limit: {count: 20, withinMs: 3000}, way: '503', endpoints: 40, denied: 7},
	{
		peer: 'firewall',
		limit: {count: 20, withinMs: 3000, banMs: 5000, renews: true},
		way: 'reset',
		endpoints: 40,
		denied: 7,
	},
	{peer: 'firewall', limit: {count: 10, withinMs: 5000, banMs: 10_000}, way: 'silence', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {count: 20, withinMs: 3000}, way: 'refused', endpoints: 40, denied: 0},
];

passOwnTime();

describe('a check that meets a limit', () => {
	it.each(worlds.map(world => [nameOf(world), world] as const))('%s', async (_name, world) => {
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());

		const report = toRun(run, diagnose(run));
		const saved = parseRun(JSON.stringify(report), 'a saved run');
		expect(judgeAgain(saved, catalog).results).toEqual(saved.results);
	});

	it.each<[string, LimitedWorld]>([
		['a proxy that is silent', {peer: 'proxy', limit: {atOnce: 1000}, way: 'silence', endpoints: 90, denied: 80}],
		[
			'a name server that is silent',
			{peer: 'name-server', limit: {atOnce: 1000}, way: 'silence', endpoints: 90, denied: 80},
		],
		['a proxy that refuses', {peer: 'proxy', limit: {atOnce: 1000}, way: '403', endpoints: 90, denied: 80}],
		['a firewall that resets', {peer: 'firewall', limit: {atOnce: 1000}, way: 'reset', endpoints: 90, denied: 80}],
	])('takes no longer where there is none, and most are denied: %s', async (_name, world) => {
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());
		expect(findLimits(run.results)).toEqual([]);
		// Two limits of time of four seconds for silence, each with the pause before it, and one for the examination.
		expect(run.durationMs).toBeLessThan(world.way === 'silence' ? 14_000 : 4000);
	});

	it.each<[string, number]>([
		['all', 90],
		['some', 7],
	])('takes one limit of time where there is none, and packets are dropped for %s', async (_name, denied) => {
		const world: LimitedWorld = {peer: 'firewall', limit: {atOnce: 1000}, way: 'drop', endpoints: 90, denied};
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());
		expect(
			run.results.filter(({verdict}) => verdict.status === 'blocked').map(({attempts}) => attempts.length),
		).toEqual(deniedOf(world).map(() => 2));
		expect(findLimits(run.results)).toEqual([]);
		expect(run.durationMs).toBeLessThan(1.25 * 4000);
	});

	it('takes two limits of time and little more where a name server is dead', async () => {
		const all = {endpoints: 50, denied: 50};
		const world: LimitedWorld = {peer: 'name-server', limit: {atOnce: 1000}, way: 'silence', ...all};
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());
		expect(run.durationMs).toBeLessThan(10_500);
	});

	it.each<[LimitedWorld['peer'], LimitedWorld['way']]>([
		['proxy', '503'],
		['proxy', 'silence'],
		['name-server', 'silence'],
		['firewall', 'reset'],
		['firewall', 'drop'],
	])('calls nothing blocked where the %s dies after some have passed (%s), and takes no minute', async (peer, way) => {
		const forEver = 3_600_000;
		const limit = {count: 20, withinMs: forEver, banMs: forEver, renews: true};
		const run = await checkLimited({peer, limit, way, endpoints: 50, denied: 0});
		expect(blockedHosts(run)).toEqual([]);
		expect(run.results.some(({verdict}) => verdict.status === 'reachable')).toBe(true);
		expect(run.durationMs).toBeLessThan(60_000);
	});

	it('calls nothing blocked behind a ban that lasts longer than it waits', async () => {
		const run = await checkLimited({
			peer: 'proxy',
			limit: {count: 20, withinMs: 10_000, banMs: 600_000, renews: true},
			way: '403',
			endpoints: 40,
			denied: 0,
		});
		const statuses = new Set(run.results.map(({verdict}) => verdict.status));
		expect([...statuses].toSorted()).toEqual(['reachable', 'unverified']);
		expect(diagnose(run).find(({id}) => id.startsWith('limit.proxy@'))?.why).toMatch(
			/turned everybody away.*nothing is known of 20 endpoints/,
		);
		const report = toRun(run, diagnose(run));
		const saved = parseRun(JSON.stringify(report), 'a saved run');
		expect(judgeAgain(saved, catalog).results).toEqual(saved.results);
	});

	it('names it', async () => {
		const run = await checkLimited({peer: 'proxy', limit: {atOnce: 8}, way: 'silence', endpoints: 90, denied: 0});
		expect(run.results.every(({verdict}) => verdict.status === 'reachable')).toBe(true);
		expect(diagnose(run)).toMatchObject([
			{id: expect.stringMatching(/^limit\.proxy@/), why: expect.stringMatching(/about \d+ connections at once/)},
		]);
	});
});
