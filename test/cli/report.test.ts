import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Run, RunRow} from '../../source/record/run.ts';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderJson} from '../../source/report/json.ts';
import {runCommand} from '../helpers/command.ts';
import {program} from '../helpers/program.ts';
import {sampleReport} from '../helpers/sample-run.ts';
import {healthy} from '../practice/services.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-report-'));
const at = (name: string) => path.join(folder, name);
const saved = sampleReport({
	proxy: 'http://anna.kowalski@wcg01.contoso.com:3128',
	rows: [{host: 'mcr.microsoft.com', cause: 'proxy.host-denied'}, {host: 'pypi.org'}, {host: 'git.contoso.com'}],
});
const file = at('run.json');
fs.writeFileSync(file, renderJson(saved));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

/** How each format begins. */
const beginnings: {readonly [format: string]: RegExp} = {
	text: /^x Can't onboard: /,
	json: /^\{\n {2}"schema"/,
	ndjson: /^\{"id":"[^"]+","requirement":/,
	markdown: /^# Network check/,
	html: /^<!DOCTYPE html>/,
	csv: /^status,host,port,/,
	junit: /^<\?xml /,
	openmetrics: /^# TYPE /,
	'change-request': /^Change request: /,
};

describe('report', () => {
	it('writes a survey of one place as its run', async () => {
		const survey = at('survey.json');
		fs.writeFileSync(survey, JSON.stringify(buildSurvey([saved])));
		const [one, other] = await Promise.all(
			[survey, file].map(name => runCommand(['report', name, '--format', 'junit'])),
		);
		expect(one).toMatchObject({code: 0, stderr: ''});
		expect(one?.stdout).toBe(other?.stdout);
	});

	it.each(runFormatNames.map(({id}) => id))(
		'writes a saved run as %s, and ends with 0 although something is blocked',
		async format => {
			const outcome = await runCommand(['report', file, '--format', format]);
			expect(outcome).toMatchObject({code: 0, stderr: ''});
			expect(outcome.stdout).toMatch(beginnings[format] ?? /^$/);
		},
	);

	it('writes the same JSON as it read', async () => {
		expect((await runCommand(['report', file, '--format', 'json'])).stdout).toBe(renderJson(saved));
	});

	it('reads standard input', () => {
		const [file, ...first] = program;
		const outcome = spawnSync(file, [...first, 'report', '-', '--format', 'csv'], {
			input: renderJson(saved),
			encoding: 'utf8',
		});
		expect(outcome.status).toBe(0);
		expect(outcome.stdout).toContain('mcr.microsoft.com');
	});

	it('writes to a file, readable by its owner alone, and replaces one only by force', async () => {
		const output = at('report.html');
		const parameters = ['report', file, '--format', 'html', '--output', output];
		expect(await runCommand(parameters)).toMatchObject({code: 0, stdout: ''});
		expect(fs.statSync(output).mode & 0o777).toBe(0o600);
		fs.writeFileSync(output, 'mine');
		expect((await runCommand(parameters)).stderr).toMatch(/report\.html is there already.*--force/);
		expect(fs.readFileSync(output, 'utf8')).toBe('mine');
		expect((await runCommand([...parameters, '--force'])).code).toBe(0);
		expect(fs.readFileSync(output, 'utf8')).toMatch(/^<!DOCTYPE/);
	});

	it.each([
		['another file', 'elsewhere.html', true],
		['a file that is not there', 'nowhere.html', false],
		['itself', 'link.html', false],
		['a link to nowhere', 'chain.html', false],
		['a file in a folder that is not there', 'gone/elsewhere.html', false],
		['a file above', '../elsewhere-above.html', false],
	])('refuses a link to %s before it does anything, and follows none', async (_what, target, isThere) => {
		const output = at('link.html');
		fs.rmSync(output, {force: true});
		fs.symlinkSync(target, output);
		if (target === 'chain.html') fs.symlinkSync('nowhere', at(target));
		if (isThere) fs.writeFileSync(at(target), 'mine');
		for (const flags of [[], ['--force']]) {
			const outcome = await runCommand(['report', file, '--output', output, ...flags]);
			expect(outcome).toMatchObject({code: 2, stdout: ''});
			expect(outcome.stderr).toMatch(/link\.html is a link to .*: name that file itself\.$/m);
		}
		expect(fs.existsSync(at(target))).toBe(isThere);
		if (isThere) expect(fs.readFileSync(at(target), 'utf8')).toBe('mine');
	});

	it.each([
		['a folder', 'a-folder', /link-to-a-folder is a folder: name a file in it\.$/m],
		['a pipe', 'a-pipe', /link-to-a-pipe is a named pipe, which may have no reader/],
	])('refuses a link to %s before it does anything', async (_what, target, words) => {
		if (target === 'a-folder') fs.mkdirSync(at(target));
		else spawnSync('mkfifo', [at(target)]);
		fs.symlinkSync(target, at(`link-to-${target}`));
		const outcome = await runCommand(['report', file, '--output', at(`link-to-${target}`), '--force']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(words);
	});

	it('writes through a link to what is no file', async () => {
		const output = at('sink');
		fs.symlinkSync('/dev/null', output);
		expect(await runCommand(['report', file, '--output', output])).toMatchObject({code: 0});
	});

	it('writes into a folder that a link leads to', async () => {
		fs.mkdirSync(at('reports'));
		fs.symlinkSync('reports', at('latest'));
		expect(await runCommand(['report', file, '--output', at('latest/run.html')])).toMatchObject({code: 0});
		expect(fs.readFileSync(at('reports/run.html'), 'utf8')).toMatch(/^<!DOCTYPE/);
	});

	it('writes into a file of several names, so that all of them show it', async () => {
		const [output, other] = [at('named.html'), at('also-named.html')];
		fs.writeFileSync(output, 'old, and longer than nothing');
		fs.linkSync(output, other);
		expect(await runCommand(['report', file, '--output', output])).toMatchObject({code: 2});
		expect(await runCommand(['report', file, '--output', output, '--force'])).toMatchObject({code: 0});
		expect(fs.readFileSync(other, 'utf8')).toMatch(/^<!DOCTYPE/);
		expect(fs.statSync(output).nlink).toBe(2);
	});

	it('writes metrics so that the collector of another user can read them', async () => {
		const output = at('arc-netcheck.prom');
		expect((await runCommand(['report', file, '--output', output])).code).toBe(0);
		expect(fs.statSync(output).mode & 0o777).toBe(0o644 & ~process.umask());
	});

	it.each(runFormatNames.map(({id}) => id))('with --redact %s names neither people nor own hosts', async format => {
		const {stdout, code} = await runCommand(['report', file, '--format', format, '--redact']);
		expect(code).toBe(0);
		expect(stdout).not.toMatch(/kowalski|wcg01|contoso|jump-1|10\.1\.2\.3/);
		expect(stdout).toContain('mcr.microsoft.com');
	});

	it.each([
		[['report'], /No run is kept yet/],
		[['report', '/nowhere.json'], /The run "\/nowhere\.json" does not exist/],
		[['report', 'package.json'], /package\.json is not a saved run/],
		[['report', file, '--format', 'yaml'], /--format.*change-request/s],
	])('%j gets one sentence and exit code 2', async (parameters, sentence) => {
		const outcome = await runCommand(parameters);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(sentence);
	});
});

describe('check and explain in the formats of a report', () => {
	let practice: PracticeNetwork;
	let check: readonly string[];
	let base: readonly string[];

	beforeAll(async () => {
		practice = await startPracticeNetwork({
			services: [healthy('mcr.microsoft.com'), healthy('git.contoso.com'), healthy('denied.example')],
			proxies: {
				main: {host: 'wcg01.contoso.com', port: 3128, scheme: 'http', allow: ['mcr.microsoft.com', 'git.contoso.com']},
			},
		});
		const {address, port} = practice.nameServer;
		base = [
			'--dns',
			`${address}:${port}`,
			'--public-roots',
			await practice.rootsFile(folder),
			'--proxy',
			practice.proxies.main?.url ?? '',
			'--timeout',
			'5',
		];
		check = ['check', '--region', 'eastus', '--level', 'mandatory', '--quiet', ...base];
	});
	afterAll(() => practice.close());

	it('tells a check as events while it goes, and each target last as the report has it', async () => {
		const home = at('home-ndjson');
		const {stdout} = await runCommand([...check, '--format', 'ndjson'], {home});
		const events = stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		const types = events.map(({type}) => type);
		expect(types.slice(0, 3)).toEqual(['expansion-started', 'expansion-finished', 'run-started']);
		expect(events[0].hosts).toContain('gbl.his.arc.azure.com');
		expect(events.at(-1)).toMatchObject({type: 'run-finished', complete: true});
		expect(new Set(types.slice(2))).toEqual(
			new Set(['run-started', 'target-started', 'stage-started', 'stage-finished', 'target-finished', 'run-finished']),
		);
		const last = new Map<string, RunRow>();
		for (const {type, target, result} of events) if (type === 'target-finished') last.set(target, result);
		const [name = ''] = fs.readdirSync(path.join(home, 'runs'));
		const kept = JSON.parse(fs.readFileSync(path.join(home, 'runs', name), 'utf8')) as Run;
		const sorted = (rows: Iterable<RunRow>) => [...rows].map(row => JSON.stringify(row)).toSorted();
		expect(sorted(last.values())).toEqual(sorted(kept.results));
		// A target is told again only where another one has changed its verdict.
		const finished = events.filter(({type}) => type === 'target-finished');
		for (const told of Map.groupBy(finished, ({target}) => target).values()) {
			expect(new Set(told.map(({result}) => JSON.stringify(result))).size).toBe(told.length);
		}
	});

	it('writes the events into a file as well', async () => {
		const output = at('events.ndjson');
		await runCommand([...check, '--format', 'ndjson', '--output', output]);
		expect(fs.readFileSync(output, 'utf8')).toMatch(
			/^\{"type":"expansion-started".*\n[\s\S]*\{"type":"run-finished".*\}\n$/,
		);
	});

	it('with --redact takes own names out of what it writes, and keeps them in the run that it keeps', async () => {
		const home = at('home-redacted');
		const {stdout} = await runCommand([...check, '--format', 'ndjson', '--redact'], {home});
		const rows = stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(rows.every(row => 'status' in row)).toBe(true);
		expect(stdout).not.toMatch(/"proxy":"http:\/\/127/);
		const [name = ''] = fs.readdirSync(path.join(home, 'runs'));
		expect(fs.readFileSync(path.join(home, 'runs', name), 'utf8')).toMatch(/"proxy": "http:\/\/127\.0\.0\.1:/);
	});

	it('explains without own names', async () => {
		const {stdout, code} = await runCommand(['explain', ...base, '--redact', 'git.contoso.com', 'denied.example']);
		expect(code).toBe(1);
		expect(stdout).not.toMatch(/contoso|denied\.example|wcg01/);
		expect(stdout).toMatch(/host-\d+:443: reachable/);
		expect(stdout).toMatch(/curl .*https:\/\/host-\d+\//s);
	});
});
