import {describe, expect, it} from 'vitest';
import type {Stay} from '../../source/probe/pace/door.ts';
import {createPace} from '../../source/probe/pace/pace.ts';
import {createVisit} from '../../source/probe/visit.ts';

const roundOfEvents = () => new Promise(resolve => setImmediate(resolve));

describe('createVisit', () => {
	it('lets nobody who has a place at the way wait for an address that is taken by those who wait for the way', async () => {
		const pace = createPace({targets: 2048, sockets: 2048, timeoutMs: 1000, signal: new AbortController().signal});
		const {door} = pace.way(null);
		const inside: Stay[] = [];
		for (let count = 1; count <= 100; count++) void door.enter().then(stay => inside.push(stay));
		await roundOfEvents();
		const places = inside.length;
		expect(places).toBeLessThan(100);

		// More than the address takes at first: these have their places there, and none at the way.
		for (let count = 1; count <= 100; count++) void createVisit(pace, null, null).enter('203.0.113.1');
		const again = Array.from({length: places}, async () => {
			const stay = await door.enter('again');
			await createVisit(pace, null, {stay, as: 'again', tell: () => {}}).enter('203.0.113.1');
			return 'entered';
		});
		for (const stay of inside.splice(0)) stay.leave();
		await roundOfEvents();
		expect(await Promise.race([Promise.all(again), roundOfEvents()])).toEqual(again.map(() => 'entered'));
	});
});
