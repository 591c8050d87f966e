import {describe, expect, it} from 'vitest';
import type {Lookup, Network} from '../../source/probe/network.ts';
import {memoizeLookups} from '../../source/probe/prober.ts';
import {createStandstill} from '../../source/probe/standstill.ts';

/** A clock that a test sets. */
function createClock() {
	let time = 1_000_000;
	return {
		now: () => time,
		advance(milliseconds: number) {
			time += milliseconds;
		},
	};
}

const goOn = new AbortController().signal;

describe('work during which the process stood still', () => {
	it('is done again', async () => {
		const clock = createClock();
		const outcomes: string[] = [];
		const outcome = await createStandstill(clock).awake(goOn, async () => {
			if (outcomes.length === 0) clock.advance(60_000);
			outcomes.push(outcomes.length === 0 ? 'timed out' : 'reached');
			return outcomes.at(-1);
		});
		expect(outcome).toBe('reached');
		expect(outcomes).toEqual(['timed out', 'reached']);
	});

	it('is done four times at most', async () => {
		const clock = createClock();
		let times = 0;
		await createStandstill(clock).awake(goOn, async () => {
			times++;
			clock.advance(60_000);
		});
		expect(times).toBe(4);
	});

	it('is not done again where what came out is final', async () => {
		const clock = createClock();
		const outcomes = ['silence', 'rejected', 'spared'];
		const work = async () => {
			clock.advance(60_000);
			return outcomes.shift();
		};
		expect(await createStandstill(clock).awake(goOn, work, outcome => outcome === 'rejected')).toBe('rejected');
	});

	it('is not done again after a stop', async () => {
		const clock = createClock();
		const stop = new AbortController();
		let times = 0;
		await createStandstill(clock).awake(stop.signal, async () => {
			times++;
			clock.advance(60_000);
			stop.abort();
		});
		expect(times).toBe(1);
	});

	it('is done again, all of it, when several pieces were under way', async () => {
		const clock = createClock();
		const standstill = createStandstill(clock);
		const {promise: continued, resolve: go} = Promise.withResolvers<void>();
		const done: string[] = [];
		const work = (name: string) =>
			standstill.awake(goOn, async () => {
				await continued;
				done.push(name);
			});
		const both = Promise.all([work('a'), work('b')]);
		clock.advance(5000);
		go();
		await both;
		expect(done.toSorted()).toEqual(['a', 'a', 'b', 'b']);
	});
});

it.each([0, 250, 1500])('work in which the clock moves by %i ms is done once', async milliseconds => {
	const clock = createClock();
	let times = 0;
	await createStandstill(clock).awake(goOn, async () => {
		times++;
		clock.advance(milliseconds);
	});
	expect(times).toBe(1);
});

it('time that passes between two pieces of work is none of theirs', async () => {
	const clock = createClock();
	const standstill = createStandstill(clock);
	let times = 0;
	const work = async () => {
		times++;
	};
	await standstill.awake(goOn, work);
	clock.advance(60_000);
	await standstill.awake(goOn, work);
	expect(times).toBe(2);
});

it('a lookup during a standstill is asked for again', async () => {
	const clock = createClock();
	const asked: string[] = [];
	const network = {
		lookup: async (name: string) => {
			if (asked.length === 0) clock.advance(60_000);
			asked.push(name);
			return {} as Lookup;
		},
	} as unknown as Network;
	const standstill = createStandstill(clock);
	const memoized = memoizeLookups(network, standstill);
	const options = {timeoutMs: 1000, signal: goOn, prefer: 'server'} as const;
	for (const name of ['a.example', 'a.example', 'a.example']) await memoized.lookup(name, options);
	expect(asked).toEqual(['a.example', 'a.example']);
});
