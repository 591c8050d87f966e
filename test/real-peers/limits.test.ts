import {describe, expect, it} from 'vitest';
import {blockedHosts, checkLimited, deniedOf, type LimitedWorld, nameOf} from '../helpers/limited-peers.ts';
import {passOwnTime} from '../helpers/own-time.ts';

passOwnTime();

/** How each peer can turn away those who are too many. A name server says `reset` as SERVFAIL. */
const waysOf = {
	proxy: ['503', '429', '403', '407', 'reset', 'close', 'silence', 'queue'],
	firewall: ['reset', 'close', 'silence', 'queue', 'drop'],
	'name-server': ['refused', 'reset', 'silence', 'queue'],
} as const satisfies {readonly [peer in LimitedWorld['peer']]?: readonly LimitedWorld['way'][]};

const limits: readonly LimitedWorld['limit'][] = [
	...[1, 2, 4, 8, 16, 32].map(atOnce => ({atOnce})),
	...[5, 20, 50].map(perSecond => ({perSecond})),
];

const worlds = (['proxy', 'firewall', 'name-server'] as const).flatMap(peer =>
	waysOf[peer].flatMap(way =>
		limits.flatMap(limit =>
			[40, 90].flatMap(endpoints => [0, 7].map((denied): LimitedWorld => ({peer, limit, way, endpoints, denied}))),
		),
	),
);

/** Questions that a name server drops are asked anew by c-ares in its own time, which passes by the wall: see limited-questions.test.ts. */
const keepsOwnTime = ({peer, limit, way}: LimitedWorld) =>
	!(peer === 'name-server' && way === 'silence' && 'perSecond' in limit && limit.perSecond === 5);

const tried = worlds.filter(keepsOwnTime);

/** Limits that count over several seconds, and bans: of these none may be called blocked that is not. */
const windows: readonly LimitedWorld['limit'][] = [
	{count: 20, withinMs: 3000},
	{count: 5, withinMs: 10_000},
	{count: 8, withinMs: 6000},
	{count: 10, withinMs: 5000, banMs: 10_000},
	{count: 20, withinMs: 3000, banMs: 5000, renews: true},
	{count: 10, withinMs: 10_000, banMs: 20_000, renews: true},
	{count: 20, withinMs: 10_000, banMs: 600_000, renews: true},
];

const slow = (['proxy', 'firewall', 'name-server'] as const).flatMap(peer =>
	(peer === 'name-server' ? (['refused', 'reset', 'silence'] as const) : (['503', 'reset', 'silence'] as const))
		.filter(way => peer === 'proxy' || way !== '503')
		.flatMap(way =>
			windows.flatMap(limit =>
				[40, 90].flatMap(endpoints => [0, 7].map((denied): LimitedWorld => ({peer, limit, way, endpoints, denied}))),
			),
		),
);

describe(`a check that meets a limit over several seconds, swept (${slow.length} worlds)`, () => {
	it.each(slow.map(world => [nameOf(world), world] as const))('%s', async (_name, world) => {
		const run = await checkLimited(world);
		const denied = deniedOf(world);
		expect(blockedHosts(run).filter(host => !denied.includes(host))).toEqual([]);
	});
});

/** What test/probe/limits.test.ts tries a few of. */
describe(`a check that meets a limit, swept (${tried.length} of ${worlds.length} worlds)`, () => {
	it.each(tried.map(world => [nameOf(world), world] as const))('%s', async (_name, world) => {
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());
	});
});
