import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {type FaultName, faultNames, faults} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {runShape} from '../../source/record/run.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Verdict} from '../../source/verdict/types.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {expectations, leavesServiceWorking, plain} from '../practice/fault-verdicts.ts';
import {healthy} from '../practice/services.ts';

passOwnTime();

const hostOf = (fault: FaultName) => `${fault}.test.example`;
const wordsOf = ({status, cause, confidence}: Verdict) =>
	[status, cause, confidence].filter(word => word !== null).join(' · ');

describe('every fault of the practice network', () => {
	const observed = new Map<FaultName, string>();
	const reports = new Map<FaultName, string>();
	let practice: PracticeNetwork;

	beforeAll(async () => {
		const onProxy = faultNames.filter(name => faults[name].layer === 'proxy');
		practice = await startPracticeNetwork({
			services: faultNames.map(name => {
				const isPlain = expectations[name].row?.protocol === 'http';
				return healthy(hostOf(name), {body: 'ok', ...(isPlain && plain)});
			}),
			faults: faultNames.map(fault => ({
				host: onProxy.includes(fault) ? `${fault}.corp.example` : hostOf(fault),
				fault,
			})),
			proxies: Object.fromEntries(
				onProxy.map(name => [name, {host: `${name}.corp.example`, port: 3128, scheme: 'http'} as const]),
			),
		});
		// Each in a run of its own, so that no other target of the run lends its confidence.
		await Promise.all(
			faultNames.map(async name => {
				const {proxy, secrets} = proxyOf(onProxy.includes(name) ? `http://${name}.corp.example:3128` : null);
				const plan = planOf([{host: hostOf(name), ...expectations[name].row}], {proxy});
				const run = await runPlan(plan, {signal: new AbortController().signal, network: practice.network, secrets});
				reports.set(name, JSON.stringify(toRun(run, diagnose(run))));
				const verdict = run.results[0]?.verdict;
				if (verdict) observed.set(name, wordsOf(verdict));
			}),
		);
	}, 120_000);
	afterAll(() => practice.close());

	it.each(faultNames)('%s', name => {
		expect(observed.get(name)).toBe(expectations[name].verdict);
	});

	it.each(faultNames)('%s is written with the fields of the contract, in their order', name => {
		const report = reports.get(name) ?? '';
		expect(JSON.stringify(runShape.parse(JSON.parse(report)))).toBe(report);
	});

	it.each(faultNames)('%s means the same when its report is judged again', name => {
		const run = parseRun(reports.get(name) ?? '', name);
		expect(judgeAgain(run, catalog)).toEqual(run);
	});

	it('is called reachable only where the service can be used', () => {
		const reachable = faultNames.filter(name => /^(?:reachable|unstable)/.test(observed.get(name) ?? ''));
		expect(reachable.toSorted()).toEqual([...leavesServiceWorking].toSorted());
	});

	it('fits the table in the docs', async () => {
		const rows = faultNames.map(name => {
			const {verdict, why = ''} = expectations[name];
			return `| \`${name}\` | ${faults[name].description} | ${verdict} | ${observed.get(name)} | ${why} |`;
		});
		const page = [
			'# Verdicts in the practice network',
			'',
			'Made by the test run itself (`npm test -- test/probe/fault-table.test.ts -u`); do not edit.',
			'',
			'Each line is a fault that the practice network can play, the verdict that it must lead to (status, cause, confidence), and',
			'the verdict that it led to. [real-peers.md](real-peers.md) has the same for software of others.',
			'',
			'| Fault | What happens | Expected | Observed | Explanation |',
			'| --- | --- | --- | --- | --- |',
			...rows,
			'',
		].join('\n');
		await expect(page).toMatchFileSnapshot('../../docs/faults.md');
	});
});
