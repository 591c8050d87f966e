import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Result} from '../../source/verdict/types.ts';
import {allFaults, sections} from './faults/sections.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {missingPrograms} from './helpers/missing-programs.ts';
import {observeFaults} from './helpers/observe.ts';
import {evidenceWords, expectedWords, observedWords} from './helpers/verdict-words.ts';
import {groundPrograms, startWorld, type World} from './helpers/world.ts';
import {writeTable} from './helpers/write-table.ts';

describeWithPeers('faults of real peers', groundPrograms, () => {
	const present = sections.filter(({program}) => missingPrograms([program]).length === 0);
	let world: World | undefined;
	let observed: ReadonlyMap<string, readonly Result[]> = new Map();
	const resultsOf = (id: string) => observed.get(id) ?? [];

	beforeAll(async () => {
		world = await startWorld(allFaults);
		observed = await observeFaults(
			present.flatMap(({faults}) => faults),
			world,
		);
	}, 180_000);
	afterAll(() => world?.close());

	for (const {peer, program, faults} of sections) {
		describeWithPeers(peer, [program], () => {
			for (const {id, fault, expected, note} of faults) {
				it(`${fault} (${id})`, () => {
					const results = resultsOf(id);
					expect(observedWords(expected, results), evidenceWords(results)).toBe(expectedWords(expected));
					if (note !== undefined) expect(results[0]?.verdict.notes.join(' ')).toContain(note);
				});
			}
		});
	}

	it('gives each fault an id and an address of its own', () => {
		const ids = allFaults.map(({id}) => id);
		expect(new Set(ids).size).toBe(ids.length);
		const played = allFaults.filter(
			({servers, packetRules, originRules, isRedirected, route}) =>
				servers ?? packetRules ?? originRules ?? isRedirected ?? route,
		);
		const addresses = played.map(fault => fault.addresses?.[0]);
		expect(new Set(addresses).size).toBe(addresses.length);
	});

	it('calls no fault reachable but those that leave the service working', () => {
		const broken = present.flatMap(({faults}) => faults).filter(({isHarmless}) => !isHarmless);
		const wrong = broken.filter(({id}) =>
			resultsOf(id).some(({verdict}) => ['reachable', 'unstable'].includes(verdict.status)),
		);
		expect(wrong.map(({id}) => id)).toEqual([]);
		expect(broken.length).toBeGreaterThan(20);
	});

	it('never blocks a service that works', () => {
		const working = present.flatMap(({faults}) => faults).filter(({isHarmless}) => isHarmless);
		const wrong = working.filter(({id}) => resultsOf(id).some(({verdict}) => verdict.status !== 'reachable'));
		expect(wrong.map(({id}) => id)).toEqual([]);
		expect(working.length).toBeGreaterThan(10);
	});

	const missing = missingPrograms(sections.map(({program}) => program));
	if (missing.length > 0) it.skip(`the table in the docs: skipped, since ${missing.join(', ')} is not installed`);
	else
		it('agrees with the table in the docs', async () => {
			await expect(writeTable(sections, observed)).toMatchFileSnapshot('../../docs/real-peers.md');
		});
});
