import {describe, expect, it} from 'vitest';
import {blockedHosts, checkLimited, deniedOf, type LimitedWorld, nameOf} from '../helpers/limited-peers.ts';

/** What test/real-peers/limits.test.ts leaves out: questions that are dropped are asked anew by c-ares, in its own time. */
const worlds = [40, 90].flatMap(endpoints =>
	[0, 7].map(
		(denied): LimitedWorld => ({peer: 'name-server', limit: {perSecond: 5}, way: 'silence', endpoints, denied}),
	),
);

/** What a check of ninety names, some of which nobody answers, may take by the wall at five questions a second, in milliseconds. */
const patienceMs = 600_000;

describe('a check that meets a limit of a name server, by the wall', () => {
	it.concurrent.each(worlds.map(world => [nameOf(world), world] as const))(
		'%s',
		async (_name, world) => {
			const run = await checkLimited(world);
			expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());
		},
		patienceMs,
	);
});
