import {spawn} from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Run} from '../../source/record/run.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program, runProgram} from '../helpers/program.ts';
import {startInPty} from '../helpers/pty.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-secrets-'));
const password = 'S3cret!w/ord:ü';
/** The password as it was typed, as it stands in an address, and as it goes over the wire, padded or not. */
const traces = [
	password,
	encodeURIComponent(password),
	encodeURI(password),
	...[password, `me:${password}`].map(text => Buffer.from(text).toString('base64').replace(/=+$/, '')),
	'S3cret',
];
const formats = ['text', 'json', 'ndjson', 'markdown', 'html', 'csv', 'junit', 'openmetrics', 'change-request'];

let practice: PracticeNetwork;
let base: readonly string[];
beforeAll(async () => {
	practice = await startPracticeNetwork({
		services: [],
		proxies: {auth: {host: 'auth.corp.example', port: 3128, scheme: 'http', credentials: {username: 'me', password}}},
	});
	const {address, port} = practice.nameServer;
	base = ['--region', 'eastus', '--features', 'arc', '--level', 'mandatory', '--dns', `${address}:${port}`];
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

const proxyAs = (user: string) => (practice.proxies.auth?.url ?? '').replace('http://', `http://${user}@`);
const withPassword = () => proxyAs(`me:${encodeURIComponent(password)}`);

function expectNoTrace(text: string, where: string): void {
	for (const trace of traces) expect(text.includes(trace), `${trace} in ${where}`).toBe(false);
}

/** Every file below a folder, by its path. */
function filesIn(where: string): readonly string[] {
	return fs
		.readdirSync(where, {recursive: true, encoding: 'utf8'})
		.map(name => path.join(where, name))
		.filter(file => fs.statSync(file).isFile());
}

function expectNoTraceIn(home: string): void {
	for (const file of filesIn(home))
		expectNoTrace(`${file}\n${fs.readFileSync(file, 'latin1')}\n${fs.readFileSync(file, 'utf8')}`, file);
}

/** The ways in which a password comes to the program: settings of a command, variables, and what a profile says of it. */
function waysIn(home: string) {
	const secretFile = path.join(folder, 'proxy-password');
	fs.mkdirSync(home, {recursive: true});
	fs.writeFileSync(secretFile, `${password}\n`, {mode: 0o600});
	const none: {readonly [name: string]: string} = {};
	return [
		{name: 'address', flags: ['--proxy', withPassword()], environment: none, save: []},
		{
			name: 'variable',
			flags: ['--proxy', proxyAs('me')],
			environment: {ARC_NETCHECK_PROXY_PASSWORD: password},
			save: [],
		},
		{name: 'environment', flags: [], environment: {https_proxy: withPassword(), http_proxy: withPassword()}, save: []},
		{
			name: 'named-variable',
			flags: ['--proxy', proxyAs('me')],
			environment: {CORP_PASSWORD: password},
			save: ['--password-from', 'env:CORP_PASSWORD'],
		},
		{
			name: 'file',
			flags: ['--proxy', proxyAs('me')],
			environment: none,
			save: ['--password-from', `file:${secretFile}`],
		},
	] as const;
}

describe('a password that is in use', () => {
	it('is found in no output and in no file, whatever command is run and wherever it comes from', async () => {
		const home = path.join(folder, 'home');
		const tryWay = async ({name, flags, environment, save}: ReturnType<typeof waysIn>[number]) => {
			const run = async (...words: string[]) => {
				const outcome = await runCommand(words, {home, environment});
				expectNoTrace(`${outcome.stdout}\n${outcome.stderr}`, `${name}: ${words.join(' ')}`);
				expect(outcome.code, `${words.join(' ')}: ${outcome.stderr}`).toBeLessThan(2);
				return outcome;
			};
			await run('profiles', 'save', name, ...base, ...flags, ...save);
			// Where the profile doesn't say where the password is, it comes as it came when it was saved.
			const again = save.length > 0 ? ['--profile', name] : ['--profile', name, ...flags];
			const {stdout} = await run('check', ...again, '--format', 'json');
			const {results} = JSON.parse(stdout) as Run;
			expect(results.some(({route}) => route === 'proxy')).toBe(true);
			expect(results.filter(({cause}) => cause?.startsWith('proxy.auth'))).toEqual([]);
			await run('check', ...again, '--format', 'ndjson');
			await run('plan', ...again);
			await run('explain', 'mcr.microsoft.com', ...again);
			// What follows reads what is stored, which is the same for the other ways.
			if (name !== 'address' && name !== 'file') return;
			await run('rules', 'squid', ...again);
			await run('profiles', 'show', name);
			await run('profiles', 'export', name);
			await run('profiles', 'list', '--format', 'json');
			for (const format of formats) await run('report', `${name}@last`, '--format', format);
			await run('diff', `${name}@2`, `${name}@last`, '--format', 'json');
			await run('runs', 'list');
		};
		await Promise.all(waysIn(home).map(tryWay));
		expect(filesIn(home).length).toBeGreaterThan(14);
		expectNoTraceIn(home);
	}, 240_000);

	it.runIf(program.length > 1)(
		'is in no fault report, though the error quotes it in every way (not with the binary: it takes no code from outside)',
		async () => {
			const preload = path.join(folder, 'crash.mjs');
			const quoted = [`http://me:${password}@proxy:3128`, withPassword(), ...traces.slice(0, -1)];
			fs.writeFileSync(
				preload,
				`import net from 'node:net';
			import {syncBuiltinESMExports} from 'node:module';
			const fail = () => setTimeout(() => { throw new Error(${JSON.stringify(`lost ${quoted.join(' and ')}, Basic ${traces[4]}`)}); });
			const {connect} = net;
			net.connect = (...values) => { fail(); return connect(...values); };
			syncBuiltinESMExports();
			process.nextTick(() => {});`,
			);
			const home = path.join(folder, 'home-crash');
			for (const {name, flags, environment, save} of waysIn(home)) {
				await runCommand(['profiles', 'save', name, ...base, ...flags, ...save], {home, environment});
				const again = save.length > 0 ? ['--profile', name] : ['--profile', name, ...flags];
				const outcome = await runProgram(['check', ...again, '--quiet'], {
					home,
					environment: {...environment, NODE_OPTIONS: `--import ${preload}`},
				});
				expect(outcome.stderr).toMatch(
					/^This is a fault of arc-netcheck itself.*\nError: lost http:\/\/me:\*\*\*@proxy/,
				);
				expect(outcome.code).toBe(3);
				expectNoTrace(`${outcome.stdout}\n${outcome.stderr}`, name);
			}
			expectNoTraceIn(home);
		},
		120_000,
	);

	it('is in no debugger that a signal opens', async () => {
		// A name server that is silent: the first question says that the program is at work.
		const silent = dgram.createSocket('udp4');
		await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
		const server = `127.0.0.1:${silent.address().port}`;
		const [file, ...first] = program;
		const child = spawn(
			file,
			[...first, 'explain', 'a.example.com', '--dns', server, '--timeout', '1', '--retries', '0'],
			{
				env: environmentFor(path.join(folder, 'home-signal')),
				stdio: ['ignore', 'ignore', 'pipe'],
			},
		);
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', text => {
			stderr += text;
		});
		silent.once('message', () => child.kill('SIGUSR1'));
		await new Promise(resolve => child.once('close', resolve));
		silent.close();
		expect(child.signalCode).toBeNull();
		expect(stderr).not.toContain('Debugger');
	});

	it.each([
		{NODE_DEBUG: 'http,net,tls,https,dns,fs,undici'},
		{NODE_DEBUG_NATIVE: 'http,tls'},
		{NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9'},
		{NODE_TLS_REJECT_UNAUTHORIZED: '0'},
		{NODE_EXTRA_CA_CERTS: '/nowhere.pem'},
		{NODE_OPTIONS: '--trace-warnings --pending-deprecation', DEBUG: '*'},
	])('is shown by no variable of the runtime, and the check goes on: %j', async environment => {
		const {address, port} = practice.nameServer;
		const parameters = ['explain', 'http://a.example.com', '--dns', `${address}:${port}`, '--retries', '0'];
		const outcome = await runProgram([...parameters, '--proxy', withPassword(), '--format', 'csv'], {
			home: path.join(folder, 'home-runtime'),
			environment,
		});
		expect(outcome.code).toBe(1);
		expect(outcome.stdout).toContain('a.example.com');
		expect(outcome.stderr).not.toMatch(/fault of arc-netcheck/);
		expectNoTrace(`${outcome.stdout}\n${outcome.stderr}`, JSON.stringify(environment));
	});

	it.runIf(process.platform === 'linux')(
		'is not in the command line that other users can read, and a watch ends without it (on Linux alone)',
		async () => {
			const home = path.join(folder, 'home-watch');
			await runCommand(['profiles', 'save', 'prod', ...base, '--proxy', withPassword()], {home});
			const child = spawn(
				program[0],
				[...program.slice(1), 'check', '--profile', 'prod', '--proxy', withPassword(), '--watch', '10s'],
				{env: environmentFor(home), stdio: ['ignore', 'pipe', 'pipe']},
			);
			let output = '';
			const closed = new Promise(resolve => child.once('close', resolve));
			await new Promise<void>(resolve => {
				for (const stream of [child.stdout, child.stderr]) {
					stream.setEncoding('utf8').on('data', chunk => {
						output += chunk;
						if (/UTC: /.test(output)) resolve();
					});
				}
			});
			for (const name of ['cmdline', 'comm']) {
				expectNoTrace(fs.readFileSync(`/proc/${child.pid}/${name}`, 'utf8'), name);
			}
			expect(fs.readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).toContain('--proxy http://me:***@');
			child.kill('SIGTERM');
			expect(await closed).toBe(143);
			expectNoTrace(output, 'the output of the watch');
			expectNoTraceIn(home);
		},
	);

	it('that is typed into the plain wizard stays on no screen and in no file', async () => {
		const home = path.join(folder, 'home-wizard');
		const work = path.join(folder, 'work');
		fs.mkdirSync(work);
		const wizard = startInPty(['--accessible', ...base, '--proxy', proxyAs('me')], {
			cwd: work,
			environment: {HOME: home, ARC_NETCHECK_HOME: home},
		});
		// Enter takes what is proposed; only the password is typed.
		let answered = 0;
		let isTyped = false;
		const ended = wizard.exit.then(() => true);
		const answer = setInterval(() => {
			const sent = wizard.sent();
			if (sent.length === answered || !/: ?$/.test(sent)) return;
			answered = sent.length;
			const isPassword = /Password \[[^\]]*\]: ?$/.test(sent);
			isTyped ||= isPassword;
			wizard.type(isPassword ? `${password}\r` : '\r');
		}, 50);
		expect(await ended).toBe(true);
		clearInterval(answer);
		expect(isTyped).toBe(true);
		expectNoTrace(wizard.sent(), 'the wizard');
		expect(filesIn(home).map(file => path.basename(file))).toContain('last-answers.json');
		expect(filesIn(work).length).toBeGreaterThan(0);
		expectNoTraceIn(home);
		expectNoTraceIn(work);
	}, 60_000);
});
