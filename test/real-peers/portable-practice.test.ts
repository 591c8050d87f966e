import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {faultNames, faults} from '../../source/practice/faults.ts';
import {createGate} from '../../source/probe/pace/gate.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {expectations, leavesServiceWorking, plain} from '../practice/fault-verdicts.ts';
import {healthy} from '../practice/services.ts';
import {observeByScript, reasonOf, type Seen, writeDifferences} from './helpers/by-script.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {type RealInternet, startRealInternet} from './helpers/internet.ts';
import {type Machine, machines} from './helpers/machines.ts';
import {runShell} from './helpers/namespaces.ts';

/** Scripts side by side, and how long one keeps its place, in milliseconds. */
const atOnce = 5;
const holdMs = 30_000;

/** Of so many faults a machine plays one, unless all are wanted: together they play all. */
const partsOfFaults = 4;

/**
 * Verdicts that may be less exact than the program's own: with the one that real peers leave, two of a hundred of both.
 * Curl takes an answer behind a blank line, and one that begins and never ends, for none.
 */
const allowance = {whole: 5, part: 2};

/** Connections themselves fail at a packet filter, which the faults of real peers have. */
const played = faultNames.filter(name => faults[name].layer !== 'path');
const onProxy = played.filter(name => faults[name].layer === 'proxy');
const hostOf = (name: string) => `${name}.test.example`;

function routeInside(verb: 'add' | 'del'): void {
	for (const net of ['10.20.0.0/16', '198.18.0.0/15']) runShell(`ip route ${verb} local ${net} dev lo`);
}

/** A practice internet with all these faults, each at a host or a proxy of its own. */
function startPractice(): Promise<RealInternet> {
	return startRealInternet({
		services: played.map(name => {
			const isPlain = expectations[name].row?.protocol === 'http';
			return healthy(hostOf(name), {body: 'ok', ...(isPlain && plain)});
		}),
		faults: played.map(fault => ({host: onProxy.includes(fault) ? `${fault}.corp.example` : hostOf(fault), fault})),
		proxies: Object.fromEntries(
			onProxy.map(name => [name, {host: `${name}.corp.example`, port: 3128, scheme: 'http'} as const]),
		),
	});
}

describeWithPeers('faults of the practice network, by the portable probe', ['curl', 'openssl'], () => {
	const all = machines();
	const isWhole = Boolean(process.env.ARC_NETCHECK_RECORD);
	const playedOn = (machine: Machine) =>
		isWhole ? played : played.filter((_, index) => index % partsOfFaults === all.indexOf(machine) % partsOfFaults);
	const seen = new Map<string, Seen>();
	const keyOf = ({name}: Machine, fault: string) => `${name} ${fault}`;

	beforeAll(async () => {
		// Names that lead inside, or to what nobody has, lead to this machine.
		routeInside('add');
		// Each machine has a practice internet of its own: what hangs in it would pile up from one to the next.
		for (const machine of all.filter(({missing}) => missing === null)) {
			const internet = await startPractice();
			try {
				const certificates = {caPem: internet.corporateRootPem, publicRootsPem: internet.publicRootPem};
				const takePlace = createGate(atOnce, holdMs);
				await Promise.all(
					playedOn(machine).map(name =>
						takePlace(async () => {
							const {proxy} = proxyOf(internet.proxies[name]?.url ?? null);
							const rows = [{host: hostOf(name), ...expectations[name].row}];
							const plan = planOf(rows, {proxy, settings: {timeoutMs: 5000}});
							seen.set(keyOf(machine, name), await observeByScript(plan, machine, certificates, null));
						}),
					),
				);
			} finally {
				await internet.close();
			}
		}
	}, 1_800_000);
	afterAll(() => routeInside('del'));

	const wordsOf = (machine: Machine, name: string) => {
		const verdict = seen.get(keyOf(machine, name))?.results[0]?.verdict;
		return [verdict?.status, verdict?.cause, verdict?.confidence].filter(Boolean).join(' · ');
	};
	/** Of each verdict that differs: the machine, the fault, what the program says, what came of the script, and why. */
	const differences = (machine: Machine) =>
		playedOn(machine).flatMap(name => {
			const {verdict} = expectations[name];
			const words = wordsOf(machine, name);
			const result = seen.get(keyOf(machine, name)) ?? {results: [], logs: []};
			return words === verdict ? [] : [[machine.name, faults[name].description, verdict, words, reasonOf(result)]];
		});

	for (const machine of all) {
		if (machine.missing !== null) {
			it.skip(`on ${machine.name}: skipped, since ${machine.missing}`);
			continue;
		}
		describe(`on ${machine.name}`, () => {
			it('calls no fault reachable but those that leave the service working', () => {
				const wrong = playedOn(machine).filter(
					name => !leavesServiceWorking.includes(name) && /^(?:reachable|unstable)/.test(wordsOf(machine, name)),
				);
				expect(wrong).toEqual([]);
			});

			const allowed = isWhole ? allowance.whole : allowance.part;
			it(`is less exact than the program in ${allowed} of ${playedOn(machine).length} verdicts at most`, () => {
				const differing = differences(machine).map(row => row.join(' | '));
				process.stdout.write(`${[machine.name, ...differing].join('\n  ')}\n`);
				expect(differing.length, differing.join('\n')).toBeLessThanOrEqual(allowed);
			});
		});
	}

	if (isWhole) {
		it('is written down, with what differs', () => {
			const there = all.filter(({missing}) => missing === null);
			writeDifferences('docs/portable-practice.md', {
				title: 'Verdicts by the portable probe in the practice network',
				test: 'portable-practice',
				what: 'The faults of [faults.md](faults.md), without those of a packet filter',
				counts: there.map(machine => ({machine, of: played.length, differing: differences(machine).length})),
				rows: there.flatMap(differences),
			});
		});
	}
});
