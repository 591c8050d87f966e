import {execFileSync, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import tls from 'node:tls';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {ProxyEvidence} from '../../source/evidence/types.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {createSystemNetwork} from '../../source/probe/system-network.ts';
import {markdownText} from '../../source/report/escape.ts';
import {markdownTable} from '../../source/report/markdown-table.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {LoginScheme} from '../../source/settings/proxy-url.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {until} from '../helpers/pty.ts';
import {wordsOf} from '../helpers/secure-peer.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {type Peer, startPeer} from './helpers/peer.ts';
import {squidBasics, squidPasswords} from './helpers/squid.ts';

const realm = 'PEERS.EXAMPLE';
const password = 'Falcon-4711-hunter';
const pki = createPki(new Date(), 'Corporation');
const names = ['service.peers.example', 'denied.peers.example'];

const squidLines = (port: number, lines: readonly string[]) =>
	[
		...[`http_port 127.0.0.1:${port}`, squidBasics, 'visible_hostname proxy.peers.example', ...lines],
		...['acl users proxy_auth REQUIRED', 'acl denied dstdomain denied.peers.example', 'http_access deny !users'],
		...['http_access deny denied all', 'http_access allow users', 'http_access deny all', ''],
	].join('\n');
const kerberos = (keytab: string) => [
	`auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -k ${keytab} -s HTTP/proxy.peers.example@${realm}`,
	'auth_param negotiate children 4 startup=2 idle=1',
	'auth_param negotiate keep_alive on',
];
const basic = [
	'auth_param basic program /usr/lib/squid/basic_ncsa_auth @FOLDER@/passwords',
	'auth_param basic children 1 startup=1 idle=1',
];

type Line = {
	readonly proxy: string;
	readonly what: string;
	readonly login: LoginScheme;
	readonly port: number;
	readonly expected: string;
	/** The code of the evidence. */
	readonly code: string;
	/** Of the findings, the one about the login. */
	readonly finding: string;
	/** Words of the system in the verdict. */
	readonly says?: string;
	readonly by?: string;
	readonly host?: string;
	readonly isPlain?: true;
	readonly environment?: {readonly [name: string]: string};
};

const negotiate = {proxy: 'squid, Negotiate', login: 'negotiate', port: 3128} as const;
const ntlm = {proxy: 'squid, ntlm_auth of winbind', login: 'ntlm', port: 3131} as const;
const passes = {expected: 'reachable high', code: ''} as const;
const own = 'This machine gets through the proxy, and the agents do not';
const asks = 'The proxy asks for credentials';
const has = 'This machine has no login for the proxy';
const rejects = 'The proxy rejects the login of this machine';
const noTicket = {expected: 'blocked proxy.auth-required high', code: 'LOGIN_NO_TICKET'} as const;

describeWithPeers(
	'proxies that take tickets',
	['squid', 'curl', 'krb5kdc', 'kinit', 'winbindd', 'ntlm_auth', 'nft'],
	() => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tickets-'));
		fs.chmodSync(folder, 0o755);
		const file = (name: string) => path.join(folder, name);
		const peers: Peer[] = [];
		const before = {...process.env};
		const commandLines = new Set<string>();
		const open = {socket: null as NodeJS.Timeout | null};
		const server = tls.createServer(pki.identityFor(names, 'public'), socket => {
			socket.on('error', () => {});
			socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
		});
		const plain = http.createServer((_request, response) => response.writeHead(200).end('fine'));
		const lines: readonly Line[] = [
			{...negotiate, ...passes, what: 'with a ticket', finding: own},
			{
				...negotiate,
				...passes,
				what: 'with a ticket, for plain HTTP',
				isPlain: true,
				expected: 'reachable medium',
				finding: own,
			},
			{
				...{...negotiate, what: 'with a ticket, and the host is denied', host: 'denied.peers.example'},
				...{expected: 'blocked proxy.host-denied high', code: 'CONNECT_REFUSED', finding: ''},
			},
			{
				...{...negotiate, what: 'with a ticket that nobody wished to be used', login: 'basic'},
				...{expected: 'blocked proxy.auth-required high', code: 'CONNECT_REFUSED'},
				finding: asks,
			},
			{
				...{...negotiate, ...noTicket, what: 'without a ticket', finding: has, says: 'No credentials were supplied'},
				environment: {KRB5CCNAME: `FILE:${file('none')}`},
			},
			{
				...{...negotiate, ...noTicket, what: 'with a ticket that ran out', finding: has, says: 'Ticket expired'},
				environment: {KRB5CCNAME: `FILE:${file('expired')}`},
			},
			{
				...{...negotiate, ...noTicket, what: 'under a name that the domain does not know', by: 'other.peers.example'},
				finding: has,
				says: 'Server HTTP/other.peers.example@PEERS.EXAMPLE not found in Kerberos database',
			},
			{
				...{...negotiate, what: 'with a ticket, and the proxy has an old key', port: 3129},
				...{expected: 'blocked proxy.auth-rejected high', code: 'CONNECT_REFUSED'},
				finding: rejects,
			},
			{
				...{...negotiate, ...passes, proxy: 'squid, Negotiate and Basic', what: 'with a ticket', port: 3130},
				finding: 'This machine logs in by itself, and the agents need a password',
			},
			{
				...{...negotiate, proxy: 'squid, Basic', what: 'with a ticket, which it does not ask for', port: 3132},
				...{expected: 'blocked proxy.auth-required high', code: 'CONNECT_REFUSED'},
				finding: asks,
			},
			{...ntlm, ...passes, what: 'with a login that winbind keeps', finding: own},
			{
				...ntlm,
				...passes,
				what: 'with a login that winbind keeps, for plain HTTP',
				isPlain: true,
				expected: 'reachable medium',
				finding: own,
			},
			{
				...{
					...ntlm,
					...noTicket,
					what: 'without a login that winbind keeps',
					says: 'winbind keeps no login of this user',
				},
				finding: has,
				environment: {NTLMUSER: 'DC1\\carol'},
			},
			{
				...{...ntlm, what: 'with a kept login whose password has changed'},
				...{expected: 'blocked proxy.auth-rejected high', code: 'CONNECT_REFUSED'},
				finding: rejects,
				environment: {NTLMUSER: 'DC1\\bob'},
			},
		];

		/** What all programs of the machine were started with, and with which variables. */
		const look = () => {
			for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
				try {
					commandLines.add(fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
					commandLines.add(fs.readFileSync(`/proc/${pid}/environ`, 'latin1'));
				} catch {
					// It has ended.
				}
			}
		};

		const shadow = (original: string, text: string) => {
			const copy = file(path.basename(original));
			fs.writeFileSync(copy, `${fs.existsSync(original) ? fs.readFileSync(original, 'utf8') : ''}${text}`);
			execFileSync('mount', ['--bind', copy, original]);
		};

		async function startKdc(): Promise<void> {
			fs.writeFileSync(
				file('krb5.conf'),
				[
					...['[libdefaults]', `default_realm = ${realm}`, 'dns_lookup_kdc = false', 'dns_lookup_realm = false'],
					...['rdns = false', 'dns_canonicalize_hostname = false'],
					...[
						'[realms]',
						`${realm} = {`,
						'kdc = 127.0.0.1:8888',
						'}',
						'[domain_realm]',
						`.peers.example = ${realm}`,
						'',
					],
				].join('\n'),
			);
			Object.assign(process.env, {KRB5_CONFIG: file('krb5.conf'), KRB5_KDC_PROFILE: file('kdc.conf')});
			fs.writeFileSync(
				file('kdc.conf'),
				[
					...[
						'[kdcdefaults]',
						'kdc_listen = 127.0.0.1:8888',
						'kdc_tcp_listen = 127.0.0.1:8888',
						'[realms]',
						`${realm} = {`,
					],
					...[`database_name = ${file('principal')}`, `key_stash_file = ${file('stash')}`, '}', ''],
				].join('\n'),
			);
			const kadmin = (...queries: readonly string[]) => {
				for (const query of queries) execFileSync('kadmin.local', ['-q', query], {stdio: 'ignore'});
			};
			execFileSync('kdb5_util', ['create', '-s', '-r', realm, '-P', 'master'], {stdio: 'ignore'});
			const service = 'HTTP/proxy.peers.example';
			kadmin(`addprinc -pw ${password} anna`, `addprinc -randkey ${service}`);
			// Each takes a new key, so that the one before is an old one.
			kadmin(`ktadd -k ${file('old.keytab')} ${service}`, `ktadd -k ${file('keytab')} ${service}`);
			for (const name of ['old.keytab', 'keytab']) fs.chmodSync(file(name), 0o644);
			peers.push(await startPeer('krb5kdc', home => ['-n', '-P', `${home}/pid`], {port: 8888}));
			const kinit = (cache: string, ...more: readonly string[]) =>
				execFileSync('kinit', ['-c', `FILE:${file(cache)}`, ...more, 'anna'], {input: `${password}\n`, stdio: 'pipe'});
			kinit('tickets');
			kinit('expired', '-l', '1s');
			process.env.KRB5CCNAME = `FILE:${file('tickets')}`;
		}

		async function startWinbind(): Promise<void> {
			const home = file('samba');
			for (const name of ['private', 'lock', 'state', 'cache', 'pid', 'ncalrpc']) {
				fs.mkdirSync(path.join(home, name), {recursive: true});
			}
			fs.chmodSync(path.join(home, 'ncalrpc'), 0o755);
			fs.mkdirSync('/run/samba/winbindd', {recursive: true, mode: 0o755});
			const folders = ['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory'];
			fs.writeFileSync(
				file('smb.conf'),
				[
					...['[global]', 'workgroup = PEERS', 'netbios name = DC1', 'server role = standalone server'],
					...folders.map(name => `${name} = ${home}/${name.split(' ')[0]}`),
					...[
						`ncalrpc dir = ${home}/ncalrpc`,
						'passdb backend = tdbsam',
						'interfaces = lo',
						'bind interfaces only = yes',
					],
					...['disable netbios = yes', 'smb ports = 445', 'winbind offline logon = yes', 'log level = 0'],
					...['idmap config * : backend = tdb', 'idmap config * : range = 100000-199999', ''],
				].join('\n'),
			);
			shadow(
				'/etc/passwd',
				['anna:x:4711', 'bob:x:4712'].map(user => `${user}:4711::/nonexistent:/usr/sbin/nologin\n`).join(''),
			);
			const setPassword = (user: string, to: string) =>
				execFileSync('smbpasswd', ['-c', file('smb.conf'), '-s', '-a', user], {input: `${to}\n${to}\n`, stdio: 'pipe'});
			for (const user of ['anna', 'bob']) setPassword(user, password);
			const options = ['-F', `--configfile=${file('smb.conf')}`, '--debug-stdout'];
			peers.push(await startPeer('smbd', () => options, {port: 445}));
			const log = fs.openSync(file('winbindd.log'), 'w');
			const child = spawn('winbindd', options, {stdio: ['ignore', log, log]});
			peers.push({pid: child.pid ?? 0, folder, log: () => '', stop: async () => void child.kill()});
			await until('winbindd', () => spawnSync('wbinfo', ['-p']).status === 0);
			// As pam_winbind leaves it when somebody logs in.
			for (const user of ['anna', 'bob']) execFileSync('wbinfo', [`--ccache-save=DC1\\${user}%${password}`]);
			setPassword('bob', `${password}-new`);
			// The helper of squid asks as the user of squid.
			execFileSync('chgrp', ['proxy', path.join(home, 'state', 'winbindd_privileged')]);
			process.env.NTLMUSER = 'DC1\\anna';
		}

		beforeAll(async () => {
			shadow(
				'/etc/hosts',
				'\n127.0.0.1 proxy.peers.example other.peers.example\n203.0.113.8 service.peers.example denied.peers.example\n',
			);
			await new Promise<void>(resolve => server.listen(443, '203.0.113.8', resolve));
			await new Promise<void>(resolve => plain.listen(80, '203.0.113.8', resolve));
			await startKdc();
			await startWinbind();
			const winbind = [
				`auth_param ntlm program /usr/bin/ntlm_auth --configfile=${file('smb.conf')} --helper-protocol=squid-2.5-ntlmssp`,
				'auth_param ntlm children 4 startup=2 idle=1',
			];
			for (const [port, rules] of [
				[3128, kerberos(file('keytab'))],
				[3129, kerberos(file('old.keytab'))],
				[3130, [...kerberos(file('keytab')), ...basic]],
				[3131, winbind],
				[3132, basic],
			] as const) {
				const files = {passwords: squidPasswords, 'squid.conf': squidLines(port, rules)};
				peers.push(await startPeer('squid', home => ['-N', '-f', `${home}/squid.conf`], {files, port}));
			}
			execFileSync('nft', ['add', 'table', 'inet', 'elsewhere']);
			execFileSync('nft', ['add chain inet elsewhere out { type filter hook output priority 0; }']);
			execFileSync('nft', [
				'add rule inet elsewhere out ip daddr != { 127.0.0.1, 127.0.0.53, 203.0.113.8 } counter comment "elsewhere"',
			]);
			open.socket = setInterval(look, 5);
		}, 60_000);
		afterAll(async () => {
			if (open.socket !== null) clearInterval(open.socket);
			for (const peer of peers.toReversed()) await peer.stop();
			server.close();
			plain.close();
			for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
			for (const name of ['/etc/hosts', '/etc/passwd']) spawnSync('umount', [name]);
			spawnSync('nft', ['delete', 'table', 'inet', 'elsewhere']);
			fs.rmSync(folder, {recursive: true, force: true});
		});

		it('lead to these verdicts', {timeout: 120_000}, async () => {
			const observed: string[][] = [];
			const wrong: string[] = [];
			const told: string[] = [];
			for (const line of lines) {
				const {proxy: kind, what, login, port, expected, code, finding, says = '', isPlain = false} = line;
				const {by = 'proxy.peers.example', host = 'service.peers.example', environment = {}} = line;
				const kept = {...process.env};
				Object.assign(process.env, environment);
				const network = createSystemNetwork({
					dns: null,
					timeoutMs: 5000,
					caPem: null,
					publicRootsPem: pki.publicRootPem,
				});
				const {proxy, secrets} = proxyOf(`http://${by}:${port}`);
				const row = isPlain ? {host, port: 80, protocol: 'http' as const} : {host};
				const plan = planOf([row], {proxy, settings: {retries: 1, timeoutMs: 5000, proxyLogin: login}});
				const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
				for (const name of Object.keys(environment)) process.env[name] = kept[name];
				const [result] = run.results;
				const stage = result?.attempts.at(-1)?.stages.find((one): one is ProxyEvidence => one.stage === 'proxy');
				const words = result ? wordsOf(result) : '';
				const seen = stage?.error?.code ?? '';
				const found = diagnose(run).flatMap(({id, title}) => (/^(?:own-login|proxy\.auth)/.test(id) ? [title] : []));
				const detail = result?.verdict.detail ?? '';
				if (words !== expected || seen !== code || found.join(' ') !== finding || !detail.includes(says)) {
					wrong.push(`${kind}, ${what}: ${words} ${seen} ${found.join(' ')}: ${detail}`);
				}
				told.push(JSON.stringify(run), JSON.stringify(diagnose(run)));
				observed.push([kind, what, login, expected, words, seen, says, found.join(' ')]);
			}
			const table = markdownTable(
				[
					'Proxy',
					'This machine',
					'`--proxy-login`',
					'Expected',
					'Observed',
					'Evidence',
					'Words of the system',
					'Finding',
				],
				observed.map(line => line.map(markdownText)),
			);
			const page = `# Logins of this machine at a proxy

Made by the test run itself (\`test/real-peers/run.sh -u\`); do not edit. The proxies are squid of Debian with its helper for
Negotiate and an MIT KDC, and with ntlm_auth of winbind.

- ${lines.length} lines, ${lines.length - wrong.length} verdicts as expected.

${table}
`;
			expect(wrong).toEqual([]);

			const secrets = new RegExp(`${password}|YII[\\w+/]{20}|TlRMTVNT[\\w+/]{8}`);
			for (const text of told) expect(text).not.toMatch(secrets);
			expect([...commandLines].filter(text => secrets.test(text))).toEqual([]);
			expect([...commandLines].some(text => text.startsWith('curl\0'))).toBe(true);
			const logs = peers.flatMap(({folder: home}) =>
				fs.existsSync(path.join(home, 'access.log')) ? [fs.readFileSync(path.join(home, 'access.log'), 'utf8')] : [],
			);
			const asked = logs.flatMap(log => log.match(/[\w.]+\.example(?=[:/])/g) ?? []);
			expect([...new Set(asked)].toSorted()).toEqual(names.toSorted());
			expect(execFileSync('nft', ['list', 'table', 'inet', 'elsewhere'], {encoding: 'utf8'})).toContain(
				'counter packets 0 ',
			);
			await expect(page).toMatchFileSnapshot('../../docs/login-verdicts.md');
		});

		it('are asked no more than for two hosts with a login that they reject', {timeout: 60_000}, async () => {
			const network = createSystemNetwork({dns: null, timeoutMs: 5000, caPem: null, publicRootsPem: pki.publicRootPem});
			const {proxy, secrets} = proxyOf('http://proxy.peers.example:3129');
			const hosts = Array.from({length: 12}, (_, index) => ({host: `name${index}.peers.example`}));
			const plan = planOf(hosts, {proxy, settings: {retries: 1, timeoutMs: 5000, proxyLogin: 'negotiate'}});
			const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
			const sent = run.results.flatMap(({attempts}) =>
				attempts.flatMap(({stages}) => stages.filter(stage => stage.stage === 'proxy' && stage.login !== undefined)),
			);
			expect(sent).toHaveLength(2);
			expect(run.results.map(result => wordsOf(result).split(' ').slice(0, 2).join(' '))).toEqual(
				hosts.map(() => 'blocked proxy.auth-rejected'),
			);
		});
	},
);
