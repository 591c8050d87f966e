import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {formatCatalog} from '../../source/catalog/catalog-file.ts';
import {parseNamedHost} from '../../source/cli/explain.ts';
import {UsageError} from '../../source/errors.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Run} from '../../source/record/run.ts';
import {runCommand} from '../helpers/command.ts';
import {answerOf, startMiddlebox} from '../helpers/middlebox.ts';
import {healthy} from '../practice/services.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-explain-'));
let practice: PracticeNetwork;
let base: readonly string[];

beforeAll(async () => {
	practice = await startPracticeNetwork({
		services: [
			healthy('mcr.microsoft.com', {headers: {'x-msedge-ref': 'a'}, body: '{}'}),
			healthy('denied.example'),
			healthy('reset.example'),
			healthy('odd.example', {port: 8443}),
			healthy('plain.example', {port: 80, protocol: 'http', status: 404}),
		],
		faults: [{host: 'reset.example', fault: 'tls-reset'}],
		proxies: {
			open: {host: 'open.corp.example', port: 3129, scheme: 'http'},
			main: {
				host: 'proxy.corp.example',
				port: 3128,
				scheme: 'http',
				ports: [443, 8443],
				allow: ['mcr.microsoft.com', 'reset.example', 'odd.example'],
			},
		},
	});
	base = ['--proxy', practice.proxies.main?.url ?? '', '--public-roots', await practice.rootsFile(folder)];
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

describe('explain', () => {
	it('needs no region and says what is known of the host, every stage, the chain and the curl line', async () => {
		const {code, stdout, stderr} = await runCommand(['explain', 'mcr.microsoft.com', ...base, '--no-input']);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(stdout).toContain('mcr.microsoft.com:443: reachable');
		expect(stdout).toMatch(/Needed for +Microsoft Container Registry/);
		expect(stdout).toMatch(/^ {2}Documented +MicrosoftDocs\//m);
		expect(stdout).toContain('a sign of the real service');
		for (const stage of ['dns \\(proxy\\)', 'tcp \\(proxy\\)', 'proxy', 'tls', 'http']) {
			expect(stdout).toMatch(new RegExp(`^ {2}. ${stage} +\\d+ ms`, 'm'));
		}
		expect(stdout).toMatch(/1\. .*mcr\.microsoft\.com.*issuer/);
		expect(stdout).toMatch(/curl [\s\S]*--proxy/);
	});

	it('keeps, redacted, the names of the catalog that is in use', async () => {
		const [first] = catalog.requirements.filter(({pattern}) => pattern === 'mcr.microsoft.com');
		if (first === undefined) throw new Error('The catalog lacks mcr.microsoft.com');
		const requirements = [...catalog.requirements, {...first, id: 'newer-host', pattern: 'newer.mcr.microsoft.com'}];
		const file = path.join(folder, 'newer.json');
		fs.writeFileSync(file, formatCatalog({...catalog, version: '2026-10-01', requirements}));
		const parameters = ['explain', 'newer.mcr.microsoft.com', ...base, '--no-input', '--redact', '--format', 'json'];
		expect((await runCommand([...parameters, '--catalog', file])).stdout).toContain('"newer.mcr.microsoft.com"');
		expect((await runCommand(parameters)).stdout).not.toContain('newer.mcr');
	});

	it('calls nothing reachable, and does not exit as if it were, where nobody vouches for the answer', async () => {
		const bare = await startMiddlebox(() => answerOf(403));
		const denied = await runCommand(['explain', 'plain.example:80', '--proxy', bare.url]);
		expect(denied.code).toBe(1);
		expect(denied.stdout).toContain('plain.example:80: blocked, proxy.host-denied, high confidence');
		expect(denied.stdout).toMatch(/a host that can not exist, from the same proxy: answered alike/);
		bare.close();

		const {address, port} = practice.nameServer;
		const open = practice.proxies.open?.url ?? '';
		const doubtful = await runCommand(['explain', 'plain.example:80', '--proxy', open, '--dns', `${address}:${port}`]);
		expect(doubtful.code).toBe(3);
		expect(doubtful.stdout).toContain('plain.example:80: unverified');
		expect(doubtful.stdout).toMatch(/the same request over TLS: no witness/);
	});

	it('explains hosts outside the catalog side by side, and exits by the verdict', async () => {
		const hosts = ['denied.example', 'reset.example', 'odd.example:8443'];
		const {code, stdout} = await runCommand(['explain', ...hosts, ...base]);
		expect(code).toBe(1);
		expect(stdout).toContain('denied.example:443: blocked, proxy.host-denied, high confidence');
		expect(stdout).toContain('x-squid-error: ERR_ACCESS_DENIED 0');
		expect(stdout).toContain('reset.example:443: blocked, tls.closed, high confidence');
		expect(stdout).toMatch(/same address, neutral server name: gets through/);
		expect(stdout).toContain('odd.example:8443: reachable');
		expect(stdout).toContain('not in the catalog');
	});

	it('is a run like any other as JSON', async () => {
		const {stdout} = await runCommand(['explain', 'denied.example', ...base, '--format', 'json']);
		const report = JSON.parse(stdout) as Run;
		expect(report.schema).toBe('arc-netcheck/run@1');
		expect(report.results[0]).toMatchObject({requirement: null, severity: 'error', cause: 'proxy.host-denied'});
	});
});

describe('parseNamedHost', () => {
	it.each([
		['mcr.microsoft.com', 'mcr.microsoft.com', 443],
		['MCR.Microsoft.com.', 'mcr.microsoft.com', 443],
		['a.example:8084', 'a.example', 8084],
		['https://a.example/path?x', 'a.example', 443],
		['http://a.example', 'a.example', 80],
		['https://a.example:8443/', 'a.example', 8443],
		['192.0.2.1:80', '192.0.2.1', 80],
		['[2001:db8::1]:8443', '2001:db8::1', 8443],
		['2001:db8::1', '2001:db8::1', 443],
	])('%s', (text, host, port) => {
		expect(parseNamedHost(text)).toEqual({host, port});
	});

	it.each([
		'',
		'a b',
		'a:b',
		'a.example:0',
		'a.example:70000',
		'-a.example',
		'*.example',
		'ftp://a.example',
		'a..example',
	])('refuses %j with one sentence', text => {
		expect(() => parseNamedHost(text)).toThrow(UsageError);
	});
});

describe('what can not be explained', () => {
	it.each([
		['127.0.0.1:99999', /has the port 99999: name one from 1 to 65535/],
		['mcr.microsoft.com:0', /has the port 0: name one from 1 to 65535/],
		['bücher.example:443', /write it as DNS does, xn--bcher-kva\.example/],
		[`${'a.'.repeat(150)}example`, /is too long for a host: DNS allows 253 characters/],
		['*.servicebus.windows.net', /is a wildcard, which nobody can connect to: name one host under it/],
		['a b', /is no host: write HOST or HOST:PORT/],
		['999.1.2.3.4', /is no host: write HOST or HOST:PORT/],
	])('%s is refused with its own reason', (text, reason) => {
		expect(() => parseNamedHost(text)).toThrow(reason);
	});

	it.each(['anna:geheim@proxy.example:443', 'https://anna:ge@heim@proxy.example/'])(
		'%s is refused without its password',
		async text => {
			const {code, stderr} = await runCommand(['explain', text]);
			expect(code).toBe(2);
			expect(stderr).toMatch(/without a user or password before it/);
			expect(stderr).not.toMatch(/heim/);
		},
	);
});

describe('explain, of a cause or an error text', () => {
	it.each([
		[['tls.reset', '--output', '/tmp/cause.md']],
		[['tls.reset', '--format', 'json']],
		[['--log', 'connection refused', '--output', '/tmp/log.html']],
		// Refused before anything is read: there is no input here that would end.
		[['--log', '-', '--format', 'json']],
	])('%j is written as text alone', async parameters => {
		const outcome = await runCommand(['explain', ...parameters]);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/explained as text: leave --format out, and let --output end with \.txt\.\n$/);
	});

	it.each([
		['curl: (6) Could not resolve host: falcon.corp.example', /falcon/],
		[
			'Get "https://mcr.microsoft.com/v2/": proxyconnect tcp: dial tcp: lookup falcon on 10.9.8.7:53: no such host',
			/falcon|10\.9/,
		],
		['Get "https://falcon/x?u=anna": dial tcp 10.9.8.7:443: connect: connection refused', /falcon|anna|10\.9/],
		['Failed to connect to falcon port 8443: Connection refused', /falcon/],
		['curl: (7) Failed to connect to falcon-gw port 443 after 21 ms: Could not connect to server', /falcon/],
		['dial tcp: lookup FALCON.Corp.example: i/o timeout', /falcon/i],
	])('takes names out of what it read with --redact: %s', async (log, own) => {
		expect((await runCommand(['explain', '--log', log])).stdout).toMatch(own);
		const {code, stdout} = await runCommand(['explain', '--log', log, '--redact']);
		expect(code).toBe(0);
		expect(stdout).not.toMatch(own);
	});

	it('points at the demo for what that plays, and for nothing else', async () => {
		const {stdout: played} = await runCommand(['explain', 'proxy.port-denied']);
		expect(played).toMatch(/Practice +Try it: .* demo$/m);
		const {stdout: other} = await runCommand(['explain', 'tls.reset']);
		expect(other).toMatch(/Practice /);
		expect(other).not.toMatch(/demo$/m);
	});
});
