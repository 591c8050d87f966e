import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import {surveyExitCode} from '../../source/cli/vantage.ts';
import type {RunDiff} from '../../source/record/diff/diff-report.ts';
import type {Survey} from '../../source/record/survey/survey.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program} from '../helpers/program.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-surveys-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

// What two machines with other tools saw of the same faults; without network, they are places to compare.
for (const name of ['bookworm', 'trixie', 'bullseye']) {
	const log = gunzipSync(fs.readFileSync(`test/vantage/portable/traces/${name}.log.gz`));
	fs.writeFileSync(at(`${name}.log`), log);
}
const home = at('home');
const run = (...parameters: readonly string[]) => runCommand(parameters, {home});

describe('the exit code of a survey', () => {
	const point = (state: string | null) => ({state}) as Survey['vantages'][number];
	const finding = (severity: 'info' | 'warning' | 'error') => ({severity}) as Survey['findings'][number];
	it.each<[string, Pick<Survey, 'findings' | 'vantages'>, number]>([
		['a difference that is a warning', {findings: [finding('warning')], vantages: [point(null)]}, 1],
		['a difference that is an error', {findings: [finding('error')], vantages: [point(null)]}, 1],
		['a place that was not looked from', {findings: [], vantages: [point(null), point('silent')]}, 1],
		['a difference to know of', {findings: [finding('info')], vantages: [point(null)]}, 0],
	])('counts under warning %s', (_, made, code) => {
		expect(surveyExitCode({runs: [], ...made}, 'warning')).toBe(code);
		for (const failOn of ['blocked', 'never'] as const) expect(surveyExitCode({runs: [], ...made}, failOn)).toBe(0);
	});
});

describe('a survey, like a run', () => {
	it('is kept with its profile, which remembers where it looks from', async () => {
		const places = ['--from', `file:${at('bookworm.log')}`, `file:${at('trixie.log')}`];
		expect(await run('profiles', 'save', 'weekly', '--region', 'westeurope', ...places)).toMatchObject({code: 0});
		const first = await run('check', '--profile', 'weekly', '--format', 'json', '--quiet');
		expect(first).toMatchObject({code: 1, stderr: ''});
		const survey: Survey = JSON.parse(first.stdout);
		expect(survey).toMatchObject({schema: 'arc-netcheck/survey@1', summary: {seen: 2}});
		fs.writeFileSync(at('first.json'), first.stdout);

		const listed = JSON.parse((await run('runs', 'list', 'weekly', '--format', 'json')).stdout);
		expect(listed.runs).toMatchObject([{state: 'failing', region: survey.settings.region}]);
		expect(JSON.parse((await run('report', 'weekly@last', '--format', 'json')).stdout)).toEqual(survey);
	});

	it('gives rules for what is blocked from any place', async () => {
		const rules = await run('rules', 'list', '--from', 'weekly@last', '--only', 'blocked', '--quiet');
		expect(rules.code).toBe(0);
		expect(rules.stdout).toMatch(/\.peers\.example/);
	});

	it('is compared with another survey, and with nothing else', async () => {
		const other = await run('vantage', 'import', at('bookworm.log'), at('bullseye.log'), '--format', 'json', '--quiet');
		fs.writeFileSync(at('other.json'), other.stdout);
		const told = await run('diff', at('first.json'), at('other.json'), '--format', 'json');
		const diff: RunDiff = JSON.parse(told.stdout);
		expect(diff).toMatchObject({schema: 'arc-netcheck/diff@1', old: {hostname: 'several vantage points'}});
		expect(await run('diff', 'weekly@last', at('first.json'), '--fail-on', 'changed')).toMatchObject({code: 0});

		const alone = await run('vantage', 'import', at('bookworm.log'), '--format', 'json', '--quiet');
		fs.writeFileSync(at('alone.json'), alone.stdout);
		const refused = await run('diff', at('first.json'), at('alone.json'));
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('compare two of a kind');
	});

	it.each(['junit', 'openmetrics', 'csv', 'html', 'markdown', 'ndjson', 'change-request'])(
		'is written as %s',
		async format => {
			const written = await run('report', at('first.json'), '--format', format);
			expect(written).toMatchObject({code: 0, stderr: ''});
		},
	);

	it('is watched', async () => {
		const [file, ...first] = program;
		const child = spawn(file, [...first, 'check', '--profile', 'weekly', '--watch', '1h', '--quiet'], {
			env: environmentFor(home),
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const ended = new Promise<number | null>(resolve => child.once('close', resolve));
		const told = await new Promise<string>(resolve => child.stdout.setEncoding('utf8').once('data', resolve));
		child.kill('SIGINT');
		expect(told).toMatch(/: .*2 vantage points/);
		expect(await ended).toBe(130);
	});

	it('can not be gone on with from here', async () => {
		const refused = await run('check', '--again', 'failed', '--profile', 'weekly');
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('leave out --again');
	});
});
