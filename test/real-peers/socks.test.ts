import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {ProxyEvidence} from '../../source/evidence/types.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {createSystemNetwork} from '../../source/probe/system-network.ts';
import {markdownText} from '../../source/report/escape.ts';
import {markdownTable} from '../../source/report/markdown-table.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {until} from '../helpers/pty.ts';
import {wordsOf} from '../helpers/secure-peer.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {type Peer, startPeer} from './helpers/peer.ts';

const pki = createPki(new Date(), 'Corporation');
const names = ['service.peers.example', 'denied.peers.example', 'closed.peers.example'];
const password = 'h unter:2@';

const dante = (port: number, method: string) => `
logoutput: @FOLDER@/dante.log
internal: 127.0.0.1 port = ${port}
external: 203.0.113.9
clientmethod: none
socksmethod: ${method}
user.privileged: root
user.unprivileged: nobody
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks block { from: 0.0.0.0/0 to: denied.peers.example }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 command: connect }
`;

type Line = readonly [peer: string, what: string, url: string, host: string, expected: string, code: string];

const login = `anna:${encodeURIComponent(password)}@`;
const lines: readonly Line[] = [
	['dante', 'lets a name through', 'socks5h://127.0.0.1:1080', 'service.peers.example', 'reachable high', ''],
	['dante', 'lets an address through', 'socks5://127.0.0.1:1080', 'service.peers.example', 'reachable high', ''],
	['dante', 'speaks version 4', 'socks4://127.0.0.1:1080', 'service.peers.example', 'reachable high', ''],
	[
		'dante',
		'takes no name in version 4a, of curl neither',
		'socks4a://127.0.0.1:1080',
		'service.peers.example',
		'blocked proxy.upstream-unreachable low',
		'SOCKS_REJECTED',
	],
	[
		'dante',
		'denies a host',
		'socks5h://127.0.0.1:1080',
		'denied.peers.example',
		'blocked proxy.host-denied high',
		'SOCKS_NOT_ALLOWED',
	],
	[
		'dante',
		'denies a host in version 4a',
		'socks4a://127.0.0.1:1080',
		'denied.peers.example',
		'blocked proxy.upstream-unreachable low',
		'SOCKS_REJECTED',
	],
	[
		'dante',
		'is refused by the host',
		'socks5h://127.0.0.1:1080',
		'closed.peers.example',
		'blocked proxy.upstream-unreachable high',
		'SOCKS_CONNECTION_REFUSED',
	],
	[
		'dante',
		'does not know the name',
		'socks5h://127.0.0.1:1080',
		'unknown.peers.example',
		'blocked proxy.upstream-unreachable medium',
		'SOCKS_HOST_UNREACHABLE',
	],
	[
		'dante',
		'wants a login',
		'socks5h://127.0.0.1:1081',
		'service.peers.example',
		'blocked proxy.auth-required high',
		'SOCKS_LOGIN_WANTED',
	],
	[
		'dante',
		'turns a login down',
		'socks5h://anna:wrong@127.0.0.1:1081',
		'service.peers.example',
		'blocked proxy.auth-rejected high',
		'SOCKS_LOGIN_REJECTED',
	],
	['dante', 'takes a login', `socks5h://${login}127.0.0.1:1081`, 'service.peers.example', 'reachable high', ''],
	['ssh -D', 'lets a name through', 'socks5h://127.0.0.1:1082', 'service.peers.example', 'reachable high', ''],
	['ssh -D', 'speaks version 4a', 'socks4a://127.0.0.1:1082', 'service.peers.example', 'reachable high', ''],
	[
		'ssh -D',
		'is refused by the host at its other end',
		'socks5h://127.0.0.1:1082',
		'closed.peers.example',
		'blocked proxy.upstream-unreachable medium',
		'SOCKS_NO_REPLY',
	],
	[
		'ssh -D',
		'does not know the name at its other end',
		'socks5h://127.0.0.1:1082',
		'unknown.peers.example',
		'blocked proxy.upstream-unreachable medium',
		'SOCKS_NO_REPLY',
	],
	[
		'sshd',
		'listens in place of SOCKS',
		'socks5h://127.0.0.1:2223',
		'service.peers.example',
		'blocked proxy.protocol-error high',
		'NOT_SOCKS',
	],
];

describeWithPeers('SOCKS servers', ['danted', 'ssh', 'ssh-keygen', 'openssl'], () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'socks-'));
	const peers: Peer[] = [];
	const children: ChildProcess[] = [];
	const server = tls.createServer(pki.identityFor(names, 'public'), socket => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
	});

	beforeAll(async () => {
		// The files of this mount namespace alone.
		const shadow = (file: string, text: string) => {
			const copy = path.join(folder, path.basename(file));
			fs.writeFileSync(copy, `${fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''}${text}`);
			execFileSync('mount', ['--bind', copy, file]);
		};
		shadow(
			'/etc/hosts',
			'\n203.0.113.8 service.peers.example\n203.0.113.6 denied.peers.example\n203.0.113.7 closed.peers.example\n',
		);
		const hash = spawnSync('openssl', ['passwd', '-6', '-stdin'], {input: password, encoding: 'utf8'}).stdout.trim();
		shadow('/etc/passwd', 'anna:x:4711:4711::/nonexistent:/usr/sbin/nologin\n');
		shadow('/etc/shadow', `anna:${hash}:20000:0:99999:7:::\n`);
		await new Promise<void>(resolve => server.listen(443, '203.0.113.8', resolve));
		for (const [port, method] of [
			[1080, 'none'],
			[1081, 'username'],
		] as const) {
			peers.push(
				await startPeer('danted', home => ['-f', `${home}/danted.conf`, '-p', `${home}/pid`], {
					port,
					files: {'danted.conf': dante(port, method)},
				}),
			);
		}
		for (const key of ['host', 'user']) {
			execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, key)]);
		}
		fs.writeFileSync(
			path.join(folder, 'sshd_config'),
			[
				...['Port 2223', 'ListenAddress 127.0.0.1', `HostKey ${path.join(folder, 'host')}`, 'PidFile none'],
				...[`AuthorizedKeysFile ${path.join(folder, 'user.pub')}`, 'StrictModes no', 'UsePAM no', ''],
			].join('\n'),
		);
		fs.mkdirSync('/run/sshd', {recursive: true});
		const listens = (port: number) => spawnSync('sh', ['-c', `ss -ltn | grep -q ':${port} '`]).status === 0;
		children.push(spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path.join(folder, 'sshd_config')], {stdio: 'ignore'}));
		await until('sshd', () => listens(2223));
		const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${path.join(folder, 'known')}`, 'LogLevel=ERROR'];
		children.push(
			spawn(
				'ssh',
				[
					...options.flatMap(option => ['-o', option]),
					...['-N', '-D', '127.0.0.1:1082', '-p', '2223', '-i', path.join(folder, 'user'), 'root@127.0.0.1'],
				],
				{stdio: 'ignore'},
			),
		);
		await until('ssh -D', () => listens(1082));
	});
	afterAll(async () => {
		for (const child of children) child.kill();
		for (const peer of peers) await peer.stop();
		server.close();
		for (const file of ['/etc/hosts', '/etc/passwd', '/etc/shadow']) spawnSync('umount', [file]);
		fs.rmSync(folder, {recursive: true, force: true});
	});

	it('lead to these verdicts', async () => {
		const observed: string[][] = [];
		const wrong: string[] = [];
		for (const [peer, what, url, host, expected, code] of lines) {
			const network = createSystemNetwork({dns: null, timeoutMs: 5000, caPem: null, publicRootsPem: pki.publicRootPem});
			const {proxy, secrets} = proxyOf(url);
			const plan = planOf([{host}], {proxy, settings: {retries: 0, timeoutMs: 5000}});
			const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
			const [result] = run.results;
			const stage = result?.attempts[0]?.stages.find((one): one is ProxyEvidence => one.stage === 'proxy');
			const words = result ? wordsOf(result) : '';
			const seen = stage?.error?.code ?? '';
			if (words !== expected || seen !== code)
				wrong.push(`${peer} ${what}: ${words} ${seen}, ${result?.verdict.detail}`);
			expect(JSON.stringify(run)).not.toContain(password);
			const scheme = url.replace(/:.*/, '');
			observed.push([peer, what, scheme, expected, words, seen]);
		}
		const table = markdownTable(
			['Peer', 'What it does', 'Scheme', 'Expected', 'Observed', 'Evidence'],
			observed.map(line => line.map(markdownText)),
		);
		const page = `# Verdicts behind SOCKS

Made by the test run itself (\`test/real-peers/run.sh -u\`); do not edit. The servers are dante and OpenSSH of Debian.

- ${lines.length} lines, ${lines.length - wrong.length} verdicts as expected.

${table}
`;
		expect(wrong).toEqual([]);
		await expect(page).toMatchFileSnapshot('../../docs/socks-verdicts.md');
	});
});
