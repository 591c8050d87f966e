import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {formatCatalog} from '../../source/catalog/catalog-file.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Run} from '../../source/record/run.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, type Outcome, program, runProgram} from '../helpers/program.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-profiles-'));
const password = 'S3cret!word';
/** The password as it was typed, and as it goes over the wire. */
const traces = /S3cret|bWU6UzNjcmV0/;

let practice: PracticeNetwork;
let base: readonly string[];
let home: string;
let count = 0;

beforeAll(async () => {
	practice = await startPracticeNetwork({
		services: [],
		proxies: {
			auth: {host: 'auth.corp.example', port: 3128, scheme: 'http', credentials: {username: 'me', password}},
			other: {host: 'other.corp.example', port: 3128, scheme: 'http', credentials: {username: 'me', password}},
		},
	});
	const {address, port} = practice.nameServer;
	base = ['--region', 'eastus', '--features', 'arc', '--level', 'mandatory', '--dns', `${address}:${port}`];
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});
beforeEach(() => {
	home = path.join(folder, `home-${++count}`);
});

const run = (parameters: readonly string[], environment: {readonly [name: string]: string} = {}): Promise<Outcome> =>
	runCommand(parameters, {home, environment});
/** Beside another one, as another user of the same home. */
const runBeside = (...parameters: string[]) => runProgram(parameters, {home});
const save = (name: string, ...more: string[]) => run(['profiles', 'save', name, ...base, ...more]);
const withPassword = (name: string) =>
	(practice.proxies[name]?.url ?? '').replace('http://', `http://me:${encodeURIComponent(password)}@`);
const withUser = (name: string) => (practice.proxies[name]?.url ?? '').replace('http://', 'http://me@');
const list = async () => JSON.parse((await run(['profiles', 'list', '--format', 'json'])).stdout);
const filesIn = (where: string) =>
	fs
		.readdirSync(where, {recursive: true, encoding: 'utf8'})
		.map(name => path.join(where, name))
		.filter(file => fs.statSync(file).isFile());
const authCauses = (stdout: string) =>
	(JSON.parse(stdout) as Run).results.filter(({cause}) => cause?.startsWith('proxy.auth')).length;

describe('profiles', () => {
	it('of one name go to one of two who rename or import it at once', async () => {
		for (let round = 0; round < 3; round++) {
			await save('prod');
			const renames = await Promise.all(['one', 'two'].map(name => runBeside('profiles', 'rename', 'prod', name)));
			expect(renames.map(({code}) => code).toSorted()).toEqual([0, 2]);
			const [{name: kept}] = (await list()).profiles;
			expect((await list()).profiles).toHaveLength(1);
			const file = path.join(folder, 'at-once.json');
			await run(['profiles', 'export', kept, '--output', file, '--force']);
			await run(['profiles', 'remove', kept]);
			const imports = await Promise.all(
				['prod', 'prod'].map(name => runBeside('profiles', 'import', file, '--name', name)),
			);
			expect(imports.map(({code}) => code).toSorted()).toEqual([0, 2]);
		}
	});

	it('are saved, shown, listed, renamed and removed', async () => {
		expect(await save('prod')).toMatchObject({code: 0, stdout: 'The profile prod is saved.\n', stderr: ''});
		expect(await save('lab', '--timeout', '2')).toMatchObject({code: 0});
		expect(JSON.parse((await run(['profiles', 'show', 'lab'])).stdout)).toMatchObject({
			schema: 'arc-netcheck/profile@1',
			name: 'lab',
			settings: {region: 'eastus', timeoutMs: 2000},
		});
		expect((await run(['profiles', 'list'])).stdout).toBe(
			'lab   eastus           never run\nprod  eastus           never run\n',
		);
		expect(await run(['profiles', 'rename', 'lab', 'prod'])).toMatchObject({code: 2, stdout: ''});
		expect((await run(['profiles', 'rename', 'lab', 'test'])).code).toBe(0);
		expect((await run(['profiles', 'remove', 'prod'])).code).toBe(0);
		expect((await list()).profiles).toMatchObject([{name: 'test', lastRun: null}]);
	});

	it('give their settings to a command, and flags go before them for one run', async () => {
		await save('prod', '--retries', '0');
		const planned = async (...more: string[]) =>
			JSON.parse((await run(['plan', '--profile', 'prod', '--format', 'json', ...more])).stdout).settings;
		expect(await planned()).toMatchObject({region: 'eastus', features: ['arc'], level: 'mandatory', retries: 0});
		expect(await planned('--region', 'westus', '--retries', '3')).toMatchObject({
			region: 'westus',
			retries: 3,
			level: 'mandatory',
		});
		expect(await planned()).toMatchObject({region: 'eastus', retries: 0});
		const rules = await run(['explain', 'mcr.microsoft.com', '--profile', 'prod', '--format', 'json', '--quiet']);
		expect((JSON.parse(rules.stdout) as Run).settings).toMatchObject({region: 'eastus', retries: 0});
	});

	it('change one thing and keep the rest when they are saved from themselves', async () => {
		await save('prod', '--keep', '7');
		await run(['profiles', 'save', 'prod', '--profile', 'prod', '--region', 'westus']);
		const {runsKept, settings} = JSON.parse((await run(['profiles', 'show', 'prod'])).stdout);
		expect({runsKept, region: settings.region, level: settings.level}).toEqual({
			runsKept: 7,
			region: 'westus',
			level: 'mandatory',
		});
	});

	it('name files by their whole path, since cron starts elsewhere', async () => {
		await save('prod', '--ca-file', 'package.json');
		expect(JSON.parse((await run(['profiles', 'show', 'prod'])).stdout).settings.caFile).toBe(
			path.resolve('package.json'),
		);
	});

	it.each<[string[], RegExp]>([
		[['profiles', 'show', 'nix'], /There is no profile nix/],
		[['check', '--profile', 'nix'], /There is no profile nix.*profiles list/],
		[['plan', '--profile', '../prod'], /--profile "\.\.\/prod" can.t be a profile name: take up to 64/],
		[['profiles', 'save', '../prod', '--region', 'eastus'], /be a profile name/],
		[['profiles', 'save', 'prod'], /No region is given/],
		[['profiles', 'save', 'prod', '--region', 'eastus', '--password-from', 'S3cret'], /never the password/],
		[['profiles', 'save', 'prod', '--region', 'eastus', '--keep', '0'], /--keep.*1 to 10000/],
		[['profiles', 'remove', 'nix'], /There is no profile nix/],
		[['profiles', 'import', '/nowhere.json'], /\/nowhere\.json does not exist/],
		[['check', '--region', 'eastus', '--watch', '5m'], /--watch compares the runs of a profile/],
		[['check', '--profile', 'prod', '--watch', '5m', '--again'], /--watch repeats the whole check.*leave out --again/],
		[['check', '--profile', 'prod', '--watch', '5x'], /--watch is "5x": give a time from 10s to 24h/],
		[['check', '--profile', 'prod', '--watch', '1s'], /10s to 24h/],
	])('%j gets one sentence and exit code 2', async (parameters, sentence) => {
		const outcome = await run(parameters);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(sentence);
		expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
		expect(outcome.stderr).not.toMatch(traces);
	});

	it('are listed with their last result; a bad file is named and the rest goes on', async () => {
		await save('prod', '--proxy', 'none', '--timeout', '1', '--retries', '0');
		await run(['check', '--profile', 'prod', '--quiet']);
		const profiles = path.join(home, 'profiles');
		fs.writeFileSync(path.join(profiles, 'cut.json'), '{"schema": "arc-');
		fs.writeFileSync(path.join(profiles, 'future.json'), '{"schema": "arc-netcheck/profile@9"}');
		fs.symlinkSync('/etc/passwd', path.join(profiles, 'link.json'));
		const text = await run(['profiles', 'list']);
		expect(text).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^prod {2}eastus +FAILING, \d+ of \d+ blocked(?: \(\d+ optional\))?, just now\n$/),
		});
		expect(text.stderr).toMatch(/profile cut was damaged; its file is kept as .*cut\.json\.damaged-/);
		expect(text.stderr).toMatch(/profile future was written by a newer arc-netcheck/);
		expect(text.stderr).toMatch(/link\.json is a symlink/);
		expect(text.stderr.trim().split('\n')).toHaveLength(3);
		expect(fs.readFileSync(path.join(profiles, 'future.json'), 'utf8')).toBe('{"schema": "arc-netcheck/profile@9"}');
		expect((await list()).profiles).toMatchObject([{name: 'prod', lastRun: {state: 'failing', profile: 'prod'}}]);
	});
});

describe('a profile in a file', () => {
	it('comes back the same, under its own name or another', async () => {
		await save(
			'prod',
			'--resource',
			'acr=mine12',
			'--password-from',
			'env:CORP_PASSWORD',
			'--proxy',
			withPassword('auth'),
		);
		const file = path.join(folder, `exported-${count}.json`);
		expect((await run(['profiles', 'export', 'prod', '--output', file])).code).toBe(0);
		const text = fs.readFileSync(file, 'utf8');
		expect(text).not.toMatch(traces);
		expect((await run(['profiles', 'import', file])).stderr).toMatch(/There is a profile prod already/);
		expect((await run(['profiles', 'import', file, '--force'])).stdout).toBe('The profile prod is replaced.\n');
		expect((await run(['profiles', 'export', 'prod'])).stdout).toBe(text);
		await run(['profiles', 'import', file, '--name', 'second']);
		expect((await run(['profiles', 'export', 'second'])).stdout).toBe(
			text.replace('"name": "prod"', '"name": "second"'),
		);
	});

	const stranger = {scheme: 'http', host: 'elsewhere.example', port: 3128, username: 'me'} as const;
	/** A file as somebody else may have written it. */
	function shared(passwordFrom: unknown, https: object = stranger): string {
		const file = path.join(folder, `shared-${count}.json`);
		const proxy = {source: 'given', https, http: https, noProxy: ''};
		const settings = {region: 'eastus', proxy};
		fs.writeFileSync(file, JSON.stringify({schema: 'arc-netcheck/profile@1', name: 'shared', settings, passwordFrom}));
		return file;
	}
	const placeOf = async (name: string) => JSON.parse((await run(['profiles', 'show', name])).stdout).passwordFrom;

	it.each<[string, object]>([
		['a variable', {env: 'AWS_SECRET_ACCESS_KEY'}],
		['the variable of this program', {env: 'ARC_NETCHECK_PROXY_PASSWORD'}],
		['a file', {file: '/etc/shadow'}],
		['a file beside it', {file: '../.ssh/id_ed25519'}],
		['a pipe of the shell', {file: '/dev/stdin'}],
		['a file with controls in its name', {file: '/x/\u001b]0;owned\u0007'}],
	])('never brings the place of a secret: %s', async (_what, passwordFrom) => {
		const outcome = await run(['profiles', 'import', shared(passwordFrom)]);
		expect(outcome).toMatchObject({code: 0, stdout: 'The profile shared is imported.\n'});
		expect(outcome.stderr).toMatch(/^Note: the file would take the password of the proxy from .* import it with/);
		expect(outcome.stderr).not.toContain('\u001b');
		expect(await placeOf('shared')).toBeNull();
	});

	it('takes the place of a secret from who imports it', async () => {
		const file = shared({env: 'AWS_SECRET_ACCESS_KEY'});
		const outcome = await run(['profiles', 'import', file, '--password-from', 'env:MINE']);
		expect(outcome.stderr).toBe('');
		expect(await placeOf('shared')).toEqual({env: 'MINE'});
		expect((await run(['profiles', 'import', file, '--force', '--password-from', 'secret'])).code).toBe(2);
	});

	it('may name a place that this user has for the same proxy, and for no other', async () => {
		await save('own', '--proxy', 'http://me@elsewhere.example:3128', '--password-from', 'env:MINE');
		expect((await run(['profiles', 'import', shared({env: 'MINE'}), '--name', 'same'])).stderr).toBe('');
		expect(await placeOf('same')).toEqual({env: 'MINE'});
		for (const [name, other] of [
			['port', {...stranger, port: 3129}],
			['host', {...stranger, host: 'evil.example'}],
			['user', {...stranger, username: 'other'}],
		] as const) {
			const {stderr} = await run(['profiles', 'import', shared({env: 'MINE'}, other), '--name', name]);
			expect(stderr).toContain('the environment variable MINE');
			expect(await placeOf(name)).toBeNull();
		}
	});

	it('has its paths read as seen from the file', async () => {
		const file = path.join(folder, 'checkout.json');
		const settings = {region: 'eastus', caFile: './corp.pem'};
		fs.writeFileSync(file, JSON.stringify({schema: 'arc-netcheck/profile@1', name: 'prod', settings}));
		await run(['profiles', 'import', file]);
		expect(JSON.parse((await run(['profiles', 'show', 'prod'])).stdout).settings.caFile).toBe(
			path.join(folder, 'corp.pem'),
		);
	});

	it('can draw nothing on the terminal that shows it', async () => {
		const file = path.join(folder, 'hostile.json');
		const proxy = {source: 'none', https: null, http: null, noProxy: '\u009b31mred\u202e'};
		fs.writeFileSync(
			file,
			JSON.stringify({schema: 'arc-netcheck/profile@1', name: 'prod', settings: {region: 'eastus', proxy}}),
		);
		await run(['profiles', 'import', file]);
		for (const parameters of [
			['show', 'prod'],
			['export', 'prod'],
			['list', '--format', 'json'],
		]) {
			const {stdout} = await run(['profiles', ...parameters]);
			expect(stdout).toContain('31mred');
			expect(stdout).not.toMatch(/[\u009b\u202e]/);
		}
	});

	const valid = {schema: 'arc-netcheck/profile@1', name: 'prod', settings: {region: 'eastus'}};
	it.each<[string, string, RegExp]>([
		['a comma too many', '{\n  "schema": "arc-netcheck/profile@1",\n}', /not valid JSON at line 3, column 1/],
		['a wrong type', JSON.stringify({...valid, runsKept: 'all'}), /: runsKept: give a number\.$/m],
		[
			'a field too many',
			JSON.stringify({...valid, settings: {region: 'eastus', regoin: 1}}),
			/: settings: "regoin" is not known/,
		],
		['a field too few', JSON.stringify({...valid, settings: undefined}), /: settings: it is missing\.$/m],
		[
			'a wrong word',
			JSON.stringify({...valid, settings: {region: 'eastus', level: 'all'}}),
			/: settings\.level: choose one of "mandatory", /,
		],
		[
			'a feature that there is not',
			JSON.stringify({...valid, settings: {region: 'eastus', features: ['gpux']}}),
			/"gpux" \(settings\.features\) is unknown: use gpu\./,
		],
		[
			'a password in a proxy',
			JSON.stringify({
				...valid,
				settings: {
					region: 'eastus',
					proxy: {
						source: 'given',
						http: null,
						noProxy: '',
						https: {scheme: 'http', host: 'p', port: 1, username: 'me', password},
					},
				},
			}),
			/: settings\.proxy\.https: "password" is not known here; a profile holds no password: name where it is with "passwordFrom"\./,
		],
		['a newer version', JSON.stringify({...valid, schema: 'arc-netcheck/profile@2'}), /newer arc-netcheck/],
		[
			'a region that there is not',
			JSON.stringify({...valid, settings: {region: 'estus'}}),
			/bad-\d+\.json: The region "estus" is unknown: use eastus or .* \(settings\.region\)/,
		],
		['a name that is a path', JSON.stringify({...valid, name: '../../x'}), /"name" in .*be a profile name/],
	])('with %s is refused with the place', async (_, text, sentence) => {
		const file = path.join(folder, `bad-${count}.json`);
		fs.writeFileSync(file, text);
		const outcome = await run(['profiles', 'import', file]);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(sentence);
		expect(outcome.stderr).not.toMatch(traces);
	});
});

describe('the password of a proxy', () => {
	it('is saved nowhere, and that is said on one line', async () => {
		const outcome = await save('prod', '--proxy', withPassword('auth'));
		expect(outcome.code).toBe(0);
		expect(outcome.stderr).toMatch(/^Note: the password of the proxy is not saved; .*ARC_NETCHECK_PROXY_PASSWORD.*\n$/);
		expect(outcome.stdout + outcome.stderr).not.toMatch(traces);
		for (const file of filesIn(home)) expect(fs.readFileSync(file, 'utf8')).not.toMatch(traces);
	});

	it('comes from the variable or the file that the profile names, and stands in no file and no output', async () => {
		const secretFile = path.join(folder, 'proxy-password');
		fs.writeFileSync(secretFile, `${password}\n`, {mode: 0o600});
		await save('by-variable', '--proxy', withUser('auth'), '--password-from', 'env:CORP_PASSWORD');
		await save('by-file', '--proxy', withUser('auth'), '--password-from', `file:${secretFile}`);
		// A password goes over the wire for each endpoint alike: a few are enough of them.
		const small = path.join(folder, 'small.json');
		const requirements = catalog.requirements.filter(({id}) => ['arm', 'entra'].includes(id));
		fs.writeFileSync(small, formatCatalog({...catalog, version: '2026-09-30', requirements}));
		const outputs: string[] = [];
		const checkInAllFormats = async (name: string) => {
			for (const format of ['json', 'text', 'markdown', 'html', 'ndjson', 'junit', 'openmetrics', 'csv']) {
				const words = ['check', '--profile', name, '--catalog', small, '--format', format];
				const outcome = await run(words, {CORP_PASSWORD: password});
				expect(outcome.code).toBe(1);
				outputs.push(outcome.stdout, outcome.stderr);
				if (format === 'json') expect(authCauses(outcome.stdout)).toBe(0);
			}
		};
		await Promise.all(['by-variable', 'by-file'].map(checkInAllFormats));
		for (const parameters of [
			['profiles', 'list'],
			['runs', 'list'],
			['runs', 'show', 'by-file@last'],
			['diff', 'by-file@2', 'by-file@last'],
		]) {
			const outcome = await run(parameters, {CORP_PASSWORD: password});
			expect(outcome.code).toBe(0);
			outputs.push(outcome.stdout, outcome.stderr);
		}
		expect(practice.proxies.auth?.requests.length).toBeGreaterThan(0);
		for (const output of outputs) expect(output).not.toMatch(traces);
		const files = filesIn(home);
		expect(files.length).toBeGreaterThan(16);
		for (const file of files) expect(fs.readFileSync(file, 'utf8')).not.toMatch(traces);
	}, 120_000);

	it('is missed in one sentence before any probing, but not by a plan', async () => {
		await save('prod', '--proxy', withUser('auth'), '--password-from', 'env:CORP_PASSWORD');
		const outcome = await run(['check', '--profile', 'prod']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/prod has no password for its proxy: set the environment variable CORP_PASSWORD/);
		expect((await run(['plan', '--profile', 'prod', '--quiet'])).code).toBe(0);
		expect((await run(['check', '--profile', 'prod', '--proxy', 'none', '--quiet'])).code).toBe(1);
	});

	it('is never sent to another proxy than the profile’s own', async () => {
		await save('prod', '--proxy', withUser('auth'), '--password-from', 'env:CORP_PASSWORD');
		const parameters = ['check', '--profile', 'prod', '--proxy', withUser('other'), '--format', 'json', '--quiet'];
		const outcome = await run(parameters, {CORP_PASSWORD: password});
		expect(authCauses(outcome.stdout)).toBeGreaterThan(0);
	});
});

describe('a profile in cron', () => {
	it('gives the same results with an empty environment but PATH and HOME', async () => {
		const xdg = path.join(folder, 'cron-home');
		fs.mkdirSync(xdg);
		const bare = {HOME: xdg, PATH: process.env.PATH ?? ''};
		const proxy = {https_proxy: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1', no_proxy: 'mcr.microsoft.com'};
		const start = (parameters: readonly string[], environment: NodeJS.ProcessEnv) =>
			spawnProgram(parameters, environment);
		// Made where the environment names a proxy, which cron does not.
		expect((await start(['profiles', 'save', 'prod', ...base], {...bare, ...proxy})).code).toBe(0);
		const before = await start(['check', '--profile', 'prod', '--format', 'json', '--quiet'], {...bare, ...proxy});
		const after = await start(['check', '--profile', 'prod', '--format', 'json', '--quiet'], bare);
		const essence = ({stdout}: {stdout: string}) =>
			(JSON.parse(stdout) as Run).results.map(({target, status, cause, route}) => ({
				target,
				status,
				cause,
				route,
			}));
		expect(after.code).toBe(before.code);
		expect(essence(after)).toEqual(essence(before));
		expect(essence(after).some(({route}) => route === 'proxy')).toBe(true);
		expect(fs.existsSync(path.join(xdg, '.config', 'arc-netcheck', 'profiles', 'prod.json'))).toBe(true);
		expect(fs.readdirSync(path.join(xdg, '.local', 'state', 'arc-netcheck', 'runs', 'prod'))).toHaveLength(2);
	});
});

async function spawnProgram(parameters: readonly string[], environment: NodeJS.ProcessEnv) {
	const [file, ...first] = program;
	const child = spawn(file, [...first, ...parameters], {
		env: environment,
		stdio: ['ignore', 'pipe', 'ignore'],
		cwd: '/',
	});
	let stdout = '';
	child.stdout.setEncoding('utf8').on('data', chunk => {
		stdout += chunk;
	});
	const code = await new Promise<number | null>(resolve => child.once('close', resolve));
	return {code, stdout};
}

/** Whether this machine lets us mount in a namespace of our own. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', folder]).status === 0;
/** A list too long for what is left of the disk. */
const bigList = Array.from({length: 6000}, (_, index) => `h${index}.example`).join(',');
const quote = (words: readonly string[]) => words.map(word => `'${word}'`).join(' ');

describe('a disk that is in the way', () => {
	const mountWays: [string, (inner: string) => string[], RegExp][] = [
		[
			'full',
			inner => [
				'unshare',
				'-rm',
				'sh',
				'-c',
				`cp -r "$ARC_NETCHECK_HOME" "$COPY.before" && mount -t tmpfs -o size=40k tmpfs "$ARC_NETCHECK_HOME" && cp -r "$COPY.before/." "$ARC_NETCHECK_HOME" && { ${inner}; code=$?; cp -r "$ARC_NETCHECK_HOME" "$COPY"; exit $code; }`,
			],
			/ENOSPC/,
		],
		[
			'read-only',
			inner => [
				'unshare',
				'-rm',
				'sh',
				'-c',
				`mount --bind "$ARC_NETCHECK_HOME" "$ARC_NETCHECK_HOME" && mount -o remount,ro,bind "$ARC_NETCHECK_HOME" && { ${inner}; code=$?; cp -r "$ARC_NETCHECK_HOME" "$COPY"; exit $code; }`,
			],
			/EROFS/,
		],
	];
	it.each<[string, (inner: string) => string[], RegExp]>([
		// The system refuses to write a file beyond this size; without the trap it would end the process.
		[
			'limited',
			inner => [
				'sh',
				'-c',
				`trap '' XFSZ; ulimit -f 16; ${inner}; code=$?; ulimit -f unlimited 2>/dev/null; cp -r "$ARC_NETCHECK_HOME" "$COPY"; exit $code`,
			],
			/EFBIG/,
		],
		...(canMount ? mountWays : []),
	])('because it is %s costs the new profile only, and that is said', async (_, wrap, code) => {
		await save('prod');
		await save('lab');
		const copy = path.join(folder, `copy-${count}`);
		const words = [...program, 'profiles', 'save', 'prod', ...base, '--no-proxy', bigList];
		const [command = '', ...parameters] = wrap(quote(words));
		const outcome = spawnSync(command, parameters, {
			env: {...environmentFor(home), COPY: copy},
			encoding: 'utf8',
		});
		expect(outcome.stderr).toMatch(
			/^arc-netcheck: Profiles can't be kept in .*profiles \(E[A-Z]+\)\. (Make room, or n|N)ame another folder/,
		);
		expect(outcome.stderr).toMatch(code);
		expect(outcome.status).toBe(3);
		expect(fs.readdirSync(path.join(copy, 'profiles'))).toEqual(['lab.json', 'prod.json']);
		home = copy;
		expect((await list()).profiles).toMatchObject([
			{name: 'lab', settings: {proxy: {noProxy: ''}}},
			{name: 'prod', settings: {proxy: {noProxy: ''}}},
		]);
	});

	it('because a file stands where the folder should be is said in one sentence', async () => {
		fs.writeFileSync(home, 'a file');
		const outcome = await save('prod');
		expect(outcome).toMatchObject({code: 3, stdout: ''});
		expect(outcome.stderr).toMatch(/Profiles can't be kept in .*\((ENOTDIR|EEXIST)\)/);
	});
});
