import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {subsetPlan} from '../../source/plan/endpoints.ts';
import type {Plan} from '../../source/plan/types.ts';
import {type FaultName, faultNames, faults} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Service} from '../../source/practice/scenario.ts';
import {mergeRuns} from '../../source/record/judge-again.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Secrets} from '../../source/settings/types.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {recordGolden} from '../helpers/golden.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';
import {healthy} from '../practice/services.ts';

const drawn = ({results}: JudgedRun) =>
	results.map(({planned, verdict}) => ({
		host: planned.target?.host,
		protocol: planned.requirement.protocol,
		status: verdict.status,
		severity: verdict.severity,
		cause: verdict.cause,
		confidence: verdict.confidence,
	}));

const isOk = (run: JudgedRun, id: string) =>
	run.results.find(({planned}) => planned.id === id)?.verdict.severity === 'ok';

/** A whole run, and the same with what was not ok checked again. */
async function checkTwice(practice: PracticeNetwork, plan: Plan, secrets: Secrets) {
	const options = {signal: new AbortController().signal, network: practice.network, secrets};
	const whole = await runPlan(plan, options);
	const part = subsetPlan(plan, ({id}) => !isOk(whole, id));
	const found = await runPlan(part, options);
	return {whole, part, found, merged: mergeRuns(whole, found)};
}

passOwnTime();

describe('what was not ok, checked again in company of what was', () => {
	const observed = new Map<FaultName, Awaited<ReturnType<typeof checkTwice>>>();
	let practice: PracticeNetwork;
	const onProxy = (name: FaultName) => faults[name].layer === 'proxy';
	const hostOf = (name: FaultName) => `${name}.test.example`;
	const company = ['one.test.example', 'two.test.example', 'three.test.example'];

	beforeAll(async () => {
		const names = [...faultNames];
		const plain = {protocol: 'http', port: 80} as const;
		practice = await startPracticeNetwork({
			services: [...names.map(hostOf), ...company].flatMap(host => [
				healthy(host, {body: 'ok'}),
				healthy(host, {body: 'ok', ...plain}),
			]),
			faults: names.map(fault => ({host: onProxy(fault) ? `${fault}.corp.example` : hostOf(fault), fault})),
			proxies: Object.fromEntries(
				names.filter(onProxy).map(name => [name, {host: `${name}.corp.example`, port: 3128, scheme: 'http'} as const]),
			),
		});
		const observe = async (name: FaultName) => {
			const {proxy, secrets} = proxyOf(onProxy(name) ? `http://${name}.corp.example:3128` : null);
			const rows: RowOptions[] = [hostOf(name), ...company].flatMap(host => [{host}, {host, ...plain}]);
			const plan = planOf(rows, {proxy});
			observed.set(name, await checkTwice(practice, plan, secrets));
		};
		// A few at a time: the name server would lose what does not fit its socket's buffer, and a lost question is no fault.
		const queue = [...names];
		await Promise.all(
			Array.from({length: 8}, async () => {
				for (let name = queue.shift(); name !== undefined; name = queue.shift()) await observe(name);
			}),
		);
	}, 240_000);
	afterAll(() => practice.close());

	it.each(faultNames)('%s: the verdicts are those of a whole run', name => {
		const seen = observed.get(name);
		if (!seen) throw new Error('not observed');
		recordGolden('practice', name, seen.whole);
		expect(drawn(seen.merged)).toEqual(drawn(seen.whole));
	});
});

describe('a part that would mean something else by itself', () => {
	const user = {username: 'anna', password: 'right'};
	const services = ['a', 'b', 'c', 'd'].map(name => healthy(`${name}.test.example`, {body: 'ok'}));
	const portalPage: Partial<Service> = {
		protocol: 'http',
		port: 80,
		body: 'Please accept the terms of use of this network',
	};

	async function check(
		options: Parameters<typeof startPracticeNetwork>[0],
		rows: readonly RowOptions[],
		proxyUrl: string | null,
		again?: (host: string) => boolean,
	) {
		const practice = await startPracticeNetwork(options);
		try {
			const {proxy, secrets} = proxyOf(proxyUrl);
			const plan = planOf(rows, {proxy});
			if (again === undefined) return await checkTwice(practice, plan, secrets);
			const run = {signal: new AbortController().signal, network: practice.network, secrets};
			const whole = await runPlan(plan, run);
			const part = subsetPlan(plan, ({target}) => again(target?.host ?? ''));
			const found = await runPlan(part, run);
			return {whole, part, found, merged: mergeRuns(whole, found)};
		} finally {
			await practice.close();
		}
	}

	it('a host that the proxy denies to a user by 407 stays denied, and the password stays right', async () => {
		const proxies = {
			gate: {
				...({host: 'gate.corp.example', port: 3128, scheme: 'http', credentials: user} as const),
				deniedToUsers: ['a.test.example'],
			},
		};
		const rows = ['a', 'b', 'c', 'd'].map(name => ({host: `${name}.test.example`}));
		const {merged, found} = await check({services, proxies}, rows, 'http://anna:right@gate.corp.example:3128');
		// By itself it would be the password.
		expect(drawn(found)).toMatchObject([{host: 'a.test.example', cause: 'proxy.auth-rejected'}]);
		expect(drawn(merged)[0]).toMatchObject({status: 'blocked', cause: 'proxy.host-denied', confidence: 'high'});
	});

	it.each(['tcp-refused', 'tcp-dropped', 'tls-reset'] as const)(
		'two hosts with %s stay their own fault while others get through on the same way',
		async fault => {
			const faulty = ['a', 'b'].map(name => ({host: `${name}.test.example`, fault}));
			const rows = ['a', 'b', 'c', 'd'].map(name => ({host: `${name}.test.example`}));
			const options = {services, faults: faulty};
			const practice = await startPracticeNetwork(options);
			const plan = planOf(rows);
			const {whole, merged} = await checkTwice(practice, plan, proxyOf(null).secrets).finally(() => practice.close());
			expect(drawn(merged)).toEqual(drawn(whole));
			for (const {verdict} of merged.results) expect(verdict.detail).not.toContain('Nothing else got through');
			expect(drawn(merged)[0]).toMatchObject({status: 'blocked', confidence: 'high'});
		},
	);

	it('pages that strangers have in common stay unverified', async () => {
		const pages = ['a.example', 'b.example.net', 'c.example.org'].map(host => healthy(host, portalPage));
		const rows = pages.map(({host}) => ({host, protocol: 'http', port: 80}) as const);
		const {whole, merged} = await check({services: pages}, rows, null, host => host === 'a.example');
		expect(drawn(whole)[0]?.status).toBe('unverified');
		expect(drawn(merged)).toEqual(drawn(whole));
	});

	it('a stand-in that fails stays unverified while the other one answers', async () => {
		const faults = [{host: 'a.test.example', fault: 'tcp-refused'}] as const;
		const standIn = {id: 'wild', pattern: '*.test.example', sampled: true};
		const rows = ['a', 'b'].map(name => ({host: `${name}.test.example`, ...standIn}));
		const {whole, merged} = await check({services, faults}, rows, null);
		expect(drawn(whole).map(({status}) => status)).toEqual(['unverified', 'reachable']);
		expect(drawn(merged)).toEqual(drawn(whole));
	});

	it('an own page of the proxy stays its own while it refuses tunnels alike', async () => {
		const rows = [
			{host: 'a.test.example'},
			{host: 'b.test.example'},
			{host: 'p.test.example', protocol: 'http', port: 80},
		] as const;
		const options = {
			services: [...services, healthy('p.test.example', {protocol: 'http', port: 80, body: 'ok'})],
			proxies: {gate: {host: 'gate.corp.example', port: 3128, scheme: 'http', allow: ['b.test.example']} as const},
		};
		const {whole, merged} = await check(
			options,
			rows,
			'http://gate.corp.example:3128',
			host => host === 'p.test.example',
		);
		expect(drawn(merged)).toEqual(drawn(whole));
	});
});
