import {describe, expect, it} from 'vitest';
import {createTurns} from '../../source/probe/pace/pace.ts';

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
