import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Plan} from '../../source/plan/types.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Run, RunEvent} from '../../source/record/run.ts';
import {type CheckOptions, check} from '../../source/session/check.ts';
import {type PreparedPlan, preparePlan} from '../../source/session/prepare-plan.ts';
import {UselessProxy} from '../../source/session/proxy/examine-proxy.ts';
import {outlineRun} from '../../source/session/runs/outline-run.ts';
import {readNamedRun} from '../../source/session/runs/read-run.ts';
import {openSession, type Session} from '../../source/session/session.ts';
import {screenNames} from '../../source/settings/setting-names.ts';
import {type KeptRun, listRunsOf} from '../../source/store/runs-folder.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {healthy} from '../practice/services.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-session-'));
const hosts = ['a', 'b', 'c', 'denied'].map(name => `${name}.test.example`);
let practice: PracticeNetwork;
let copies = 0;

beforeAll(async () => {
	practice = await startPracticeNetwork({
		services: [healthy('*.test.example')],
		proxies: {
			main: {
				host: 'proxy.corp.example',
				port: 3128,
				scheme: 'http',
				credentials: {username: 'me', password: 'right'},
				deniedToUsers: ['denied.test.example'],
			},
		},
	});
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

/** A session with a home of its own. */
function sessionIn(name: string): Session {
	const home = path.join(folder, name);
	return openSession({environment: {ARC_NETCHECK_HOME: home}, keepSecret() {}}, {network: practice.network});
}

/** A plan of these hosts by the proxy of the practice network, or by none. */
function prepare(
	wanted: readonly string[],
	{isProxied = true, settings}: {isProxied?: boolean; settings?: Partial<Plan['settings']>} = {},
): PreparedPlan {
	const {proxy, secrets} = proxyOf(isProxied ? 'http://me:right@proxy.corp.example:3128' : null);
	const plan = planOf(
		wanted.map(host => ({host})),
		{proxy, ...(settings && {settings})},
	);
	return {plan, secrets, ownRequirements: [], notes: [], profile: null, missingPassword: null};
}

function optionsWith(given: Partial<CheckOptions> = {}): CheckOptions {
	return {signal: new AbortController().signal, isLearning: false, isKept: true, tell() {}, ...given};
}

function journalOf({home}: Session): KeptRun {
	const [journal] = listRunsOf(home.runs, null).filter(({kind}) => kind === 'journal');
	if (!journal) throw new Error('There is no journal');
	return journal;
}

/** The run as it would be read if the process ended here. */
function readCutOff(session: Session): Promise<Run> {
	const copy = path.join(folder, `${copies++}.partial.ndjson`);
	fs.copyFileSync(journalOf(session).file, copy);
	return readNamedRun(copy, 'The run', session, process);
}

const statusesOf = (report: {readonly results: readonly {target: {host: string} | null; status: string}[]}) =>
	Object.fromEntries(report.results.map(({target, status}) => [target?.host, status]));

describe('a check', () => {
	it('is kept, and says where it is if it can be', async () => {
		const session = sessionIn('kept');
		const {run, isKept, notKept} = await check(prepare(hosts), session, optionsWith());
		expect({isKept, notKept}).toEqual({isKept: true, notKept: null});
		expect(await readNamedRun('@last', 'The run', session, process)).toEqual(run);
	});

	it('says why it is not kept, and is made all the same', async () => {
		const file = path.join(folder, 'a-file');
		fs.writeFileSync(file, '');
		const {run, isKept, notKept} = await check(prepare(hosts), sessionIn('a-file'), optionsWith());
		expect(run.summary.targets).toBe(4);
		expect(isKept).toBe(false);
		expect(notKept).toMatch(/^This run can't be kept in .*a-file.*ARC_NETCHECK_HOME\.$/);
	});

	it.each([
		[
			'stopped',
			/^Stopped before the report was written\. What was found by then is kept: write it with "arc-netcheck report /,
		],
		['a-file', /^Stopped before the report was written\. This run can't be kept in /],
	])('that was stopped and has more rows than may be judged is left as its journal (%s)', async (home, said) => {
		const session = sessionIn(home);
		fs.writeFileSync(path.join(folder, 'a-file'), '');
		const controller = new AbortController();
		const events: RunEvent[] = [];
		const stopped = check(
			prepare(hosts, {settings: {concurrency: 1}}),
			session,
			optionsWith({
				signal: controller.signal,
				mostRowsOnceStopped: 3,
				onEvent(event) {
					events.push(event);
					if (event.type === 'target-finished') controller.abort();
				},
			}),
		);
		await expect(stopped).rejects.toThrow(said);
		const [started] = events;
		if (started?.type !== 'run-started') throw new Error('The run did not start');
		expect(events.map(({type}) => type)).not.toContain('run-finished');
		if (home === 'a-file') return;
		await expect(stopped).rejects.toThrow(`report ${started.id}"`);
		const kept = await readNamedRun(started.id, 'The run', session, process);
		expect(kept).toMatchObject({complete: false, summary: {targets: 4, reachable: 1, skipped: 3}});
	});

	it.each([true, false])(
		'with as many rows as may be judged is judged and kept, also stopped (%s)',
		async isStopped => {
			const controller = new AbortController();
			if (isStopped) controller.abort();
			const given = {signal: controller.signal, mostRowsOnceStopped: isStopped ? 4 : 3};
			const {run, isKept} = await check(prepare(hosts), sessionIn(`judged-${isStopped}`), optionsWith(given));
			expect(isKept).toBe(true);
			expect(run).toMatchObject({complete: !isStopped, summary: {targets: 4}});
		},
	);

	it('is none without the password that the profile has elsewhere, or without a file', async () => {
		const events: RunEvent[] = [];
		const options = optionsWith({onEvent: event => events.push(event)});
		const missingPassword = 'The profile prod has no password for its proxy: set the environment variable P.';
		await expect(check({...prepare(hosts), missingPassword}, sessionIn('none'), options)).rejects.toThrow(
			missingPassword,
		);
		const caFile = path.join(folder, 'nowhere.pem');
		await expect(check(prepare(hosts, {settings: {caFile}}), sessionIn('none'), options)).rejects.toThrow(
			/--ca-file .*nowhere\.pem does not exist/,
		);
		const onScreen = {...sessionIn('none'), names: screenNames};
		await expect(check(prepare(hosts, {settings: {caFile}}), onScreen, options)).rejects.toThrow(
			/^The CA file .*nowhere\.pem does not exist/,
		);
		expect(events).toEqual([]);
	});

	it.each([
		[true, [], ['settings']],
		[false, [expect.stringMatching(/^The CA file: It holds a private key/)], []],
	])('says what is odd about the CA file once (by a proxy: %s)', async (isProxied, told, found) => {
		const caFile = path.join(folder, 'with-key.pem');
		fs.writeFileSync(
			caFile,
			`${practice.corporateRootPem}\n-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n`,
		);
		const notes: string[] = [];
		const {run} = await check(
			prepare(['a.test.example'], {isProxied, settings: {caFile}}),
			sessionIn('lint'),
			optionsWith({tell: note => notes.push(note)}),
		);
		expect(notes).toEqual(told);
		const about = run.findings.filter(({why, fix}) => `${why} ${fix.join(' ')}`.includes('private key'));
		expect(about.map(({id}) => id)).toEqual(found);
	});
});

describe('a proxy that is of no use', () => {
	const dead = 'http://nobody.corp.example:3128';
	const other = 'http://nobody-else.corp.example:3128';
	const alive = 'http://me:right@proxy.corp.example:3128';
	const through = (https: string, http = https): PreparedPlan => {
		const proxy = {...proxyOf(https).proxy, http: proxyOf(http).proxy.http};
		const plan = planOf([{host: 'a.test.example'}, {host: 'b.test.example', port: 80, protocol: 'http'}], {proxy});
		return {...prepare([]), plan, secrets: proxyOf(https).secrets};
	};
	const attempt = async (prepared: PreparedPlan, given: Partial<CheckOptions>) => {
		const notes: string[] = [];
		const events: RunEvent[] = [];
		const options = optionsWith({tell: note => notes.push(note), onEvent: event => events.push(event), ...given});
		try {
			const {run} = await check(prepared, sessionIn('useless'), options);
			return {refused: null, causes: run.results.map(({cause}) => cause), notes};
		} catch (error) {
			if (!(error instanceof UselessProxy)) throw error;
			expect(events).toEqual([]);
			return {refused: `${error.examination.kind} ${error.examination.proxy}`, causes: [], notes};
		}
	};

	it.each<[string, PreparedPlan, readonly string[], string | null]>([
		['where nobody answers', through(dead), [], `dead ${dead}`],
		['that wants a login', through('http://proxy.corp.example:3128'), [], 'login http://proxy.corp.example:3128'],
		['that is of use', through(alive), [], null],
		['that is kept all the same', through(dead), [dead], null],
		['beside one that is kept', through(dead, other), [dead], `dead ${other}`],
		['of which each is kept', through(dead, other), [other, dead], null],
	])('stops the check of a wizard: one %s', async (_name, prepared, tolerated, refused) => {
		const outcome = await attempt(prepared, {onDeadProxy: 'stop', tolerated});
		expect(outcome.refused).toBe(refused);
		expect(outcome.notes).toEqual([]);
	});

	it('fails all that goes its way at once, which is said, in a check without questions', async () => {
		const {causes, notes} = await attempt(through(dead), {onDeadProxy: 'spare'});
		expect(causes).toEqual(['proxy.unresolvable', 'proxy.unresolvable']);
		expect(notes).toEqual([expect.stringMatching(/^The name of the proxy .* was not asked one by one; --anyway does/)]);
	});

	it('is asked endpoint by endpoint, and nothing said, where that is wanted', async () => {
		const {causes, notes} = await attempt(through(dead), {onDeadProxy: 'probe'});
		expect(causes).toEqual(['proxy.unresolvable', 'proxy.unresolvable']);
		expect(notes).toEqual([]);
	});
});

describe('a part that is checked again', () => {
	it('keeps a journal that holds the whole at any moment', async () => {
		const session = sessionIn('part');
		const {run: previous} = await check(prepare(hosts), session, optionsWith());
		const outlines: ReturnType<typeof outlineRun>[] = [];
		const cutOff: Promise<ReturnType<typeof statusesOf>>[] = [];
		await check(
			prepare(['b.test.example']),
			session,
			optionsWith({
				previous,
				onEvent(event) {
					if (event.type !== 'target-started' && event.type !== 'target-finished') return;
					outlines.push(outlineRun(journalOf(session)));
					cutOff.push(readCutOff(session).then(statusesOf));
				},
			}),
		);
		const whole = {
			'a.test.example': 'reachable',
			'b.test.example': 'reachable',
			'c.test.example': 'reachable',
			'denied.test.example': 'blocked',
		};
		expect(outlines.length).toBeGreaterThan(1);
		for (const outline of outlines) {
			expect(outline).toMatchObject({targets: 4, errors: 1, endpoints: {total: 4, failing: 1}});
		}
		for (const statuses of await Promise.all(cutOff)) expect(statuses).toEqual(whole);
	});

	it('was cut off: what is left is judged as a whole', async () => {
		const session = sessionIn('cut-off');
		const causes: Promise<string | null | undefined>[] = [];
		const {run: previous} = await check(prepare(hosts), session, optionsWith());
		await check(
			prepare(['denied.test.example']),
			session,
			optionsWith({
				previous,
				onEvent(event) {
					if (event.type !== 'target-finished') return;
					causes.push(readCutOff(session).then(({results}) => results.find(({cause}) => cause)?.cause));
				},
			}),
		);
		expect(await Promise.all(causes)).toEqual(['proxy.host-denied']);
	});
});

it('keeps the routes of a PAC that fails once probes are under way', async () => {
	const file = path.join(folder, 'proxy.pac');
	fs.writeFileSync(file, 'function FindProxyForURL() { return "DIRECT"; }');
	const session = sessionIn('pac');
	const flags = {region: 'eastus', features: ['arc'], level: 'mandatory', retries: 0, pac: file} as const;
	const prepared = await preparePlan(flags, session);
	fs.writeFileSync(file, 'function FindProxyForURL() { throw 1; }');
	const notes: string[] = [];
	const {run} = await check(prepared, session, optionsWith({isLearning: true, tell: note => notes.push(note)}));
	expect(new Set(run.results.map(({routeReason}) => routeReason))).toEqual(new Set(['PAC: direct']));
	expect(notes.join('\n')).toMatch(/proxy\.pac fails for .* The endpoints keep the routes/);
});
