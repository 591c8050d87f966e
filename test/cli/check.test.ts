import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {endpointOf} from '../../source/plan/endpoints.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {hostsOf, serviceFor} from '../../source/practice/scenario.ts';
import type {Run} from '../../source/record/run.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program, runProgram} from '../helpers/program.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-check-'));
const at = (name: string) => path.join(folder, name);
const broken = at('broken.pem');
const noCertificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
fs.writeFileSync(broken, noCertificate);
let practice: PracticeNetwork;
let base: readonly string[];

const services = catalog.requirements
	.filter(({clouds}) => clouds.includes('public'))
	.flatMap(requirement => hostsOf(requirement).flatMap(host => serviceFor(requirement, host, requirement.port) ?? []));
const denied = ['dl.k8s.io', 'pypi.org'];

beforeAll(async () => {
	practice = await startPracticeNetwork({
		services,
		faults: [{host: 'silent.corp.example', fault: 'proxy-silent'}],
		proxies: {
			open: {host: 'open.corp.example', port: 3128, scheme: 'http', ports: [80, 443, 8084]},
			list: {
				host: 'list.corp.example',
				port: 3128,
				scheme: 'http',
				ports: [80, 443, 8084],
				allow: services.map(({host}) => host).filter(host => !denied.includes(host)),
			},
			auth: {
				host: 'auth.corp.example',
				port: 3128,
				scheme: 'http',
				credentials: {username: 'me', password: 'S3cret!word'},
			},
			silent: {host: 'silent.corp.example', port: 3128, scheme: 'http'},
		},
	});
	const {address, port} = practice.nameServer;
	base = [
		...['--region', 'eastus', '--dns', `${address}:${port}`, '--public-roots', await practice.rootsFile(folder)],
		// Long enough for a busy machine, whose services would seem silent too.
		...['--timeout', '60'],
	];
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

/** Where it does not matter which endpoints there are: a fourth of them. */
const few = ['--features', 'arc'];
const proxyUrl = (name: string) => practice.proxies[name]?.url ?? '';
const checkJson = async (parameters: readonly string[]) => {
	const outcome = await runCommand(['check', ...base, '--format', 'json', ...parameters]);
	return {...outcome, report: JSON.parse(outcome.stdout) as Run};
};

describe('check', () => {
	it('holds a result for every line of the original list, and says plainly that name resolution fails', async () => {
		// Its name server knows no name at all, as on a machine that has no internet.
		const empty = await startPracticeNetwork({services: []});
		const parameters = [
			'check',
			'--region',
			'eastus',
			'--dns',
			`127.0.0.1:${empty.nameServer.port}`,
			'--features',
			'all',
			'--level',
			'legacy',
		];
		const home = at('home-legacy');
		const outcome = await runCommand([...parameters, '--format', 'json', '--quiet'], {home});
		await empty.close();
		const report = JSON.parse(outcome.stdout) as Run;

		const lines = fs.readFileSync('test/catalog/seed-lines.txt', 'utf8').trim().split('\n');
		expect(lines).toHaveLength(56);
		for (const line of lines) {
			const [port, pattern] = line.split(' ');
			const rows = report.results.filter(
				({requirement}) => requirement?.pattern === pattern && requirement?.port === Number(port),
			);
			expect(rows.length, line).toBeGreaterThan(0);
		}
		const hosts = report.results.map(({target}) => target?.host);
		expect(hosts).toContain('eastus.api.azureml.ms');
		expect(hosts).toContain('eus.his.arc.azure.com');

		const probed = report.results.filter(({attempts}) => attempts.length > 0);
		expect(new Set(probed.map(({cause}) => cause))).toEqual(new Set(['dns.nxdomain']));
		expect(outcome.code).toBe(1);
		expect(outcome.stderr).toBe('');
		const text = await runCommand(['report', report.id], {home});
		expect(text.stdout).toContain('name resolution is what fails');
		expect(report.findings[0]).toMatchObject({owner: 'dns', severity: 'error'});
	});

	it('ends with 0 when all that is needed is reachable', async () => {
		const {code, report} = await checkJson(['--proxy', proxyUrl('open')]);
		expect(report.results.filter(({severity}) => severity === 'error')).toEqual([]);
		expect(report.summary.reachable).toBeGreaterThan(25);
		expect(code).toBe(0);
	});

	it('lists exactly what the proxy denies', async () => {
		const {code, report} = await checkJson(['--proxy', proxyUrl('list')]);
		const blocked = report.results.filter(({status}) => status === 'blocked');
		expect(new Set(blocked.map(({target}) => target?.host))).toEqual(new Set(denied));
		expect(new Set(blocked.map(({cause}) => cause))).toEqual(new Set(['proxy.host-denied']));
		expect(code).toBe(1);
	});

	it('writes a report that its published schema accepts', async () => {
		const {report} = await checkJson(['--proxy', proxyUrl('list'), '--level', 'legacy', '--features', 'all']);
		const validate = new Ajv2020({strict: false, allErrors: true}).compile(
			JSON.parse(fs.readFileSync('schema/run.schema.json', 'utf8')),
		);
		validate(report);
		expect(validate.errors).toBeNull();
	});

	it.each([
		['never', 'list', 0],
		['blocked', 'list', 1],
		['warning', 'list', 1],
	])('--fail-on %s', async (failOn, proxy, expected) => {
		const {code} = await checkJson(['--features', 'aml-training', '--proxy', proxyUrl(proxy), '--fail-on', failOn]);
		expect(code).toBe(expected);
	});

	it('is repeated by --again, and by "failed" only where it was not ok', async () => {
		const home = at('home-again');
		const run = async (parameters: readonly string[]) => {
			const outcome = await runCommand(['check', ...parameters, '--format', 'json', '--quiet'], {home});
			return {code: outcome.code, report: JSON.parse(outcome.stdout) as Run};
		};
		const probedSince = ({startedAt, results}: Run) =>
			results.filter(({attempts: [first]}) => first && first.startedAt >= startedAt).map(({target}) => target?.host);
		const first = await run([...base, '--features', 'arc-onboarding,aml-training', '--proxy', proxyUrl('list')]);
		const again = await run(['--again']);
		expect(again.report.settings).toEqual(first.report.settings);
		expect(probedSince(again.report)).toHaveLength(probedSince(first.report).length);
		const failed = await run(['--again', 'failed']);
		expect(new Set(probedSince(failed.report))).toEqual(new Set(denied));
		expect(failed.report.results).toHaveLength(first.report.results.length);
		expect([first.code, again.code, failed.code]).toEqual([1, 1, 1]);
		const {code, stderr} = await runCommand(['check', '--again', 'failed', '--region', 'westeurope'], {home});
		expect(code).toBe(2);
		expect(stderr).toMatch(/--again failed takes the settings of the last run/);
	});

	it('does not ask one by one behind a proxy where nobody answers, unless --anyway', async () => {
		const dead = ['check', ...base, ...few, '--proxy', 'http://127.0.0.1:1', '--format', 'json'];
		const spared = await runCommand(dead);
		expect(spared.stderr).toMatch(/Nothing listens at the proxy http:\/\/127\.0\.0\.1:1 .*--anyway does that\./);
		const anyway = await runCommand([...dead, '--anyway']);
		expect(anyway.stderr).not.toMatch(/--anyway/);
		for (const {stdout, code} of [spared, anyway]) {
			const {results} = JSON.parse(stdout) as Run;
			const causes = results.filter(({attempts}) => attempts.length > 0).map(({cause}) => cause);
			expect(new Set(causes)).toEqual(new Set(['proxy.refused']));
			expect(code).toBe(1);
		}
	});

	it('names a dead one of several proxies, also with --anyway', async () => {
		const pac = at('several.pac');
		const {host} = new URL(proxyUrl('list'));
		fs.writeFileSync(pac, `function FindProxyForURL() { return 'PROXY ${host}; PROXY 127.0.0.1:1'; }`);
		const words = ['check', ...base, ...few, '--pac', pac, '--format', 'json'];
		for (const more of [[], ['--anyway']]) {
			const {findings} = JSON.parse((await runCommand([...words, ...more])).stdout) as Run;
			const steps = findings.filter(({id}) => id === 'settings').flatMap(({fix}) => fix);
			expect(steps).toEqual(
				expect.arrayContaining([expect.stringContaining('http://127.0.0.1:1, to which clients fall back')]),
			);
		}
	});

	it('writes no password anywhere', async () => {
		const home = at('home-with-secret');
		const url = proxyUrl('auth').replace('http://', 'http://me:S3cret%21word@');
		for (const format of ['json', 'text', 'markdown']) {
			const outcome = await runCommand(
				// With a port that this proxy lets nobody through to.
				['check', ...base, '--features', 'cluster-connect', '--proxy', url, '--format', format],
				{home},
			);
			expect(outcome.code).toBe(1);
			expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(/S3cret/);
		}
		const files = fs.readdirSync(home, {recursive: true, encoding: 'utf8'}).map(name => path.join(home, name));
		const texts = files.filter(file => fs.statSync(file).isFile());
		expect(texts.length).toBe(3);
		for (const file of texts) expect(fs.readFileSync(file, 'utf8')).not.toMatch(/S3cret|bWU6UzNjcmV0/);
	});

	it('takes the password from the environment', async () => {
		const url = proxyUrl('auth').replace('http://', 'http://me@');
		const outcome = await runCommand(['check', ...base, ...few, '--proxy', url, '--format', 'json', '--quiet'], {
			environment: {ARC_NETCHECK_PROXY_PASSWORD: 'S3cret!word'},
		});
		const report = JSON.parse(outcome.stdout) as Run;
		expect(report.results.some(({cause}) => cause?.startsWith('proxy.auth'))).toBe(false);
	});

	it('reads the proxy from the environment, and says which hosts go past it', async () => {
		const outcome = await runCommand(['check', ...base, ...few, '--format', 'json', '--quiet'], {
			environment: {https_proxy: proxyUrl('open'), http_proxy: proxyUrl('open'), no_proxy: 'mcr.microsoft.com'},
		});
		const report = JSON.parse(outcome.stdout) as Run;
		const row = report.results.find(({target}) => target?.host === 'mcr.microsoft.com');
		expect(row).toMatchObject({route: 'direct', routeReason: expect.stringContaining('mcr.microsoft.com')});
	});

	it('reports what in the environment would trip other tools, without repeating it', async () => {
		const proxy = proxyUrl('auth').replace('http://', 'http://me:S3cret%21word@');
		const environment = {https_proxy: proxy, http_proxy: proxy, HTTPS_PROXY: 'http://me:p@ss@other.example:3128'};
		const outcome = await runCommand(['check', ...base, ...few, '--format', 'json', '--quiet'], {environment});
		const {findings} = JSON.parse(outcome.stdout) as Run;
		const fix = findings.find(({id}) => id === 'settings')?.fix.join('\n');
		expect(fix).toMatch(/^https_proxy and HTTPS_PROXY: They differ: .* Give both the same value\.$/m);
		expect(fix).toMatch(/^HTTPS_PROXY: .* Percent-encode them/m);
		expect(fix).not.toMatch(/S3cret|p@ss|other\.example/);
	});

	it('prints a plain line for each endpoint on stderr', async () => {
		const {stderr, report} = await checkJson(['--proxy', proxyUrl('list')]);
		const lines = stderr.split('\n').filter(line => line.startsWith('['));
		const endpoints = new Set(report.results.map(endpointOf));
		expect(new Set(lines.map(line => line.split(/\s+/)[2]))).toEqual(endpoints);
		expect(lines.at(-1)).toMatch(new RegExp(`^\\[${endpoints.size}/${endpoints.size}\\] `));
		expect(stderr).toMatch(/^\[\d+\/\d+\] BLOCKED +dl\.k8s\.io:443 proxy\.host-denied$/m);
		expect(stderr).not.toContain('\u001b');
	});
});

describe('the report file', () => {
	it('is written, not overwritten, and replaced by force', async () => {
		const file = at('report.md');
		const parameters = [
			'check',
			...base,
			...few,
			'--proxy',
			proxyUrl('open'),
			'--format',
			'markdown',
			'--output',
			file,
			'--quiet',
		];
		expect((await runCommand(parameters)).code).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toMatch(/^# /);
		expect(fs.statSync(file).mode & 0o777).toBe(0o600);

		fs.writeFileSync(file, 'mine');
		const second = await runCommand(parameters);
		expect(second).toMatchObject({code: 2, stdout: ''});
		expect(second.stderr).toMatch(/report\.md is there already.*--force/);
		expect(fs.readFileSync(file, 'utf8')).toBe('mine');

		expect((await runCommand([...parameters, '--force'])).code).toBe(0);
		expect(fs.readFileSync(file, 'utf8')).toMatch(/^# /);
		expect(fs.readdirSync(folder).filter(name => name.endsWith('.new'))).toEqual([]);
	});

	it('needs a folder that exists', async () => {
		const outcome = await runCommand(['check', ...base, '--output', at('nowhere/report.md')]);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/folder .*nowhere does not exist/);
	});
});

describe('a run that is stopped', () => {
	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('by %s says what it has, marked incomplete, and keeps it', async (signal, expected) => {
		const home = at(`home-${signal}`);
		const parameters = [
			'check',
			...base,
			'--proxy',
			proxyUrl('open'),
			'--https-proxy',
			proxyUrl('silent'),
			'--features',
			'os-packages',
			'--format',
			'json',
		];
		const [file, ...first] = program;
		const child = spawn(file, [...first, ...parameters], {
			env: environmentFor(home),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', chunk => {
			stdout += chunk;
		});
		// Plain HTTP goes through the open proxy and is done at once; the rest waits for the silent one.
		let journalWhileRunning = '';
		child.stderr.setEncoding('utf8').on('data', chunk => {
			stderr += chunk;
			if (journalWhileRunning !== '' || !/\] ok /.test(stderr)) return;
			const [name] = fs.readdirSync(path.join(home, 'runs'));
			journalWhileRunning = fs.readFileSync(path.join(home, 'runs', name ?? ''), 'utf8');
			child.kill(signal);
		});
		const code = await new Promise(resolve => child.once('close', resolve));
		expect(code).toBe(expected);
		const report = JSON.parse(stdout) as Run;
		expect(report.complete).toBe(false);
		expect(report.summary.reachable).toBeGreaterThan(0);
		expect(report.summary.skipped).toBeGreaterThan(0);
		expect(journalWhileRunning).toContain('"schema":"arc-netcheck/journal@2"');
		expect(journalWhileRunning).toContain('"status":"reachable"');
		const [kept] = fs.readdirSync(path.join(home, 'runs'));
		expect(kept).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{6}\.json$/);
	});

	it('with more rows than are judged in time is kept, and says which report writes it', async () => {
		const home = at('home-long');
		const own = at('long.json');
		const requirements = Array.from({length: 1001}, (_, index) => ({host: `own-${index}.corp.example`}));
		fs.writeFileSync(own, JSON.stringify({requirements}));
		const parameters = ['--proxy', proxyUrl('open'), '--https-proxy', proxyUrl('silent'), '--requirements', own];
		const [file, ...first] = program;
		const child = spawn(file, [...first, 'check', ...base, ...parameters, '--format', 'json'], {
			env: environmentFor(home),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', chunk => {
			stdout += chunk;
		});
		child.stderr.setEncoding('utf8').on('data', chunk => {
			if (!/\] ok /.test(stderr) && /\] ok /.test(stderr + chunk)) child.kill('SIGTERM');
			stderr += chunk;
		});
		expect(await new Promise(resolve => child.once('close', resolve))).toBe(143);
		expect(stdout).toBe('');
		const [, id = ''] = /kept: write it with "arc-netcheck report (\S+)"\.\n$/.exec(stderr) ?? [];
		const later = await runCommand(['report', id, '--format', 'json'], {home});
		const {complete, summary} = JSON.parse(later.stdout) as Run;
		expect(complete).toBe(false);
		expect(summary.targets).toBeGreaterThan(1001);
		expect(summary.reachable).toBeGreaterThan(0);
	});
});

describe('what can go wrong around a run', () => {
	it('goes on without a place to keep the run, and says so', async () => {
		const file = at('a-file');
		fs.writeFileSync(file, '');
		const outcome = await runCommand(['check', ...base, ...few, '--proxy', proxyUrl('open')], {
			environment: {ARC_NETCHECK_HOME: file},
		});
		expect(outcome.code).toBe(0);
		expect(outcome.stderr).toMatch(/This run can't be kept in .*a-file.*ARC_NETCHECK_HOME/);
	});

	it.runIf(process.platform === 'linux').each([
		['ARC_NETCHECK_HOME', runCommand],
		['HOME', runProgram],
	] as const)(
		'ends and prints its report where %s names a place without folders (on Linux alone)',
		async (variable, start) => {
			const home: {readonly [name: string]: string} = {ARC_NETCHECK_HOME: '', [variable]: '/proc/nope'};
			const outcome = await start(['check', ...base, ...few, '--proxy', proxyUrl('open')], {environment: home});
			expect(outcome.code).toBe(0);
			expect(outcome.stdout).toContain('eastus');
			expect(outcome.stderr).toMatch(/This run can't be kept in \/proc\/nope.* \(ENOENT\)/);
			const save = await start(['profiles', 'save', 'prod', '--region', 'eastus'], {environment: home});
			expect(save).toMatchObject({code: 3, stdout: ''});
			expect(save.stderr).toMatch(/^arc-netcheck: Profiles can't be kept in \/proc\/nope.*\n$/);
		},
	);

	it.each([
		[['check'], /No region is given.*--region/],
		[['check', '--region', 'estus'], /region "estus" is unknown: use eastus/],
		[['check', '--region', 'eastus', '--features', 'arcc'], /arcc/],
		[['check', '--region', 'eastus', '--proxy', 'socks://a:1'], /--proxy.*SOCKS without a version/],
		[['check', '--region', 'eastus', '--proxy', 'http://me:hunter2@@:x'], /--proxy/],
		[['check', '--region', 'eastus', '--timeout', 'soon'], /--timeout.*seconds/],
		[['check', '--region', 'eastus', '--ca-file', '/nowhere.pem'], /--ca-file \/nowhere\.pem does not exist/],
		[['check', '--region', 'eastus', '--ca-file', 'package.json'], /holds no certificate/],
		[
			['check', '--region', 'eastus', '--ca-file', broken],
			/--ca-file .*broken\.pem: block 1 of 1, from line 1 can't be read/,
		],
		[
			['explain', 'a.example', '--public-roots', broken],
			/--public-roots .*broken\.pem: block 1 of 1, from line 1 can't be read/,
		],
		[
			['check', '--region', 'eastus', '--requirements', '/nowhere.json'],
			/--requirements \/nowhere\.json does not exist/,
		],
		[['check', '--region', 'eastus', '--format', 'yaml'], /--format.*text, json, ndjson, markdown/s],
		[['check', '--frmat', 'json'], /unknown option '--frmat'/],
		[['chek'], /chek/],
	])('%j gets one sentence and exit code 2', async (parameters, sentence) => {
		const outcome = await runCommand(parameters);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(sentence);
		expect(outcome.stderr).not.toMatch(/hunter2|\bat .*:\d+:\d+/);
	});
});

describe('plan, help and version', () => {
	it('plan shows what would be probed without any traffic', async () => {
		const before = practice.proxies.open?.requests.length;
		const outcome = await runCommand(['plan', ...base, '--proxy', proxyUrl('open'), '--format', 'json']);
		expect(outcome.code).toBe(0);
		const plan = JSON.parse(outcome.stdout);
		expect(plan.schema).toBe('arc-netcheck/plan@1');
		expect(plan.targets.length).toBeGreaterThan(30);
		expect(practice.proxies.open?.requests.length).toBe(before);
	});

	it.each([
		[['--version'], /^arc-netcheck \d+\.\d+\.\d+\n$/],
		[['--help'], /\n {2}check .*Probe without questions/],
	])('%j, in a process', async (parameters, text) => {
		const outcome = await runProgram(parameters);
		expect(outcome).toMatchObject({code: 0, stderr: ''});
		expect(outcome.stdout).toMatch(text);
	});

	it.each([
		[['help', 'features'], /\n {2}arc \* +Azure Arc agents\n/],
		[['check', '--help'], /--region <name>/],
		[['plan', '--help'], /--features <list>/],
	])('%j', async (parameters, text) => {
		const outcome = await runCommand(parameters);
		expect(outcome).toMatchObject({code: 0, stderr: ''});
		expect(outcome.stdout).toMatch(text);
	});
});
