import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmdirSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {splitPem} from '../../../source/pem.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../../source/practice/practice-network.ts';
import {createRoots} from '../../../source/probe/certificates.ts';
import {importRun} from '../../../source/vantage/portable/import-run.ts';
import {observeLogs} from '../../../source/vantage/portable/observe-logs.ts';
import {probeText} from '../../../source/vantage/portable/probe-text.ts';
import {readLogs} from '../../../source/vantage/portable/read-log.ts';
import {createChainReader} from '../../../source/vantage/portable/read-target.ts';
import {firstRound, makeScript, readPlanText, writePlanText} from '../../../source/vantage/portable/script.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {runScript} from '../../helpers/run-script.ts';
import {healthy} from '../../practice/services.ts';

const nonce = '0123456789abcdef';
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe('the script of a plan', () => {
	const plan = planOf([
		{host: 'a.test.example', path: "/it's?a=b&c=$(id)"},
		{host: 'b.test.example', port: 80, protocol: 'http'},
	]);

	it('is one that a shell takes, whatever stands in the plan', () => {
		const script = makeScript(plan, firstRound(plan), {
			nonce,
			planText: writePlanText({plan, caPem: null, publicRootsPem: null}, nonce),
		});
		expect(() => execFileSync('sh', ['-n'], {input: script})).not.toThrow();
		expect(script).toContain(`t0 https a.test.example 443 /it'\\''s?a=b&c=$(id) - - -`);
	});

	it('is held to a rate by uneven waits, and has the time for them', () => {
		const assigned = (stepSeconds: number, name: string) =>
			new RegExp(`^${name}='([^']*)'`, 'm').exec(makeScript(plan, firstRound(plan), {nonce, stepSeconds}))?.[1];
		expect(['STEP', 'GAP', 'DEADLINE'].map(name => assigned(0, name))).toEqual(['', '', '900']);
		expect(['STEP', 'GAP', 'DEADLINE'].map(name => assigned(20, name))).toEqual(['20.00', '40.00', '960']);
		const seed = /^seed=.*$/m.exec(makeScript(plan, firstRound(plan), {nonce}))?.[0] ?? '';
		const uneven = /^uneven\(\).*$/m.exec(makeScript(plan, firstRound(plan), {nonce}))?.[0] ?? '';
		for (const seeded of [seed, 'seed=000', 'seed=255255255']) {
			const script = `${seeded}\n${uneven}\nfor i in 1 2 3 4 5 6 1239; do uneven 20 $i; echo; done`;
			const waits = execFileSync('sh', [], {input: script, encoding: 'utf8'}).trim().split('\n').map(Number);
			for (const wait of waits) expect(wait >= 10 && wait <= 30).toBe(true);
			expect(new Set(waits).size).toBeGreaterThan(1);
		}
	});

	it('keeps where each head begins and ends, however long it is', () => {
		const shorten = /^shorten\(\).*$/m.exec(probeText)?.[0] ?? '';
		const long = Array.from({length: 400}, (_, index) => `X-${index}: ${'y'.repeat(index % 10 === 0 ? 4000 : 100)}`);
		const heads = [['HTTP/1.1 200 Connection established'], ['HTTP/1.1 404 Not Found', ...long, 'Z: last']];
		const text = heads.map(lines => `${[...lines, '', ''].join('\r\n')}`).join('');
		const kept = execFileSync('sh', ['-c', `${shorten}\nshorten`], {
			input: text + '\r\n'.repeat(20_000),
			encoding: 'utf8',
		});
		expect(kept.length).toBeLessThan(12_000);
		expect(kept.split('\n').filter(each => !each.startsWith('X-'))).toEqual([
			...heads.flatMap(([first]) => [first, '']),
			'',
		]);
	});

	it('holds no password', () => {
		const {proxy} = proxyOf('http://me:s3cr3t@proxy.test.example:3128');
		const proxied = planOf([{host: 'a.test.example'}], {proxy});
		const planText = writePlanText({plan: proxied, caPem: null, publicRootsPem: null}, nonce);
		const script = makeScript(proxied, firstRound(proxied), {nonce, planText});
		expect(script).not.toContain('s3cr3t');
		expect(planText).not.toContain('s3cr3t');
		expect(script).toContain("USER_NAME='me'");
	});

	it('gives the login of one proxy to no other', () => {
		const rows = [{host: 'a.test.example'}, {host: 'b.test.example', port: 80, protocol: 'http'}] as const;
		const usersOf = (https: string, http: string) => {
			const proxy = {...proxyOf(https).proxy, http: proxyOf(http).proxy.http};
			const both = planOf(rows, {proxy});
			const script = makeScript(both, firstRound(both), {nonce});
			return [...script.matchAll(/^(?:TARGETS=')?t\d (?:\S+ ){5}(\S+) -/gm)].map(([, user]) => user);
		};
		expect(usersOf('http://me@one.example:3128', 'http://me@one.example:3128')).toEqual(['user', 'user']);
		expect(usersOf('http://me@one.example:3128', 'http://you@one.example:3128')).toEqual(['user', '-']);
		expect(usersOf('http://me@one.example:3128', 'http://me@two.example:3128')).toEqual(['user', '-']);
		expect(usersOf('http://one.example:3128', 'http://me@two.example:3128')).toEqual(['-', 'user']);
	});

	it('carries its plan so that nothing of it is lost', () => {
		const exact = {...plan, catalogChecksum: '0'.repeat(64)};
		const text = writePlanText({plan: exact, caPem: 'ca', publicRootsPem: null}, nonce);
		expect(readPlanText(text, 'a log', catalog)).toEqual({plan: exact, caPem: 'ca', publicRootsPem: null});
	});
});

describe('what a log shows of the settings of a machine', () => {
	const [functions = ''] = /^hide\(\)[\s\S]*?^\}$/m.exec(probeText) ?? [];
	const shown = (line: string, filter: string) =>
		execFileSync('sh', ['-c', `${functions}\n${filter}`], {input: `${line}\n`, encoding: 'utf8'}).trim();

	it.each([
		['http_proxy=http://jane:s3cr3t@proxy:3128/', 'http_proxy=http://***@proxy:3128/'],
		['http_proxy=http://jane:a/s3cr3t@proxy:3128', 'http_proxy=http://***@proxy:3128'],
		['http_proxy=http://jane:a@s3cr3t@proxy:3128', 'http_proxy=http://***@proxy:3128'],
		['http_proxy=http://CORP\\jane:1#s3cr3t@proxy:3128', 'http_proxy=http://***@proxy:3128'],
		['http_proxy=http://jane:s3cr3t', 'http_proxy=http://***'],
		['http_proxy=http://[2001:db8::1]:3128/x', 'http_proxy=http://[2001:db8::1]:3128/x'],
		['no_proxy=.svc,10.0.0.0/8', 'no_proxy=.svc,10.0.0.0/8'],
	])('has no password of %j', (line, expected) => {
		expect(shown(line, 'hide')).toBe(expected);
	});

	it.each([
		[
			'Environment="HTTPS_PROXY=http://jane:a s3cr3t@proxy:1" "NO_PROXY=.svc"',
			'Environment="HTTPS_PROXY=http://*** "NO_PROXY=.svc"',
		],
		["Environment='HTTPS_PROXY=http://proxy:3128' 'API=s3cr3t'", "Environment='HTTPS_PROXY=http://proxy:3128'"],
		['Environment=TOKEN=s3cr3t SSL_CERT_FILE=/etc/ca.pem', 'Environment= SSL_CERT_FILE=/etc/ca.pem'],
		['Environment=DB_PASSWORD=s3cr3t https_proxy=http://proxy:3128', 'Environment= https_proxy=http://proxy:3128'],
		['Environment="KEY=two s3cr3t words"', 'Environment='],
		['Environment=', 'Environment='],
	])('has of a service its proxies and certificates alone: %j', (line, expected) => {
		expect(shown(line, 'ours | hide')).toBe(expected);
	});

	it('has no login, whoever wrote it', () => {
		const plan = planOf([{host: 'a.test.example'}]);
		const lines = [
			`-|proto|arc-netcheck/evidence@1 ${nonce}`,
			'-|environment|https_proxy=http://jane:s3cr3t@proxy:3128',
			'-|kubelet|Environment=HTTPS_PROXY=http://jane:a/s3cr3t@proxy:3128',
		];
		const [log] = readLogs(lines.join('\n'));
		if (!log) throw new Error('There is no log');
		const {vantage} = importRun(plan, [log], new Map());
		expect(vantage.facts?.map(fact => fact.lines)).toEqual([
			['https_proxy=http://***@proxy:3128'],
			['Environment=HTTPS_PROXY=http://***@proxy:3128'],
		]);
	});
});

describe.skipIf(!hasCurl)('the portable probe on this machine (skipped without curl)', () => {
	let practice: PracticeNetwork;
	beforeAll(async () => {
		practice = await startPracticeNetwork({
			services: [
				healthy('ok.test.example', {body: 'ok'}),
				healthy('denied.test.example', {body: 'ok'}),
				healthy('inspected.test.example', {body: 'ok'}),
			],
			faults: [{host: 'inspected.test.example', fault: 'certificate-inspected'}],
			proxies: {
				main: {
					host: 'proxy.corp.example',
					port: 3128,
					scheme: 'http',
					allow: ['ok.test.example', 'inspected.test.example'],
				},
			},
		});
	});
	afterAll(() => practice.close());

	it('sees through a proxy what the program sees, leaves nothing behind, and prints no password', async () => {
		const {proxy} = proxyOf(practice.proxies.main?.url ?? '');
		const plan = planOf(
			['ok', 'denied', 'inspected'].map(name => ({host: `${name}.test.example`})),
			{proxy, settings: {timeoutMs: 20_000, retries: 0}},
		);
		const reader = createChainReader(
			createRoots(splitPem(practice.publicRootPem), () => [], splitPem(practice.corporateRootPem)),
		);
		const script = makeScript(plan, firstRound(plan), {
			nonce,
			publicRootsPem: practice.publicRootPem,
			caPem: practice.corporateRootPem,
		});
		const folder = mkdtempSync(path.join(tmpdir(), 'portable-'));
		const text = await runScript(script, {...process.env, TMPDIR: folder, ARC_NETCHECK_PROXY_PASSWORD: 's3cr3t'});
		const [log] = readLogs(text);
		expect(log?.isComplete).toBe(true);
		if (!log) return;
		const run = importRun(plan, [log], observeLogs(plan, [log], reader));
		expect(run.results.map(({target, status, cause}) => [target?.host, status, cause])).toEqual([
			['ok.test.example', 'reachable', null],
			['denied.test.example', 'blocked', 'proxy.host-denied'],
			['inspected.test.example', 'intercepted', 'tls.intercepted'],
		]);
		expect(run.vantage).toMatchObject({evidence: 'portable'});
		expect(text).not.toContain('s3cr3t');
		expect(readdirSync(folder)).toEqual([]);
		rmdirSync(folder);
	});

	it('connects to the port of the target, whatever the port of the name server is', async () => {
		const server = createSocket('udp4').bind(0, '127.0.0.1');
		server.on('message', (question, {port}) => server.send(answerTo(question), port));
		const target = createServer(socket => void socket.destroy()).listen(0, '127.0.0.1');
		await Promise.all([once(server, 'listening'), once(target, 'listening')]);
		const reached = once(target, 'connection');
		const dns = {address: '127.0.0.1', port: server.address().port};
		const {port} = target.address() as AddressInfo;
		const plan = planOf([{host: 'a.test.example', port}], {settings: {retries: 0, dns}});
		const [log] = readLogs(await runScript(makeScript(plan, firstRound(plan), {nonce}), process.env));
		expect(log?.isComplete).toBe(true);
		await reached;
		target.close();
		server.close();
	});

	it.skipIf(process.platform !== 'linux').each([
		[true, 300],
		[false, 1],
	])('leaves no process where no name server answers; ended early: %s', async (isEnded, seconds) => {
		const server = createSocket('udp4').bind(0, '127.0.0.1');
		await once(server, 'listening');
		const settings = {timeoutMs: seconds * 1000, retries: 0, dns: {address: '127.0.0.1', port: server.address().port}};
		const plan = planOf([{host: 'a.test.example'}, {host: 'b.test.example'}], {settings});
		const folder = mkdtempSync(path.join(tmpdir(), 'portable-'));
		const child = spawn('sh', ['-s'], {env: {...process.env, TMPDIR: folder}, stdio: ['pipe', 'ignore', 'ignore']});
		child.stdin.end(makeScript(plan, firstRound(plan), {nonce}));
		await once(server, 'message');
		if (isEnded) child.kill();
		expect(await once(child, 'exit')).toEqual([isEnded ? 143 : 0, null]);
		const left = readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && hasInEnvironment(pid, folder));
		expect(left.map(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))).toEqual([]);
		rmdirSync(folder);
		server.close();
	});
});

function hasInEnvironment(pid: string, word: string): boolean {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(word);
	} catch {
		return false;
	}
}

/** An answer of 127.0.0.1 to a question for an IPv4 address, and of nothing to all others. */
function answerTo(question: Buffer): Buffer {
	const isIpv4 = question.readUInt16BE(question.length - 4) === 1;
	const head = Buffer.from(question.subarray(0, 12));
	head.writeUInt16BE(0x8180, 2);
	head.writeUInt16BE(isIpv4 ? 1 : 0, 6);
	const record = Buffer.from('c00c000100010000003c00047f000001', 'hex');
	return Buffer.concat([head, question.subarray(12), ...(isIpv4 ? [record] : [])]);
}
