import {describe, expect, it} from 'vitest';
import {createGate} from '../../../source/probe/pace/gate.ts';

const deferred = () => {
	let resolve: () => void = () => {};
	const promise = new Promise<void>(done => {
		resolve = done;
	});
	return {promise, resolve};
};

describe('createGate', () => {
	it('runs no more at once than it has places, in the order of arrival', async () => {
		const gate = createGate(2);
		const works = [deferred(), deferred(), deferred()];
		const started: number[] = [];
		const all = works.map((work, index) =>
			gate(async () => {
				started.push(index);
				await work.promise;
			}),
		);
		await Promise.resolve();
		expect(started).toEqual([0, 1]);
		works[1]?.resolve();
		await all[1];
		expect(started).toEqual([0, 1, 2]);
		works[0]?.resolve();
		works[2]?.resolve();
		await Promise.all(all);
	});

	it('gives the place on after the hold, though the work goes on', async () => {
		const gate = createGate(1, 10);
		const slow = deferred();
		const first = gate(() => slow.promise);
		await gate(async () => {});
		slow.resolve();
		await first;
	});

	it('gives the place on when work leaves, and the end of that work gives no second one', async () => {
		const gate = createGate(1);
		const slow = deferred();
		const first = gate(async leave => {
			leave();
			await slow.promise;
		});
		const second = deferred();
		const started: string[] = [];
		const others = ['second', 'third'].map(name =>
			gate(async () => {
				started.push(name);
				await second.promise;
			}),
		);
		await Promise.resolve();
		slow.resolve();
		await first;
		expect(started).toEqual(['second']);
		second.resolve();
		await Promise.all(others);
	});

	it("lets work in beside others as long as its answer can't be there yet", async () => {
		const gate = createGate(1);
		const works = [deferred(), deferred()];
		const started: number[] = [];
		const all = works.map((work, index) =>
			gate(async () => {
				started.push(index);
				await work.promise;
			}, 60_000),
		);
		await Promise.resolve();
		expect(started).toEqual([0, 1]);
		for (const {resolve} of works) resolve();
		await Promise.all(all);
	});

	it('gives the place on when work fails', async () => {
		const gate = createGate(1);
		await expect(gate(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await gate(async () => 'next')).toBe('next');
	});
});
