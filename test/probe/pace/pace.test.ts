import {describe, expect, it} from 'vitest';
import {createSlots, createTurns} from '../../../source/probe/pace/pace.ts';

describe('createSlots', () => {
	it('makes the next one wait until a slot is given back', async () => {
		const take = createSlots(1);
		const giveBack = await take();
		let isTaken = false;
		const next = take().then(release => {
			isTaken = true;
			return release;
		});
		await new Promise(resolve => setImmediate(resolve));
		expect(isTaken).toBe(false);
		giveBack();
		await next;
		expect(isTaken).toBe(true);
	});

	it('takes a slot back only once', async () => {
		const take = createSlots(1);
		const giveBack = await take();
		giveBack();
		giveBack();
		await take();
		let isTaken = false;
		void take().then(() => {
			isTaken = true;
		});
		await new Promise(resolve => setImmediate(resolve));
		expect(isTaken).toBe(false);
	});
});

describe('createTurns', () => {
	it('gives one turn in a round of the event loop, in the order of asking', async () => {
		const takeTurn = createTurns();
		const taken: string[] = [];
		const turns = ['first', 'second', 'third'].map(async name => {
			await takeTurn();
			taken.push(name);
		});
		for (let round = 1; round <= 3; round++) {
			await new Promise(resolve => setImmediate(resolve));
			// What a turn sets off runs before the next round.
			expect(taken.length).toBeLessThanOrEqual(round);
		}
		await Promise.all(turns);
		expect(taken).toEqual(['first', 'second', 'third']);
	});

	it('goes on after a pause', async () => {
		const takeTurn = createTurns();
		await takeTurn();
		await new Promise(resolve => setImmediate(resolve));
		await takeTurn();
	});
});
