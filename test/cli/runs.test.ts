import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {CommandIo} from '../../source/cli/io.ts';
import {watch} from '../../source/cli/watch.ts';
import {EnvironmentError} from '../../source/errors.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {hostsOf, serviceFor} from '../../source/practice/scenario.ts';
import type {RunDiff} from '../../source/record/diff/diff-report.ts';
import type {Run} from '../../source/record/run.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program} from '../helpers/program.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-runs-'));
let practice: PracticeNetwork;
let settings: readonly string[];
let home: string;
let count = 0;

const services = catalog.requirements
	.filter(({clouds}) => clouds.includes('public'))
	.flatMap(requirement => hostsOf(requirement).flatMap(host => serviceFor(requirement, host, requirement.port) ?? []));
const hosts = services.map(({host}) => host);

beforeAll(async () => {
	const proxy = (name: string) =>
		({host: `${name}.corp.example`, port: 3128, scheme: 'http', ports: [80, 443, 8084]}) as const;
	practice = await startPracticeNetwork({
		services,
		faults: [{host: 'silent.corp.example', fault: 'proxy-silent'}],
		proxies: {
			open: proxy('open'),
			list: {...proxy('list'), allow: hosts.filter(host => host !== 'mcr.microsoft.com')},
			silent: proxy('silent'),
		},
	});
	const {address, port} = practice.nameServer;
	const roots = await practice.rootsFile(folder);
	settings = [
		...['--region', 'eastus', '--features', 'arc', '--dns', `${address}:${port}`, '--public-roots', roots],
		// Long enough for a busy machine, whose services would seem silent too.
		...['--timeout', '60'],
	];
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});
beforeEach(() => {
	home = path.join(folder, `home-${++count}`);
});

const run = (...parameters: string[]) => runCommand(parameters, {home});
const urlOf = (name: string) => practice.proxies[name]?.url ?? '';
const save = (proxy: string, ...more: string[]) =>
	run('profiles', 'save', 'prod', ...settings, '--proxy', urlOf(proxy), ...more);
const check = async (...more: string[]) => run('check', '--profile', 'prod', '--quiet', ...more);
const listed = async () => JSON.parse((await run('runs', 'list', '--format', 'json')).stdout).runs;

/** Starts the program and resolves once `isReady` says so of what it has written. */
function start(parameters: readonly string[], isReady: (text: string) => boolean) {
	const [file, ...first] = program;
	const child = spawn(file, [...first, ...parameters], {
		env: environmentFor(home),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	const closed = new Promise<number | null>(resolve => child.once('close', resolve));
	const ready = new Promise<void>((resolve, reject) => {
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', chunk => {
				text += chunk;
				if (isReady(text)) resolve();
			});
		}
		child.once('close', () => reject(new Error(`It ended first: ${text}`)));
	});
	return {child, closed, ready, read: () => text};
}

describe('runs of a profile', () => {
	it('are kept in a folder of their own, the newest as many as it says, and shown in any format', async () => {
		await save('open', '--keep', '2');
		for (let index = 0; index < 3; index++) await check();
		await run('check', ...settings, '--proxy', urlOf('open'), '--quiet');
		const folderOfRuns = path.join(home, 'runs', 'prod');
		expect(fs.readdirSync(folderOfRuns)).toHaveLength(2);
		expect(fs.statSync(folderOfRuns).mode & 0o777).toBe(0o700);
		for (const name of fs.readdirSync(folderOfRuns)) {
			expect(fs.statSync(path.join(folderOfRuns, name)).mode & 0o777).toBe(0o600);
		}
		const all = await listed();
		expect(all.map(({profile}: {profile: string | null}) => profile)).toEqual([null, 'prod', 'prod']);
		expect(all.every(({state}: {state: string}) => state === 'ok')).toBe(true);
		const text = await run('runs', 'list', 'prod');
		expect(text.stdout.trim().split('\n')).toHaveLength(3);
		expect(text.stdout).toMatch(/^WHEN \(UTC\) +REGION +PROFILE +RESULT +ID$/m);
		expect(text.stdout).toMatch(/^\d\d-\d\d-\d\d \d\d:\d\d eastus prod +ok +\d{8}T\d{6}Z-[0-9a-f]{6}$/m);
		expect(Math.max(...text.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(78);
		expect((await run('runs', 'prod')).stdout).toBe(text.stdout);
		const last = JSON.parse((await run('runs', 'show', 'prod@last', '--format', 'json')).stdout) as Run;
		expect(last.id).toBe(all[1].id);
		expect((await run('runs', 'show', last.id, '--format', 'markdown')).stdout).toMatch(/^# Network check for eastus/);
		expect((await run('runs', 'show', 'prod@3')).stderr).toMatch(/only 2 finished/);
		expect((await run('runs', 'show')).stdout).toBe((await run('report')).stdout);
	});

	it('that are cut off by kill -9 are listed as incomplete and shown with what they hold', async () => {
		// Plain HTTP goes through the open proxy and is done at once; the rest waits for the silent one.
		await save('open', '--https-proxy', urlOf('silent'), '--features', 'os-packages');
		const check = start(['check', '--profile', 'prod'], text => /\] ok /.test(text));
		await check.ready;
		expect(await listed()).toMatchObject([{profile: 'prod', state: 'running'}]);
		check.child.kill('SIGKILL');
		await check.closed;
		const [outline] = await listed();
		expect(outline).toMatchObject({profile: 'prod', state: 'incomplete'});
		expect(outline.probed).toBeGreaterThan(0);
		expect(outline.probed).toBeLessThan(outline.targets);
		// A line that was cut off in the midst costs that line only.
		fs.appendFileSync(outline.file, '{"id":"half');
		const report = JSON.parse((await run('runs', 'show', outline.id, '--format', 'json')).stdout) as Run;
		expect(report.complete).toBe(false);
		expect(report.summary.reachable).toBeGreaterThan(0);
		expect(report.results).toHaveLength(report.summary.targets);
		expect(report.summary.skipped).toBe(report.summary.targets - outline.probed);
		expect(report.results.filter(({status}) => status === 'skipped')).toHaveLength(report.summary.skipped);
		expect((await run('runs', 'show', outline.id)).stdout).toMatch(/Stopped: /);
		expect((await run('runs', 'list')).stdout).toMatch(/ incomplete \d+\/\d+ /);
		expect((await run('runs', 'show', 'prod@last')).stderr).toMatch(/no finished run of the profile prod/);
	});

	it('that are damaged are named, and the rest goes on', async () => {
		await save('open');
		await check();
		const damaged = path.join(home, 'runs', 'prod', '20200101T000000Z-000000.json');
		fs.writeFileSync(damaged, '{"schema":');
		const outcome = await run('runs', 'list');
		expect(outcome.code).toBe(0);
		expect(outcome.stdout.trim().split('\n')).toHaveLength(3);
		expect(outcome.stderr).toContain(damaged);
		expect((await run('runs', 'show', '20200101T000000Z-000000')).code).toBe(2);
		expect(fs.readFileSync(damaged, 'utf8')).toBe('{"schema":');
	});

	it('go with a profile to its new name, and are removed with it', async () => {
		await save('open');
		await check();
		await run('profiles', 'rename', 'prod', 'live');
		expect(await listed()).toMatchObject([{profile: 'live'}]);
		expect((await run('profiles', 'remove', 'live')).stdout).toBe('The profile live and its run are removed.\n');
		expect(await listed()).toEqual([]);
	});
});

describe('diff', () => {
	it('says what is newly blocked and what is fixed, and exits as asked', async () => {
		await save('open');
		await check();
		expect(await run('diff', 'prod@last', 'prod@last', '--fail-on', 'changed')).toMatchObject({
			code: 0,
			stdout: expect.stringContaining('Nothing changed'),
		});
		await run('check', '--profile', 'prod', '--proxy', urlOf('list'), '--quiet');

		const worse = await run('diff', 'prod@2', 'prod@last');
		expect(worse.code).toBe(0);
		expect(worse.stdout).toMatch(/Newly blocked \(1\)\n.*mcr\.microsoft\.com:443: was reachable, now blocked/);
		expect(worse.stdout).toMatch(/HTTPS proxy: was http/);
		for (const [failOn, forth, back] of [
			['changed', 1, 1],
			['worse', 1, 0],
		] as const) {
			expect((await run('diff', 'prod@2', 'prod@last', '--fail-on', failOn)).code).toBe(forth);
			expect((await run('diff', 'prod@last', 'prod@2', '--fail-on', failOn)).code).toBe(back);
		}

		const file = path.join(folder, `diff-${count}.json`);
		await run('diff', 'prod@last', 'prod@2', '--format', 'json', '--output', file);
		expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({
			schema: 'arc-netcheck/diff@1',
			summary: {changed: true, worse: false, counts: {fixed: 1, 'newly-blocked': 0}},
		});
		const [kept = ''] = fs
			.readdirSync(path.join(home, 'runs', 'prod'))
			.toSorted()
			.reverse();
		const byFile = await run('diff', 'prod@2', path.join(home, 'runs', 'prod', kept), '--format', 'markdown');
		expect(byFile.stdout).toMatch(/^# What changed/);
	});

	it('needs two runs', async () => {
		expect((await run('diff', 'prod@last', 'prod@2')).stderr).toMatch(/OLD "prod@last": no finished run/);
		expect(await run('diff', '/nowhere.json', 'package.json')).toMatchObject({code: 2, stdout: ''});
		expect((await run('diff', 'package.json', 'package.json')).stderr).toMatch(/package\.json is not a saved run/);
	});
});

describe('check --watch', () => {
	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)('prints what changed since the last run, waits, and ends well on %s', async (signal, expected) => {
		await save('open');
		await check();
		const watching = start(['check', '--profile', 'prod', '--proxy', urlOf('list'), '--watch', '1h', '--quiet'], text =>
			/newly blocked/.test(text),
		);
		await watching.ready;
		watching.child.kill(signal);
		expect(await watching.closed).toBe(expected);
		expect(watching.read()).toMatch(/^[-\d]+ [:\d]+ UTC: Can't onboard: 1 of \d+ endpoints is blocked/);
		expect(watching.read()).toMatch(/Newly blocked \(1\)\n.*mcr\.microsoft\.com:443/);
		expect(await listed()).toMatchObject([{state: 'failing'}, {state: 'ok'}]);
	});

	it('names nothing of its own with --redact', async () => {
		await save('open', '--resource', 'acr=contosoacr');
		await check();
		const watching = start(
			['check', '--profile', 'prod', '--proxy', urlOf('list'), '--watch', '1h', '--quiet', '--redact'],
			text => /newly blocked/i.test(text),
		);
		await watching.ready;
		watching.child.kill('SIGTERM');
		await watching.closed;
		expect(watching.read()).toMatch(/mcr\.microsoft\.com:443/);
		expect(watching.read()).toMatch(/proxy-\d/);
		expect(watching.read()).not.toMatch(/contoso|corp\.example|127\.0\.0/);
	});

	it('goes on past a check that broke off, and one that saw nothing', async () => {
		await save('open');
		const stop = new AbortController();
		const [written, notes]: [string[], string[]] = [[], []];
		const stderr = {write: (text: string) => notes.push(text)};
		const write = (text: string, done: () => void) => {
			written.push(text);
			done();
		};
		const stdout = {errored: null, write};
		const io = {
			...{stdout, stderr, signal: stop.signal, environment: {ARC_NETCHECK_HOME: home}, keepSecret: () => undefined},
			terminal: {hasColour: false, hasUnicode: false, isInteractive: false, isDumb: true},
		};
		const broken = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout'}], complete: false});
		const looks = [
			async () => sampleReport({rows: [{host: 'a.example'}]}),
			async () => broken,
			() => Promise.reject(new EnvironmentError('n1 did not answer.', 'Is it up?')),
			async () => {
				stop.abort();
				return broken;
			},
		];
		const look = async () => looks.shift()?.() ?? broken;
		const options = {format: 'text', failOn: 'blocked', watch: 0} as const;
		expect(await watch({profile: 'prod'}, options, io as unknown as CommandIo, look)).toBe(130);
		expect(looks).toEqual([]);
		expect(written.join('')).not.toContain('Newly blocked');
		expect(notes.join('')).toMatch(
			/broke off before its end[\s\S]*n1 did not answer\. Is it up\?[\s\S]*Stopped watching/,
		);
		const first = () => Promise.reject(new EnvironmentError('n1 did not answer.', 'Is it up?'));
		const fresh = {...io, signal: new AbortController().signal} as unknown as CommandIo;
		await expect(watch({profile: 'prod'}, options, fresh, first)).rejects.toThrow('n1 did not answer.');
	});

	it('tells once what begins to hold after its first round', async () => {
		await save('open');
		const runs = path.join(home, 'runs');
		const stop = new AbortController();
		const notes: string[] = [];
		let rounds = 0;
		const stderr = {write: (text: string) => notes.push(text)};
		const stdout = {
			// Looked at once in a round, when it is over.
			get errored() {
				// A file where the folder of the runs was: nothing can be kept from now on.
				fs.rmSync(runs, {recursive: true, force: true});
				fs.writeFileSync(runs, '');
				if (++rounds === 3) stop.abort();
				return null;
			},
			write: (_text: string, done: () => void) => done(),
		};
		const io = {
			...{stdout, stderr, signal: stop.signal, environment: {ARC_NETCHECK_HOME: home}, keepSecret: () => undefined},
			terminal: {hasColour: false, hasUnicode: false, isInteractive: false, isDumb: true},
		};
		const code = await watch(
			{profile: 'prod'},
			{format: 'text', failOn: 'blocked', watch: 0},
			io as unknown as CommandIo,
		);
		expect(code).toBe(130);
		expect(notes.filter(note => note.includes("can't be kept"))).toHaveLength(1);
		expect(notes.at(-1)).toBe('Stopped watching prod.\n');
	});

	it('repeats, and says nothing while nothing changes', async () => {
		await save('open');
		const folderOfRuns = path.join(home, 'runs', 'prod');
		fs.mkdirSync(folderOfRuns, {recursive: true});
		const watching = start(['check', '--profile', 'prod', '--watch', '10s', '--quiet', '--format', 'json'], () => true);
		watching.ready.catch(() => undefined);
		const second = new Promise<void>(resolve => {
			const watcher = fs.watch(folderOfRuns, () => {
				if (fs.readdirSync(folderOfRuns).filter(name => name.endsWith('.json')).length < 2) return;
				watcher.close();
				resolve();
			});
		});
		await second;
		watching.child.kill('SIGTERM');
		expect(await watching.closed).toBe(143);
		// A busy machine makes some of them slower, which is a change.
		const told = watching.read().split('\n').filter(Boolean);
		const kinds = told.flatMap(line => (JSON.parse(line) as RunDiff).changes.flatMap(change => change.kinds));
		expect(kinds.filter(kind => kind !== 'slower')).toEqual([]);
	});

	it('keeps what it has when it is stopped in the midst of a run', async () => {
		await save('open', '--https-proxy', urlOf('silent'));
		const runs = path.join(home, 'runs');
		const watching = start(['check', '--profile', 'prod', '--watch', '1h'], text => text.includes('Note:'));
		const begun = new Promise<void>(resolve => {
			fs.mkdirSync(path.join(runs, 'prod'), {recursive: true});
			const watcher = fs.watch(path.join(runs, 'prod'), () => {
				watcher.close();
				resolve();
			});
		});
		watching.ready.catch(() => undefined);
		await begun;
		watching.child.kill('SIGHUP');
		expect(await watching.closed).toBe(129);
		expect(await listed()).toMatchObject([{state: 'stopped'}]);
	});
});
