import {describe, expect, it} from 'vitest';
import {createSlots} from '../../source/probe/pace/pace.ts';

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
