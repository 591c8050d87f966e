import {execFile, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {findDialect} from '../../source/allowlists/dialects.ts';
import {renderRules} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import type {Run} from '../../source/record/run.ts';
import {hostileRows, hostileTexts} from '../helpers/hostile.ts';
import {runProgram} from '../helpers/program.ts';
import {sampleReport} from '../helpers/sample-run.ts';
import {startCatalogInternet} from './helpers/catalog-internet.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import type {RealInternet} from './helpers/internet.ts';
import type {Peer} from './helpers/peer.ts';
import {startSquid} from './helpers/squid.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'squid-rules-'));
const at = (name: string) => path.join(folder, name);

/** What squid says when it reads a configuration: the lines that it took, and what it did not like. */
function readBySquid(rules: string): {
	readonly status: number | null;
	readonly complaints: readonly string[];
} {
	const file = at('parsed.conf');
	const surroundings = [
		'http_port 127.0.0.1:3128',
		'acl SSL_ports port 443',
		'acl Safe_ports port 80 443',
		'acl CONNECT method CONNECT',
		'http_access deny !Safe_ports',
		'http_access deny CONNECT !SSL_ports',
		`pid_filename ${at('squid.pid')}`,
	];
	fs.writeFileSync(file, [...surroundings, rules, 'http_access deny all', ''].join('\n'));
	const {status, stdout, stderr} = spawnSync('squid', ['-k', 'parse', '-f', file], {encoding: 'utf8'});
	const said = `${stdout}${stderr}`.split('\n');
	// It names each line that it takes. A comment that went on past its line would swallow the rule after it.
	const taken = said.flatMap(line => /Processing: (.*)$/.exec(line)?.[1] ?? []);
	const written = rules.split('\n').filter(line => line !== '' && !line.startsWith('#'));
	expect(taken).toEqual([...surroundings, ...written, 'http_access deny all']);
	return {status, complaints: said.filter(line => /WARNING|ERROR|FATAL|BUG|deprecated/i.test(line))};
}

/** An access list around rules: what is written goes where its comments say it belongs. */
const aroundRules = (rules: string) => `
acl Safe_ports port 80 443
acl arranged dstdomain login.microsoftonline.com mcr.microsoft.com .data.mcr.microsoft.com
${rules}
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow arranged
http_access deny all
`;

afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

describeWithPeers('the rules for squid, read by squid', ['squid'], () => {
	const regions = {public: 'eastus', usgov: 'usgovvirginia', china: 'chinanorth3'};

	it.each(Object.entries(regions))('for all of the %s cloud', async (_, region) => {
		const parameters = [
			'--region',
			region,
			'--features',
			'all',
			'--level',
			'legacy',
			'--source',
			'10.0.0.0/8',
			'2001:db8::/32',
		];
		const {code, stdout} = await runProgram(['rules', 'squid', ...parameters]);
		expect(code).toBe(0);
		expect(stdout.match(/ dstdomain /g)?.length).toBeGreaterThan(30);
		expect(readBySquid(stdout)).toEqual({status: 0, complaints: []});
	});

	it('with the exemption from inspection in force', async () => {
		const {stdout} = await runProgram(['rules', 'squid', '--region', 'eastus']);
		const exemption = stdout.match(/^# (acl arc_netcheck_(hello|splice) .*|ssl_bump .*)$/gm) ?? [];
		expect(exemption).toHaveLength(4);
		const door = `http_port 127.0.0.1:3129 ssl-bump tls-cert=${at('authority.pem')}`;
		const authority = spawnSync('openssl', [
			...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Authority', '-days', '2'],
			...['-keyout', at('authority.pem'), '-out', at('authority.crt')],
		]);
		expect(authority.status).toBe(0);
		fs.appendFileSync(at('authority.pem'), fs.readFileSync(at('authority.crt')));
		const rules = [door, stdout, ...exemption.map(line => line.replace(/^# /, '')), 'ssl_bump bump all'].join('\n');
		expect(readBySquid(rules)).toEqual({status: 0, complaints: []});
	});

	it('with an apex beside its wildcard, names that a wildcard covers, and a wildcard further in', () => {
		const hosts = ['*.a.example', 'a.example', 'x.a.example', '*.x.a.example', '*.b.*.example', 'c.example'];
		const report = sampleReport({
			rows: hosts.map(pattern => ({pattern, host: pattern.replaceAll('*', 's'), sampled: true})),
		});
		const ruleSet = toRuleEntries(report, catalog, {level: 'legacy', onlyMissing: false});
		const {text} = renderRules(findDialect('squid'), ruleSet, {sources: []}, {report, onlyMissing: false});
		expect(text).toMatch(/dstdom_regex/);
		expect(readBySquid(text)).toEqual({status: 0, complaints: []});
	});

	it('with hostile words in the report', () => {
		const rows = hostileTexts.map((purpose, index) => ({host: `host-${index}.example`, purpose: `${purpose} \\`}));
		const report = sampleReport({rows: [...hostileRows, ...rows]});
		const ruleSet = toRuleEntries(report, catalog, {level: 'legacy', onlyMissing: false});
		const {text} = renderRules(findDialect('squid'), ruleSet, {sources: []}, {report, onlyMissing: false});
		expect(text.match(/^acl arc_netcheck_https_443 dstdomain host-\d+\.example$/gm)).toHaveLength(hostileTexts.length);
		expect(readBySquid(text)).toEqual({status: 0, complaints: []});
	});
});

describeWithPeers('what squid denied, given back to squid as rules', ['squid'], () => {
	let internet: RealInternet;
	let squid: Peer;
	let parameters: readonly string[];
	let roots: string;
	let first: Run;
	let rules: string;
	/** What curl prints for the first check of each finding, before the rules are there. */
	let printedBefore: readonly string[];

	/** Trusts the public roots of this internet, as curl trusts those of the real one. */
	const print = (command: string) =>
		new Promise<string>(resolve => {
			execFile('sh', ['-c', command], {env: {...process.env, CURL_CA_BUNDLE: roots}}, (_, stdout) => resolve(stdout));
		});
	const firstChecks = () => first.findings.flatMap(({checks}) => checks.slice(0, 1));

	const check = async (file: string) => {
		const outcome = await runProgram(['check', ...parameters, '--format', 'json', '--quiet']);
		expect(outcome.stderr).toBe('');
		fs.writeFileSync(at(file), outcome.stdout);
		return {code: outcome.code, report: JSON.parse(outcome.stdout) as Run};
	};
	const writeRules = (file: string) =>
		runProgram(['rules', 'squid', '--from', at(file), '--only', 'blocked', '--source', '127.0.0.0/8']);

	beforeAll(async () => {
		internet = await startCatalogInternet();
		roots = await internet.rootsFile(folder);
		parameters = [
			'--region',
			'eastus',
			'--features',
			'all',
			'--proxy',
			'http://127.0.0.1:3128',
			'--public-roots',
			roots,
		];
		squid = await startSquid(aroundRules(''));
		first = (await check('first.json')).report;
		rules = (await writeRules('first.json')).stdout;
		printedBefore = await Promise.all(firstChecks().map(({command}) => print(command)));
		await squid.stop();
		squid = await startSquid(aroundRules(rules));
	});
	afterAll(async () => {
		await squid?.stop();
		await internet?.close();
	});

	it('begins with a run in which most is denied, one port among it', () => {
		const causes = first.results.flatMap(({cause}) => cause ?? []);
		expect(causes.filter(cause => cause === 'proxy.host-denied').length).toBeGreaterThan(40);
		expect(first.results.find(({target}) => target?.port === 8084)?.status).toBe('blocked');
	});

	it('leads to rules for what is missing alone', () => {
		expect(rules).toMatch(/dstdomain management\.azure\.com$/m);
		expect(rules).toMatch(/^acl arc_netcheck_port_8084 port 8084$/m);
		expect(rules).not.toMatch(/^acl (SSL|Safe)_ports/m);
		expect(rules).not.toMatch(/dstdomain (login\.microsoftonline\.com|mcr\.microsoft\.com)$/m);
	});

	it('comes out clean the second time', async () => {
		const {code, report} = await check('second.json');
		const failing = report.results.filter(({status}) => !['reachable', 'unverified'].includes(status));
		expect(failing.map(({target, cause}) => `${target?.host}:${target?.port} ${cause}`)).toEqual([]);
		expect(report.results.filter(({cause}) => cause !== null)).toEqual([]);
		expect(report.summary.reachable).toBeGreaterThan(60);
		expect(code).toBe(0);
		const rest = await writeRules('second.json');
		expect(rest.code).toBe(0);
		expect(rest.stdout).toMatch(/Nothing is left to allow here/);
		expect(rest.stdout).not.toMatch(/^[^#\n]/m);
	});

	it('prints for the checks of the first run what they promise, before and after', async () => {
		const checks = firstChecks();
		expect(checks.length).toBeGreaterThan(0);
		for (const [index, {command, now, fixed}] of checks.entries()) {
			expect(now).toBe(`Prints "${printedBefore[index]?.trimEnd()}".`);
			const printed = await print(command);
			expect(printed).toMatch(/^proxy 200, service [1-5]\d\d\n$/);
			expect(fixed).toMatch(/"proxy 200, service (?:\d{3}|NNN)"/);
		}
	});

	it.each([
		['evilazurecr.io:443', /^proxy\.host-denied$/],
		['management.azure.com.evil.example:443', /^proxy\.host-denied$/],
		['azure.com:443', /^proxy\.host-denied$/],
		['management.azure.com:8443', /^proxy\.(host|port)-denied$/],
		['management.azure.com:8084', /^proxy\.(host|port)-denied$/],
		// Another rule allows this host, and names no port.
		['mcr.microsoft.com:8084', /^proxy\.(host|port)-denied$/],
		['eastus.obo.arc.azure.com:8443', /^proxy\.(host|port)-denied$/],
		['pypi.org:80', /^proxy\.(host|port)-denied$/],
	])('still denies %s', async (host, cause) => {
		const [, , , , ...rest] = parameters;
		const outcome = await runProgram(['explain', host, ...rest, '--format', 'json', '--quiet']);
		const report = JSON.parse(outcome.stdout) as Run;
		expect(report.results[0]?.status).toBe('blocked');
		expect(report.results[0]?.cause ?? '').toMatch(cause);
	});
});

describe('the notes of the squid dialect', () => {
	it('name the version that read the rules', () => {
		expect(findDialect('squid').notes.join(' ')).toMatch(/Checked: Squid 5\.7 read it/);
	});
});
