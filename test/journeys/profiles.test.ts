import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import type {RunDiff} from '../../source/record/diff/diff-report.ts';
import type {Run} from '../../source/record/run.ts';
import {type Office, startOffice} from '../helpers/office.ts';
import {program, sharedCode} from '../helpers/program.ts';
import {inEachWindow, type PtyProgram, startInPty} from '../helpers/pty.ts';

const password = 'S3cret!word';
/** The password as it was typed, and as it goes over the wire. */
const traces = /S3cret|UzNjcmV0|TM2NyZX|MzY3JldC/;

let office: Office;
let guarded: Office;
let folder: string;
let home: string;
let count = 0;

beforeAll(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-wizard-profiles-'));
	office = withFew(await startOffice(folder, {answerMs: 150}));
	guarded = withFew(await startOffice(folder, {credentials: {username: 'me', password}}));
});
afterAll(async () => {
	await office.close();
	await guarded.close();
	fs.rmSync(folder, {recursive: true, force: true});
});
beforeEach(() => {
	home = path.join(folder, `home-${++count}`);
	fs.mkdirSync(home);
	office.forbid('mcr.microsoft.com');
});
afterEach(() => {
	office.permit('mcr.microsoft.com');
});

/** The agents' own endpoints are enough: what a profile is for does not depend on how many there are. */
const withFew = (whole: Office): Office => ({...whole, flags: [...whole.flags, '--features', 'arc']});

const sizes = [
	[80, 24],
	[40, 12],
	[120, 50],
] as const;

/** The wizard in a real terminal, with a home of its own. */
const openWizard = (flags: readonly string[], [columns, rows]: readonly [number, number] = [80, 24]) =>
	startInPty(flags, {columns, rows, cwd: home, environment: {HOME: home}});

/** As `openWizard`, with each screen looked at in windows of all sizes. */
const openInEachWindow = (flags: readonly string[]) => inEachWindow(openWizard(flags, sizes[2]), sizes);

/** As cron starts it: no terminal, no environment to speak of. */
function runAsCron(
	parameters: readonly string[],
	environment: {readonly [name: string]: string} = {},
): Promise<{code: number | null; stdout: string; stderr: string}> {
	const [file, ...first] = program;
	const child = spawn(file, [...first, ...parameters], {
		env: {PATH: '/usr/bin:/bin', HOME: home, ...sharedCode, ...environment},
		cwd: '/',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', text => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', text => {
		stderr += text;
	});
	return new Promise(resolve => child.once('close', code => resolve({code, stdout, stderr})));
}

async function savePlant(): Promise<void> {
	const proxy = ['--proxy', office.proxyUrl];
	await runAsCron(['profiles', 'save', 'plant1', '--region', 'northeurope', ...proxy, ...office.flags]);
}

const runsOf = (profile: string): readonly Run[] => {
	const runs = path.join(home, '.local/state/arc-netcheck/runs', profile);
	return (
		fs
			.readdirSync(runs)
			.filter(name => name.endsWith('.json'))
			.map((name): Run => JSON.parse(fs.readFileSync(path.join(runs, name), 'utf8')))
			// Their names tell the second only.
			.toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1))
	);
};
const verdictsOf = ({results}: Run) =>
	results.map(({requirement, target, status, cause}) => ({id: requirement?.id, target, status, cause}));

function filesBelow(where: string): readonly string[] {
	return fs
		.readdirSync(where, {recursive: true, encoding: 'utf8'})
		.map(name => path.join(where, name))
		.filter(file => fs.statSync(file).isFile());
}

/** From the first question to the review, by way of a proxy that is typed. */
async function answerAll(wizard: PtyProgram, proxy: {url: string; username: string; password: string}): Promise<void> {
	await wizard.see('Which Azure region');
	wizard.type('northe');
	await wizard.see('northeurope');
	wizard.type('\r');
	await wizard.see('Ready to check?');
	wizard.type('gj\r');
	await wizard.see('How does the cluster reach out?');
	wizard.type('G\r');
	await wizard.see('Which proxy?');
	wizard.type(`${proxy.url}\r${proxy.username}\r${proxy.password}\r\r\r`);
	await wizard.see('Ready to check?');
}

/** `place`: where runs find the password of the proxy, asked for where the proxy has a user. */
async function saveAs(wizard: PtyProgram, name: string, place: string | null = null): Promise<void> {
	wizard.type('p');
	await wizard.see('Save as profile');
	wizard.type(`\u0015${name}`);
	await wizard.see(name);
	wizard.type('\r');
	if (place !== null) {
		await wizard.see('The password is not saved.');
		wizard.type(`${place}\r`);
	}
	await wizard.see(`Saved as ${name}`);
	wizard.type('\r');
}

describe('a profile made in the wizard', () => {
	it('runs in cron-like conditions with the same results, in windows of several sizes', async () => {
		const wizard = openInEachWindow(office.flags);
		await answerAll(wizard, {url: office.proxyUrl, username: '', password: ''});
		await saveAs(wizard, 'plant1');
		await wizard.see('Ready to check?');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*1 blocked/);
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 1});

		const cron = await runAsCron(['check', '--profile', 'plant1', '--quiet', '--format', 'json']);
		expect(cron).toMatchObject({code: 1, stderr: ''});
		const report = JSON.parse(cron.stdout) as Run;
		const [inWizard] = runsOf('plant1');
		expect(inWizard && verdictsOf(inWizard)).toEqual(verdictsOf(report));
		expect(inWizard?.settings).toEqual(report.settings);
		expect(report.results.find(({target}) => target?.host === 'mcr.microsoft.com')?.cause).toBe('proxy.host-denied');
		const diff = await runAsCron(['diff', 'plant1@2', 'plant1@last', '--fail-on', 'worse', '--format', 'json']);
		expect(diff).toMatchObject({code: 0, stderr: ''});
		const kinds = (JSON.parse(diff.stdout) as RunDiff).changes.flatMap(change => change.kinds);
		// A busy machine makes some of them slower.
		expect(kinds.filter(kind => kind !== 'slower')).toEqual(['still-blocked']);
	});

	it('takes the run along that was made before it was saved', async () => {
		const wizard = openWizard(office.flags);
		await answerAll(wizard, {url: office.proxyUrl, username: '', password: ''});
		wizard.type('\r');
		await wizard.see('Results');
		await saveAs(wizard, 'plant1');
		await wizard.see('Results');
		wizard.type('q');
		await wizard.exit;
		expect(runsOf('plant1')).toHaveLength(1);
		expect((await runAsCron(['profiles', 'list'])).stdout).toMatch(/^plant1 +northeurope +FAILING, 1 of \d+ blocked/);
	});
});

describe('a saved profile in the wizard', () => {
	// What each test begins with: a profile and the run that it was checked by, made once.
	let before: string;
	beforeAll(async () => {
		before = path.join(folder, 'home-saved');
		home = before;
		fs.mkdirSync(home);
		office.forbid('mcr.microsoft.com');
		await savePlant();
		expect((await runAsCron(['check', '--profile', 'plant1', '--quiet'])).code).toBe(1);
	});
	beforeEach(() => fs.cpSync(before, home, {recursive: true}));

	it('shows after a fix what was fixed, in windows of several sizes', async () => {
		const wizard = openInEachWindow([]);
		await wizard.see(/plant1 .*1 of \d+ blocked/);
		wizard.type('\r');
		await wizard.see('Check what was not ok');
		office.permit('mcr.microsoft.com');
		wizard.type('j\r');
		await wizard.see(/Results[\s\S]*0 blocked/);
		wizard.type('w');
		await wizard.see(/1 fixed\.[\s\S]*mcr\.microsoft\.com:443/);
		wizard.type('\u001b');
		await wizard.see('Results');
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 0});

		const [before, after] = runsOf('plant1');
		expect(after?.results).toHaveLength(before?.results.length ?? 0);
		expect(after?.summary.blocked).toBe(0);
		// The report tells which rows are from before.
		const shown = await runAsCron(['runs', 'show', 'plant1@last', '--verbose']);
		expect(shown.stdout).toMatch(/Seen before +\d+ of \d+ rows, the oldest at/);
	});

	it('opens at once by its name', async () => {
		const wizard = openWizard(['--profile', 'plant1']);
		await wizard.see(/plant1 .*1 blocked/);
		await wizard.see('Check all again');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*1 failing as before/);
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 1});
		expect(runsOf('plant1')).toHaveLength(2);
	});

	it.each([
		['Ctrl-C', (wizard: PtyProgram) => wizard.type('\u0003'), 130],
		['SIGHUP', (wizard: PtyProgram) => wizard.kill('SIGHUP'), 129],
		['SIGTERM', (wizard: PtyProgram) => wizard.kill('SIGTERM'), 143],
	])('keeps a run that %s cuts short, which goes on from there the next time', async (_name, cut, exitCode) => {
		const wizard = openWizard(['--profile', 'plant1', '--concurrency', '2']);
		await wizard.see('Check all again');
		wizard.type('\r');
		await wizard.see(/ (?:[6-9]|1\d) of \d+ /);
		cut(wizard);
		expect(await wizard.exit).toMatchObject({exitCode});
		const stopped = runsOf('plant1').at(-1);
		expect(stopped).toMatchObject({complete: false});
		expect(stopped?.summary.reachable).toBeGreaterThan(0);

		const again = openWizard(['--profile', 'plant1']);
		await again.see('Stopped: ');
		again.type('j\r');
		await again.see(/Results, partly from[\s\S]*1 blocked/);
		again.type('q');
		await again.exit;
		expect(runsOf('plant1').at(-1)).toMatchObject({complete: true});
	});

	it('keeps what is checked again from the results', async () => {
		const wizard = openWizard(['--profile', 'plant1']);
		await wizard.see('Check all again');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*1 blocked/);
		office.permit('mcr.microsoft.com');
		wizard.type('f');
		await wizard.see(/Since [\s\S]*1 fixed\./);
		wizard.type('q');
		await wizard.exit;
		expect(runsOf('plant1').map(({summary}) => summary.blocked)).toEqual([1, 1, 0]);
	});
});

describe('the password of the proxy', () => {
	it('is in no file and on no screen, and a saved profile asks for it', async () => {
		const sent: string[] = [];
		const wizard = openWizard(guarded.flags);
		await answerAll(wizard, {url: guarded.proxyUrl, username: 'me', password});
		await saveAs(wizard, 'plant1', '');
		await wizard.see('Ready to check?');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*0 blocked/);
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 0});
		sent.push(wizard.sent());

		const again = openWizard(['--profile', 'plant1']);
		await again.see('Check all again');
		again.type('\r');
		await again.see(`Password for me at ${guarded.proxyUrl}`);
		again.type(`${password}\r`);
		await again.see(/Results[\s\S]*0 blocked/);
		again.type('q');
		await again.exit;
		sent.push(again.sent());

		const byLines = openWizard(['--profile', 'plant1', '--accessible']);
		await byLines.see(/Number \[1\]:\s*$/);
		byLines.type('\r');
		await byLines.see(/Password \[none\]:\s*$/);
		byLines.type(`${password}\r`);
		await byLines.see(/all \d+ required endpoints/);
		await byLines.see(/\[y\]:\s*$/);
		byLines.type('n\r');
		expect(await byLines.exit).toMatchObject({exitCode: 0});
		sent.push(byLines.sent());

		const cron = await runAsCron(['check', '--profile', 'plant1', '--format', 'json'], {
			ARC_NETCHECK_PROXY_PASSWORD: password,
		});
		expect(cron.code).toBe(0);
		sent.push(cron.stdout, cron.stderr);
		expect(runsOf('plant1')).toHaveLength(4);
		for (const text of sent) expect(text).not.toMatch(traces);
		for (const file of filesBelow(home)) expect(fs.readFileSync(file, 'utf8'), file).not.toMatch(traces);
	});
});

describe('a place for the password, named in the wizard', () => {
	const file = () => path.join(home, 'proxy password');
	beforeEach(() => fs.writeFileSync(file(), `${password}\n`, {mode: 0o600}));

	it.each([
		['an environment variable', 'env:PLANT_PROXY_PASSWORD', {PLANT_PROXY_PASSWORD: password}],
		['a file', 'file:proxy password', {}],
	] as const)('%s: serves a run from cron, with the same results', async (_name, place, environment) => {
		const wizard = openWizard(guarded.flags);
		await answerAll(wizard, {url: guarded.proxyUrl, username: 'me', password});
		await saveAs(wizard, 'plant1', place);
		await wizard.see('Ready to check?');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*0 blocked/);
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 0});

		const cron = await runAsCron(['check', '--profile', 'plant1', '--quiet', '--format', 'json'], environment);
		expect(cron).toMatchObject({code: 0, stderr: ''});
		const [inWizard] = runsOf('plant1');
		expect(inWizard && verdictsOf(inWizard)).toEqual(verdictsOf(JSON.parse(cron.stdout)));
		// Opened again where the place can be read, the wizard does not ask.
		const again = startInPty(['--profile', 'plant1'], {cwd: home, environment: {HOME: home, ...environment}});
		await again.see('Check all again');
		again.type('\r');
		await again.see(/Results[\s\S]*0 blocked/);
		again.type('q');
		await again.exit;

		fs.rmSync(file());
		const without = await runAsCron(['check', '--profile', 'plant1']);
		expect(without).toMatchObject({
			code: 2,
			stdout: '',
			stderr: expect.stringMatching(/has no password for its proxy/),
		});
		for (const text of [wizard.sent(), again.sent(), cron.stdout, without.stderr]) expect(text).not.toMatch(traces);
		for (const name of filesBelow(home)) expect(fs.readFileSync(name, 'utf8'), name).not.toMatch(traces);
	});
});

describe('a store that is in a bad way', () => {
	const profiles = () => path.join(home, '.config/arc-netcheck/profiles');
	let before: string;
	beforeAll(async () => {
		before = path.join(folder, 'home-unchecked');
		home = before;
		fs.mkdirSync(home);
		await savePlant();
	});
	beforeEach(() => fs.cpSync(before, home, {recursive: true}));

	it.each([
		['damaged', '{"schema": "arc-netcheck/prof', /The profile old was damaged; its file is kept as/],
		['newer', '{"schema": "arc-netcheck/profile@9"}', /The profile old was written by a newer/],
	])('a %s profile is said in one line, and the others can be opened', async (_name, text, sentence) => {
		fs.writeFileSync(path.join(profiles(), 'old.json'), text);
		const wizard = openWizard([], [120, 50]);
		await wizard.see(sentence);
		await wizard.see('plant1');
		wizard.type('\r');
		await wizard.see('Never checked.');
		wizard.type('\u0003');
		await wizard.exit;
	});

	it('a run that can not be kept is said, and its results are shown', async () => {
		// Root may write anywhere, so a file stands where the folder would be.
		fs.mkdirSync(path.join(home, '.local/state/arc-netcheck'), {recursive: true});
		fs.writeFileSync(path.join(home, '.local/state/arc-netcheck/runs'), '');
		const wizard = openWizard(['--profile', 'plant1']);
		await wizard.see('Never checked.');
		wizard.type('\r');
		await wizard.see(/Results[\s\S]*This run can't be kept in/);
		wizard.type('q');
		await wizard.see('The run is not kept');
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 1});
	});

	it('a profile that can not be saved is said, and the answers are still there', async () => {
		fs.rmSync(profiles(), {recursive: true});
		fs.writeFileSync(profiles(), '');
		const wizard = openWizard([...office.flags, '--region', 'northeurope']);
		await wizard.see('Ready to check?');
		wizard.type('p');
		await wizard.see('Save as profile');
		wizard.type('\r');
		await wizard.see("Profiles can't be kept in");
		wizard.type('\u001b');
		await wizard.see('Ready to check?');
		wizard.type('\u0003');
		await wizard.exit;
	});
});
