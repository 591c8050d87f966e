import {mkdirSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {splitPem} from '../../source/pem.ts';
import type {Plan} from '../../source/plan/types.ts';
import {createRoots} from '../../source/probe/certificates.ts';
import {createGate} from '../../source/probe/pace/gate.ts';
import {nextRound, observeLogs} from '../../source/vantage/portable/observe-logs.ts';
import {readLogs} from '../../source/vantage/portable/read-log.ts';
import {createChainReader} from '../../source/vantage/portable/read-target.ts';
import {firstRound, makeScript, newNonce, writePlanText} from '../../source/vantage/portable/script.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {tracedFaults} from '../vantage/portable/traced-faults.ts';
import {allFaults, sections} from './faults/sections.ts';
import {type Fault, hostOf, hostsOf} from './faults/types.ts';
import {observeByScript, reasonOf, type Seen, writeDifferences} from './helpers/by-script.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {type Machine, machines} from './helpers/machines.ts';
import {missingPrograms} from './helpers/missing-programs.ts';
import {expectedWords, isAsExpected, observedWords} from './helpers/verdict-words.ts';
import {groundPrograms, startWorld, type World} from './helpers/world.ts';

/** As long as the program itself waits. */
const timeoutMs = 5000;

/**
 * Scripts side by side, and how long one keeps its place, in milliseconds: each is some hundred short processes, and more
 * of them keep two cores so busy that healthy services run into the time limit.
 */
const atOnce = 5;
const holdMs = 30_000;

/** Of so many faults a machine plays one, unless the page is made. */
const partsOfFaults = 4;

/** The most of a hundred verdicts that may be less exact than the program's own. */
const allowance = 2;

async function observe(fault: Fault, machine: Machine, world: World): Promise<Seen> {
	const {proxy, secrets} = proxyOf(fault.proxy ?? null);
	const rows = hostsOf(fault).map(host => ({...fault.request, host}));
	const plan = planOf(rows, {proxy, settings: {timeoutMs, dns: fault.nameServer ?? null}});
	const caPem = fault.trusts ? world.authorities[fault.trusts] : null;
	const certificates = {caPem, publicRootsPem: world.publicRootPem};
	return observeByScript(plan, machine, certificates, secrets.httpsProxyPassword);
}

/** One log of many faults with its plan, for the tests that have no network. */
async function record(machine: Machine, world: World): Promise<void> {
	const rows = allFaults
		.filter(({id}) => tracedFaults.includes(id))
		.map(fault => ({...fault.request, host: hostOf(fault)}));
	const plan: Plan = planOf(rows, {settings: {timeoutMs: 3000}});
	const certificates = {caPem: null, publicRootsPem: world.publicRootPem};
	const nonce = newNonce();
	const planText = writePlanText({plan, ...certificates}, nonce);
	const first = await machine.run(makeScript(plan, firstRound(plan), {nonce, ...certificates, planText}), '');
	const reader = createChainReader(createRoots(splitPem(world.publicRootPem), () => []));
	const next = nextRound(plan, observeLogs(plan, readLogs(first), reader));
	const second = await machine.run(makeScript(plan, next, {nonce, round: 2, ...certificates}), '');
	mkdirSync('test/vantage/portable/traces', {recursive: true});
	const packed = gzipSync(`${first}${second}`, {level: 9});
	if (machine.isWhole) writeFileSync(`test/vantage/portable/traces/${machine.name}.log.gz`, packed);
}

describeWithPeers('faults of real peers, by the portable probe', groundPrograms, () => {
	const present = sections.filter(({program}) => missingPrograms([program]).length === 0);
	const faults = present.flatMap(each => each.faults).filter(({hosts}) => hosts === undefined);
	const all = machines();
	// All faults on all machines take half an hour, so each machine plays a part of them, and together they play all.
	const isWhole = Boolean(process.env.ARC_NETCHECK_RECORD);
	const faultsOf = (machine: Machine) =>
		isWhole ? faults : faults.filter((_, index) => index % partsOfFaults === all.indexOf(machine) % partsOfFaults);
	const observed = new Map<string, ReadonlyMap<string, Seen>>();
	let world: World | undefined;

	beforeAll(async () => {
		world = await startWorld(allFaults);
		for (const machine of all.filter(({missing}) => missing === null)) {
			const at = world;
			const seen = new Map<string, Seen>();
			const takePlace = createGate(atOnce, holdMs);
			await Promise.all(
				faultsOf(machine).map(fault => takePlace(async () => seen.set(fault.id, await observe(fault, machine, at)))),
			);
			observed.set(machine.name, seen);
			if (process.env.ARC_NETCHECK_RECORD) await record(machine, at);
		}
	}, 1_800_000);
	afterAll(() => world?.close());

	const seenOf = (machine: Machine, {id}: Fault): Seen =>
		observed.get(machine.name)?.get(id) ?? {results: [], logs: []};
	const resultsOf = (machine: Machine, fault: Fault) => seenOf(machine, fault).results;
	const differences = (machine: Machine) =>
		faultsOf(machine).filter(fault => !isAsExpected(fault.expected, resultsOf(machine, fault)));

	for (const machine of all) {
		if (machine.missing !== null) {
			it.skip(`on ${machine.name}: skipped, since ${machine.missing}`);
			continue;
		}
		describe(`on ${machine.name}${isWhole ? '' : `, one fault of ${partsOfFaults}`}`, () => {
			it('calls no fault reachable but those that leave the service working', () => {
				const wrong = faultsOf(machine).filter(
					fault =>
						!fault.isHarmless &&
						resultsOf(machine, fault).some(({verdict}) => ['reachable', 'unstable'].includes(verdict.status)),
				);
				expect(wrong.map(({id}) => id)).toEqual([]);
			});

			it(`is less exact than the program in ${allowance} of a hundred verdicts at most`, () => {
				const words = differences(machine).map(
					fault =>
						`${fault.id}: ${expectedWords(fault.expected)}, but ${observedWords(fault.expected, resultsOf(machine, fault))}: ${reasonOf(seenOf(machine, fault))}`,
				);
				expect(words.length, words.join('\n')).toBeLessThanOrEqual(
					Math.ceil((faultsOf(machine).length * allowance) / 100),
				);
			});
		});
	}

	// The page is made where the machine is quiet: a busy one adds differences of its own.
	if (process.env.ARC_NETCHECK_RECORD) {
		it('is written down, with what differs', () => {
			const there = all.filter(({missing}) => missing === null);
			const rows = there.flatMap(machine =>
				differences(machine).map(fault => [
					machine.name,
					fault.fault,
					expectedWords(fault.expected),
					observedWords(fault.expected, resultsOf(machine, fault)),
					reasonOf(seenOf(machine, fault)),
				]),
			);
			writeDifferences('docs/portable-probe.md', {
				title: 'Verdicts by the portable probe',
				test: 'portable-probe',
				what: 'The faults of [real-peers.md](real-peers.md)',
				counts: there.map(machine => ({machine, of: faults.length, differing: differences(machine).length})),
				rows,
			});
		});
	}
});
