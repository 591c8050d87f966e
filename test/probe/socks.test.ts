import net from 'node:net';
import tls from 'node:tls';
import {afterAll, describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {ProxyEvidence} from '../../source/evidence/types.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {parseProxyUrl} from '../../source/settings/proxy-url.ts';
import {resolveSettings} from '../../source/settings/resolve-settings.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';
import {closeAll, listen, networkOf, wordsOf} from '../helpers/secure-peer.ts';

const pki = createPki(new Date(), 'Corporation');
const service = pki.identityFor(['service.example'], 'public');
afterAll(closeAll);

/** What a SOCKS server of the tests does with a request, once it was read whole. */
type Way = {
	/** The number of its reply; `grant` leads on to the service, `vain` closes behind the grant. */
	readonly reply?: number | 'grant' | 'vain' | 'silent' | 'close';
	/** Wants this login, by RFC 1929. */
	readonly login?: string;
	/** Answers each byte by itself. */
	readonly drips?: true;
	/** Says this in place of SOCKS. */
	readonly says?: string;
};

type Asked = {readonly version: number; readonly address: string; readonly port: number; readonly login: string | null};

/** A SOCKS server with its own reading of the documents, byte by byte. */
async function startSocks({reply = 'grant', login, drips, says}: Way, service: number) {
	const asked: Asked[] = [];
	const logins: string[] = [];
	const {port} = await listen(
		net.createServer(socket => {
			socket.on('error', () => {});
			const send = (bytes: readonly number[]) => {
				if (drips) for (const byte of bytes) socket.write(Buffer.from([byte]));
				else socket.write(Buffer.from(bytes));
			};
			let buffer = Buffer.alloc(0);
			let given: string | null = null;
			let state: 'greeting' | 'login' | 'request' | 'tunnel' = 'greeting';
			const grant = (request: Asked, success: readonly number[], failure: (code: number) => readonly number[]) => {
				state = 'tunnel';
				asked.push(request);
				if (reply === 'silent') return;
				if (reply === 'close') return void socket.end();
				if (typeof reply === 'number') return void socket.end(Buffer.from(failure(reply)));
				send(success);
				if (reply === 'vain') return void socket.end();
				socket.removeAllListeners('data');
				const upstream = net.connect(service, '127.0.0.1');
				upstream.on('error', () => socket.destroy());
				socket.pipe(upstream).pipe(socket);
			};
			socket.on('data', chunk => {
				if (says !== undefined) return void socket.end(says);
				buffer = Buffer.concat([buffer, chunk]);
				if (state === 'greeting' && buffer[0] === 4) {
					const user = buffer.indexOf(0, 8);
					if (user < 0) return;
					const isName = buffer.readUInt32BE(4) < 256;
					const name = buffer.indexOf(0, user + 1);
					if (isName && name < 0) return;
					const address = isName ? buffer.toString('latin1', user + 1, name) : [...buffer.subarray(4, 8)].join('.');
					const request = {version: 4, address, port: buffer.readUInt16BE(2), login: buffer.toString('utf8', 8, user)};
					return grant(request, [0, 90, 0, 0, 0, 0, 0, 0], code => [0, code, 0, 0, 0, 0, 0, 0]);
				}
				if (state === 'greeting') {
					const [, count = 0] = buffer;
					if (buffer.length < 2 + count) return;
					const methods = [...buffer.subarray(2, 2 + count)];
					buffer = buffer.subarray(2 + count);
					const method = login === undefined ? (methods.includes(0) ? 0 : 255) : methods.includes(2) ? 2 : 255;
					send([5, method]);
					if (method === 255) return void socket.end();
					state = method === 2 ? 'login' : 'request';
				}
				if (state === 'login') {
					const [, length = 0] = buffer;
					const second = buffer[2 + length];
					if (second === undefined || buffer.length < 3 + length + second) return;
					given = `${buffer.toString('utf8', 2, 2 + length)}:${buffer.toString('utf8', 3 + length, 3 + length + second)}`;
					logins.push(given);
					buffer = buffer.subarray(3 + length + second);
					send([1, given === login ? 0 : 1]);
					if (given !== login) return void socket.end();
					state = 'request';
				}
				if (state === 'request' && buffer.length >= 5) {
					const [, , , kind, first = 0] = buffer;
					const length = kind === 1 ? 4 : kind === 4 ? 16 : 1 + first;
					if (buffer.length < 6 + length) return;
					const bytes = buffer.subarray(4, 4 + length);
					const address =
						kind === 1 ? [...bytes].join('.') : kind === 4 ? bytes.toString('hex') : bytes.toString('latin1', 1);
					const request = {version: 5, address, port: buffer.readUInt16BE(4 + length), login: given};
					grant(request, [5, 0, 0, 3, 4, 98, 110, 100, 46, 4, 56], code => [5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
				}
			});
		}),
	);
	return {port, asked, logins};
}

async function run(
	url: string,
	way: Way,
	rows: readonly RowOptions[] = [{host: 'service.example'}],
	timeoutMs?: number,
	password?: string,
) {
	const server = tls.createServer(service, secure => {
		secure.on('error', () => {});
		secure.once('data', () => secure.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
	});
	const plain = net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', bytes => {
			const [line = ''] = bytes.toString('latin1').split('\r\n');
			socket.end(`HTTP/1.1 200 OK\r\nX-Asked: ${line}\r\nContent-Length: 2\r\n\r\nok`);
		});
	});
	const isPlain = rows[0]?.protocol === 'http';
	const socks = await startSocks(way, (await listen(isPlain ? plain : server)).port);
	const network = networkOf({'203.0.113.8': {port: socks.port}}, {publicPems: [pki.publicRootPem]});
	const {proxy, secrets: ofUrl} = proxyOf(url);
	const secrets = password === undefined ? ofUrl : {httpsProxyPassword: password, httpProxyPassword: password};
	const plan = planOf(rows, {proxy, settings: {retries: 0, ...(timeoutMs && {timeoutMs})}});
	const judged = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	const [result] = judged.results;
	const evidence = result?.attempts.at(-1)?.stages.find((stage): stage is ProxyEvidence => stage.stage === 'proxy');
	return {...socks, judged, result, evidence, words: result ? wordsOf(result) : '', findings: diagnose(judged)};
}

describe('a tunnel through SOCKS', () => {
	it.each<[url: string, asked: Partial<Asked>]>([
		['socks5h://bastion.example:1080', {version: 5, address: 'service.example', port: 443, login: null}],
		['socks5://bastion.example:1080', {version: 5, address: '203.0.113.8', port: 443}],
		['socks4a://bastion.example:1080', {version: 4, address: 'service.example', port: 443, login: ''}],
		['socks4a://ann@bastion.example', {version: 4, address: 'service.example', login: 'ann'}],
		['socks4://bastion.example:1080', {version: 4, address: '203.0.113.8', port: 443}],
		['socks5h://ann:p%C3%A4ss@bastion.example', {version: 5, address: 'service.example', login: 'ann:päss'}],
	])('%s asks by its version, and the service answers in it', async (url, asked) => {
		const {asked: seen, words, evidence} = await run(url, url.includes('ss@') ? {login: 'ann:päss'} : {});
		expect(words).toBe('reachable high');
		expect(seen[0]).toMatchObject(asked);
		expect(evidence).toMatchObject({
			ok: true,
			status: null,
			socks: asked.version,
			request: 'CONNECT service.example:443',
		});
	});

	it('is granted in single bytes, and what follows belongs to the tunnel', async () => {
		const {words, evidence} = await run('socks5h://bastion.example', {drips: true});
		expect([words, evidence?.error ?? null]).toEqual(['reachable high', null]);
	});

	it('carries plain HTTP without a whole URL', async () => {
		const rows = [{host: 'service.example', port: 80, protocol: 'http'}] as const;
		const {result} = await run('socks5h://bastion.example', {}, rows);
		const http = result?.attempts[0]?.stages.find(stage => stage.stage === 'http');
		expect(http).toMatchObject({request: 'GET /', headers: {'x-asked': 'GET / HTTP/1.1'}});
	});

	it.each(['socks4', 'socks4a', 'socks5', 'socks5h'])('reaches a service in plain HTTP: %s', async scheme => {
		const rows = [{host: 'service.example', port: 80, protocol: 'http'}] as const;
		const {words, result, asked} = await run(`${scheme}://bastion.example`, {}, rows);
		expect(words, result?.verdict.detail).toBe('reachable medium');
		expect(asked).toHaveLength(1);
	});

	it('is marked as of this machine only, and a finding says who can not use it', async () => {
		const {result, findings} = await run('socks5h://bastion.example', {});
		expect(result?.planned.route?.reason).toBe('SOCKS proxy socks5h://bastion.example:1080, this machine only');
		const [finding] = findings.filter(({kind}) => kind === 'settings-lint');
		expect(finding?.fix.join(' ')).toMatch(/this machine only: agents, nodes and az connectedk8s know no SOCKS/);
	});
});

describe('a refusal of SOCKS', () => {
	it.each<[url: string, way: Way, words: string, code: string]>([
		['socks5h', {reply: 1}, 'blocked proxy.upstream-unreachable low', 'SOCKS_GENERAL_FAILURE'],
		['socks5h', {reply: 2}, 'blocked proxy.host-denied high', 'SOCKS_NOT_ALLOWED'],
		['socks5h', {reply: 3}, 'blocked proxy.upstream-unreachable high', 'SOCKS_NETWORK_UNREACHABLE'],
		['socks5h', {reply: 4}, 'blocked proxy.upstream-unreachable medium', 'SOCKS_HOST_UNREACHABLE'],
		['socks5h', {reply: 5}, 'blocked proxy.upstream-unreachable high', 'SOCKS_CONNECTION_REFUSED'],
		['socks5h', {reply: 6}, 'blocked proxy.upstream-unreachable high', 'SOCKS_TTL_EXPIRED'],
		['socks5h', {reply: 7}, 'blocked proxy.protocol-error high', 'SOCKS_COMMAND_UNSUPPORTED'],
		['socks5h', {reply: 8}, 'blocked proxy.protocol-error high', 'SOCKS_ADDRESS_UNSUPPORTED'],
		['socks5h', {reply: 99}, 'blocked proxy.upstream-unreachable low', 'SOCKS_UNKNOWN_REPLY'],
		['socks4a', {reply: 91}, 'blocked proxy.upstream-unreachable low', 'SOCKS_REJECTED'],
		['socks4a', {reply: 92}, 'blocked proxy.auth-required high', 'SOCKS_IDENT_MISSING'],
		['socks4a', {reply: 93}, 'blocked proxy.auth-rejected high', 'SOCKS_IDENT_DIFFERS'],
		['socks5h', {login: 'ann:right'}, 'blocked proxy.auth-required high', 'SOCKS_LOGIN_WANTED'],
		['socks5h', {reply: 'close'}, 'blocked proxy.upstream-unreachable medium', 'SOCKS_NO_REPLY'],
		['socks4a', {reply: 'close'}, 'blocked proxy.closed medium', 'PEER_CLOSED'],
		['socks5h', {says: ''}, 'blocked proxy.closed medium', 'PEER_CLOSED'],
		['socks5h', {says: 'HTTP/1.1 400 Bad Request\r\n\r\n'}, 'blocked proxy.protocol-error high', 'NOT_SOCKS'],
		['socks5h', {says: 'SSH-2.0-OpenSSH_9.2\r\n'}, 'blocked proxy.protocol-error high', 'NOT_SOCKS'],
		['socks4a', {says: 'HTTP/1.1 400 Bad Request\r\n\r\n'}, 'blocked proxy.protocol-error high', 'NOT_SOCKS'],
		['http', {}, 'blocked proxy.closed medium', 'PEER_CLOSED'],
	])('%s %o is %s', async (scheme, way, words, code) => {
		const seen = await run(`${scheme}://bastion.example:1080`, scheme === 'http' ? {says: ''} : way);
		expect(seen.words, seen.result?.verdict.detail).toBe(words);
		expect(seen.evidence?.error?.code).toBe(code);
		const finding = seen.findings.find(({severity}) => severity === 'error');
		if (scheme !== 'http')
			expect(finding?.fix.join(' '), JSON.stringify(finding)).toMatch(/SOCKS|ident|log of the proxy/);
	});

	it('in silence is waited for no longer than a stage', async () => {
		const {words, evidence} = await run(
			'socks5h://bastion.example',
			{reply: 'silent'},
			[{host: 'service.example'}],
			300,
		);
		expect([words, evidence?.error?.code]).toEqual(['blocked proxy.timeout high', 'PROBE_TIMEOUT']);
	});

	it('that comes behind a grant lies beyond the proxy', async () => {
		const {words, result} = await run('socks5h://bastion.example', {reply: 'vain'});
		expect(words).toBe('blocked proxy.upstream-unreachable medium');
		expect(result?.verdict.detail).toMatch(/forwarders do so.*same for another server name/);
	});

	it('is never asked for with a password that is too long to be sent', async () => {
		const url = 'socks5h://ann@bastion.example';
		const {words, logins, asked, evidence} = await run(
			url,
			{login: 'ann:right'},
			undefined,
			undefined,
			'x'.repeat(300),
		);
		expect([words, logins, asked]).toEqual(['blocked proxy.auth-required high', [], []]);
		expect(evidence?.error?.message).toMatch(/longer than 255 bytes/);
		const environment = {ARC_NETCHECK_PROXY_PASSWORD: 'x'.repeat(256)};
		const flags = {proxy: parseProxyUrl(url, '--proxy')};
		expect(() => resolveSettings({flags, profile: null, environment})).toThrow(/has more than 255 bytes/);
	});

	it('of a password is met by no more than two hosts, and no report has the password', async () => {
		const rows = Array.from({length: 8}, (_, number) => ({host: `host${number}.example`}));
		const {logins, judged, findings} = await run('socks5h://ann:hunter2@bastion.example', {login: 'ann:right'}, rows);
		expect(logins.length).toBeLessThanOrEqual(2);
		expect(new Set(judged.results.map(wordsOf))).toEqual(
			new Set(['blocked proxy.auth-rejected high', 'blocked proxy.auth-rejected medium']),
		);
		expect(findings[0]?.title).toBe('The SOCKS proxy rejects the credentials');
		expect(JSON.stringify({judged, findings})).not.toMatch(/hunter2/);
	});
});
