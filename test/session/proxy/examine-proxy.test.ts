import net from 'node:net';
import {afterEach, expect, it} from 'vitest';
import {examineNow} from '../../../source/session/proxy/examine-proxy.ts';
import {openSession} from '../../../source/session/session.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {networkOf} from '../../helpers/secure-peer.ts';

let server: net.Server | null = null;
afterEach(() => {
	server?.close();
	server = null;
});

/** Listens on loopback and answers each connection so; returns the port. */
async function listen(answer: (request: string) => string | Buffer | null): Promise<number> {
	server = net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', data => {
			const reply = answer(data.toString('latin1'));
			if (reply === null) socket.destroy();
			else socket.end(reply);
		});
	});
	await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
	return (server.address() as net.AddressInfo).port;
}

async function examine(port: number, scheme: 'http' | 'https' = 'http') {
	const plan = planOf([{host: 'a.test.example'}], proxyOf(`${scheme}://127.0.0.1:${port}`));
	const session = openSession({environment: {}, keepSecret() {}});
	const secrets = {httpsProxyPassword: null, httpProxyPassword: null};
	const [examination] = await examineNow(plan, {secrets, signal: new AbortController().signal}, session);
	return examination;
}

it('a SOCKS4 proxy is asked for the address of the endpoint', async () => {
	let asked = '';
	const port = await listen(request => {
		asked ||= request;
		return Buffer.from([0, 91, 0, 0, 0, 0, 0, 0]);
	});
	const network = networkOf({'10.1.2.3': {port}}, {publicPems: []});
	const {proxy, secrets} = proxyOf('socks4://proxy.example');
	const options = {secrets, signal: new AbortController().signal};
	const examineOver = (over: typeof network) =>
		examineNow(
			planOf([{host: 'a.test.example'}], {proxy}),
			options,
			openSession({environment: {}, keepSecret() {}}, {network: over}),
		);
	await examineOver(network);
	expect([...Buffer.from(asked, 'latin1')]).toEqual([4, 1, 1, 187, 10, 1, 2, 3, 0]);
	const lookup: typeof network.lookup = async (name, given) => {
		const found = await network.lookup(name, given);
		return name === 'proxy.example' ? found : {...found, addresses: []};
	};
	expect(await examineOver({...network, lookup})).toEqual([]);
});

const squid = 'Via: 1.1 p (squid/5.7)\r\nX-Squid-Error: ERR_CACHE_ACCESS_DENIED 0\r\n';
const closed = 'HTTP/1.1 200 Connection established\r\n\r\n';

it.each<[string, (request: string) => string | null, string, RegExp]>([
	[
		'opens the tunnel',
		request => (request.includes('.invalid') ? 'HTTP/1.1 503 No\r\n\r\n' : closed),
		'alive',
		/answers in \d+ ms\.$/,
	],
	['opens a tunnel to any name', () => closed, 'alive', /names that do not exist/],
	['denies the host', () => `HTTP/1.1 403 No\r\n${squid}\r\n`, 'alive', /^squid at /i],
	[
		'wants a login',
		() => `HTTP/1.1 407 No\r\n${squid}Proxy-Authenticate: Basic realm="x"\r\n\r\n`,
		'login',
		/offers Basic/,
	],
	['is a web server', () => 'HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n', 'no-proxy', /404 to CONNECT/],
	['does not speak HTTP', () => 'SSH-2.0-OpenSSH_9.2\r\n', 'no-proxy', /not a forward proxy/],
	['closes without a word', () => null, 'unsure', /closes them/],
])('a proxy that %s', async (_name, answer, kind, sentence) => {
	const examination = await examine(await listen(answer));
	expect(examination?.kind).toBe(kind);
	expect(examination?.sentence).toMatch(sentence);
	expect(examination?.takesAnyName).toBe(sentence.source.includes('do not exist'));
});

it('nobody listens at the address', async () => {
	const port = await listen(() => null);
	await new Promise(resolve => server?.close(resolve));
	expect(await examine(port)).toMatchObject({kind: 'dead', sentence: expect.stringContaining('Nothing listens')});
});

it('speaks plain HTTP where it is addressed in TLS', async () => {
	const port = await listen(() => `HTTP/1.1 403 No\r\n${squid}\r\n`);
	expect(await examine(port, 'https')).toMatchObject({
		kind: 'other-scheme',
		sentence: expect.stringContaining('write http://'),
	});
});
