import type net from 'node:net';
import tls from 'node:tls';
import zlib from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import type {ExpectedAnswer} from '../../source/catalog/types.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Result} from '../../source/verdict/types.ts';
import {answerOf, type Middlebox, type Reply, startMiddlebox} from '../helpers/middlebox.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';

const host = 'service.example';
const plain = {host, port: 80, protocol: 'http'} as const;
const expecting = (...statuses: number[]): Partial<RowOptions> => ({
	expect: {statuses, basis: 'measured', proofs: [], fixedBody: false} satisfies ExpectedAnswer,
});

const page = (title: string, text: string) =>
	`<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
const html = {'content-type': 'text/html'};
const via = {via: '1.1 gate'};
const bare = (status: number) => () => answerOf(status);
const isTunnel = (line: string) => line.startsWith('CONNECT ');
const isImpossible = (line: string) => line.includes('.invalid/');

// The tests wait for the pauses between tries, side by side.
const boxes: Middlebox[] = [];
afterAll(() => {
	for (const box of boxes) box.close();
});

async function startBox(...given: Parameters<typeof startMiddlebox>): Promise<Middlebox> {
	const box = await startMiddlebox(...given);
	boxes.push(box);
	return box;
}

/** What the program says, with the box as its proxy. */
async function throughProxy(
	reply: (line: string) => Reply,
	rows: readonly RowOptions[],
	machineRootPem?: string,
): Promise<readonly Result[]> {
	const box = await startBox(reply, machineRootPem);
	const {proxy, secrets} = proxyOf(box.url);
	const plan = planOf(rows, {proxy});
	return (await runPlan(plan, {signal: new AbortController().signal, network: box.network, secrets})).results;
}

/** What it says with the box on the direct way. */
async function directly(reply: (line: string) => Reply, rows: readonly RowOptions[]): Promise<readonly Result[]> {
	const box = await startBox(reply);
	const {proxy, secrets} = proxyOf(null);
	const plan = planOf(rows, {proxy});
	return (await runPlan(plan, {signal: new AbortController().signal, network: box.network, secrets})).results;
}

const wordsOf = (result: Result | undefined) =>
	[result?.verdict.status, result?.verdict.cause, result?.verdict.confidence].filter(word => word).join(' ');

describe.concurrent('a proxy without any sign, asked for plain HTTP alone', () => {
	const refusal = answerOf(403, {body: page('No', 'This is not for you.'), headers: html});
	it.each<[string, (line: string) => Reply, Partial<RowOptions>, string]>([
		['a bare 403 to everything', bare(403), {}, 'blocked proxy.host-denied high'],
		['the same where the service is known for 403', bare(403), expecting(403), 'blocked proxy.host-denied high'],
		['451 to everything', bare(451), {}, 'blocked proxy.host-denied high'],
		['a bare 401 to everything', bare(401), {}, 'blocked proxy.auth-required high'],
		['a bare 404 to everything', bare(404), {}, 'blocked proxy.protocol-error medium'],
		['a bare 502 to everything', bare(502), {}, 'blocked proxy.upstream-unreachable medium'],
		[
			'a redirect to a notice, to everything',
			() => answerOf(302, {headers: {location: 'https://notice.example/x'}}),
			{},
			'blocked http.portal medium',
		],
		[
			'a redirect to anywhere, to everything',
			() => answerOf(302, {headers: {location: 'https://elsewhere.example/'}}),
			{},
			'blocked proxy.host-denied high',
		],
		[
			'a web server that answers every URL with its own page',
			line => (isTunnel(line) ? answerOf(400) : answerOf(200, {body: page('Welcome', 'It works.'), headers: html})),
			expecting(200),
			'blocked proxy.protocol-error medium',
		],
		[
			'405 to CONNECT, and 403 to whole URLs',
			line => answerOf(isTunnel(line) ? 405 : 403),
			{},
			'blocked proxy.host-denied high',
		],
		[
			'a refusal of the host, and an error for one that does not exist',
			line => (isImpossible(line) ? answerOf(503, {body: 'No such host.'}) : refusal),
			{},
			'blocked proxy.host-denied high',
		],
		[
			'a refusal of plain HTTP to this host alone',
			line => (isImpossible(line) ? answerOf(503) : isTunnel(line) ? 'HTTP/1.1 200 OK\r\n\r\n' : refusal),
			{},
			'unverified low',
		],
		[
			'a success that reads like a denial',
			line =>
				isImpossible(line)
					? answerOf(502)
					: answerOf(200, {body: page('Notice', 'Access to this site is blocked.'), headers: {...html, ...via}}),
			expecting(200),
			'unverified low',
		],
		[
			'a success that reads like a denial, packed',
			line =>
				isImpossible(line)
					? answerOf(502)
					: answerOf(200, {
							body: zlib.gzipSync(page('Notice', 'Access to this site is blocked.')),
							headers: {...html, ...via, 'content-encoding': 'gzip'},
						}),
			expecting(200),
			'unverified low',
		],
		[
			'what the service is known for, passed on',
			line => (isImpossible(line) || isTunnel(line) ? answerOf(503) : answerOf(403, {headers: via})),
			expecting(403),
			'reachable medium',
		],
		['a success, passed on', () => answerOf(200, {body: 'Fine.', headers: via}), {}, 'reachable medium'],
		[
			'a success, passed on without a word',
			line => (isImpossible(line) ? answerOf(503) : answerOf(200, {body: 'Fine.'})),
			{},
			'reachable medium',
		],
	])('%s', async (_what, reply, row, expected) => {
		const [result] = await throughProxy(reply, [{...plain, ...row}]);
		expect(wordsOf(result), result?.verdict.detail).toBe(expected);
		expect(result?.verdict.detail).not.toMatch(/undefined|null|NaN/);
	});

	it('is not asked for more than is needed where it passes a success on', async () => {
		const requests: string[] = [];
		const reply = (line: string) => {
			requests.push(line);
			return answerOf(200, {body: 'Fine.', headers: via});
		};
		await throughProxy(reply, [plain]);
		expect(requests).toEqual([`GET http://${host}/ HTTP/1.1`]);
	});
});

describe.concurrent('a proxy that opens every tunnel itself', () => {
	const pki = createPki(new Date(), 'Corporation');
	const secureContext = tls.createSecureContext(
		pki.identityFor([host, 'other.example', 'arc-netcheck-control.invalid'], 'corporate'),
	);
	/** Opens any tunnel and answers in it by the name that was asked for. */
	const opening = (answer: (name: string) => Buffer) => (line: string) => (socket: net.Socket) => {
		socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
		const secured = new tls.TLSSocket(socket, {isServer: true, secureContext});
		secured.on('error', () => {});
		secured.once('data', () => secured.end(answer(line.split(/[ :]/)[1] ?? '')));
	};
	const block = (name: string) =>
		answerOf(403, {body: page('No', `The way to ${name} is not for you.`), headers: html});

	it.each<[string, (name: string) => Buffer, string]>([
		['with its own page in each', block, 'blocked http.block-page high'],
		[
			'with the page of the service in that to the service',
			name => (name === host ? block(name) : answerOf(502, {body: 'No such host.'})),
			'intercepted tls.intercepted high',
		],
		['with an answer for programs', () => answerOf(403, {body: '{"error":"x"}'}), 'intercepted tls.intercepted high'],
	])('%s', async (_what, answer, expected) => {
		const [result] = await throughProxy(opening(answer), [{host}], pki.corporateRootPem);
		expect(wordsOf(result), result?.verdict.detail).toBe(expected);
	});
});

describe.concurrent('answers in plain HTTP, held against the refusals of tunnels in the same run', () => {
	it('that are alike are the refusals of the proxy', async () => {
		const refusal = (line: string) =>
			answerOf(403, {body: page('No', `You asked for ${line.split(' ')[1]}, request 4711.`), headers: html});
		// The tunnel to the same host is let through, and so is whatever does not exist: only the others tell.
		const reply = (line: string) => {
			if (isImpossible(line)) return answerOf(503);
			return isTunnel(line) && line.includes(host) ? 'HTTP/1.1 200 OK\r\n\r\n' : refusal(line);
		};
		const [first, second] = await throughProxy(reply, [{host: 'denied.example'}, {...plain, ...expecting(403)}]);
		expect(wordsOf(first)).toBe('blocked proxy.host-denied high');
		expect(wordsOf(second)).toBe('blocked proxy.host-denied high');
		expect(second?.verdict.detail).toContain(
			'The proxy refuses tunnels to other hosts alike, so the answer is its own.',
		);
	});

	it('that differ are left alone', async () => {
		const reply = (line: string) =>
			isTunnel(line) || isImpossible(line)
				? answerOf(403, {body: page('No', 'Not for you.'), headers: html})
				: answerOf(403, {body: '<Error><Code>AccessDenied</Code></Error>', headers: via});
		const [, second] = await throughProxy(reply, [{host: 'denied.example'}, {...plain, ...expecting(403)}]);
		expect(wordsOf(second)).toBe('reachable medium');
	});
});

describe.concurrent('something on the direct way that answers plain HTTP itself', () => {
	it.each<[string, (line: string) => Reply, Partial<RowOptions>, string]>([
		...[400, 401, 403, 404, 429, 451, 500, 502, 503].map(
			(status): [string, (line: string) => Reply, Partial<RowOptions>, string] => [
				`a bare ${status}`,
				bare(status),
				{},
				'unverified low',
			],
		),
		['403 where the service is known for 200', bare(403), expecting(200), 'unverified low'],
		['200 where the service is known for 403', () => answerOf(200, {body: 'x'}), expecting(403), 'unverified low'],
		['511', bare(511), {}, 'blocked http.portal high'],
		['200 with a form', () => answerOf(200, {body: '<form><input type="password">'}), {}, 'unverified low'],
		['200 with the title of a portal', () => answerOf(200, {body: page('Sign in', 'x')}), {}, 'unverified low'],
		[
			'200 with a denial',
			() => answerOf(200, {body: page('x', 'Your request was blocked.')}),
			expecting(200),
			'unverified low',
		],
		[
			'a page that leads to an address inside',
			() => answerOf(200, {body: '<meta http-equiv="refresh" content="0; url=http://10.0.0.1/">'}),
			expecting(200),
			'blocked http.portal high',
		],
		[
			'a script that leads to a login',
			() => answerOf(200, {body: '<script>window.location.href = "http://wifi.example/login"</script>'}),
			{},
			'blocked http.portal medium',
		],
		[
			'a header that leads elsewhere',
			() => answerOf(200, {body: 'x', headers: {refresh: '0;url=https://elsewhere.example/'}}),
			{},
			'unverified low',
		],
		[
			'a redirect elsewhere, though the service is known for redirects',
			() => answerOf(302, {headers: {location: 'https://elsewhere.example/'}}),
			expecting(302),
			'unverified low',
		],
		[
			'a redirect to a login under the same name',
			() => answerOf(302, {headers: {location: `http://${host}/portal/login`}}),
			{},
			'unverified low',
		],
		['a redirect to nowhere', bare(302), {}, 'unverified low'],
		['304, which nobody asked for', bare(304), {}, 'unverified low'],
		['101, which nobody asked for', () => answerOf(101), {}, 'unverified low'],
		['a success', () => answerOf(200, {body: 'Fine.'}), {}, 'reachable medium'],
		['what the service is known for', bare(403), expecting(403), 'reachable medium'],
		['a redirect to TLS', () => answerOf(301, {headers: {location: `https://${host}/`}}), {}, 'reachable medium'],
	])('%s', async (_what, reply, row, expected) => {
		const [result] = await directly(reply, [{...plain, ...row}]);
		expect(wordsOf(result), result?.verdict.detail).toBe(expected);
		expect(result?.verdict.detail).not.toMatch(/undefined|null|NaN/);
	});

	it('says why, and that an answer came', async () => {
		const [result] = await directly(bare(403), [plain]);
		expect(result?.verdict).toMatchObject({
			identity: 'unproven',
			severity: 'info',
			detail:
				'GET / was answered 403 Said in plain HTTP, where nothing proves who answered, and the answer is one that proxies and firewalls give as well. Tried 2 times.',
		});
		expect(result?.controls).toEqual([expect.objectContaining({kind: 'over-tls', passed: false})]);
	});

	it('is seen where hosts of different houses get the same page', async () => {
		const same = () => answerOf(200, {body: 'Dear colleague, this network is being mended tonight until ten.'});
		const results = await directly(same, [
			{...plain, host: 'archive.ubuntu.com'},
			{...plain, host: 'security.ubuntu.com'},
			{...plain, host: 'ocsp.digicert.com'},
		]);
		expect(results.map(wordsOf)).toEqual(['unverified low', 'unverified low', 'unverified low']);
		expect(results[0]?.verdict.detail).toContain(
			'But ocsp.digicert.com, which belongs to somebody else, answers alike',
		);
	});

	it('is not seen in hosts of one house that share a page', async () => {
		const same = () => answerOf(200, {body: 'Dear colleague, this service is being mended tonight until ten.'});
		const results = await directly(same, [
			{...plain, host: 'archive.ubuntu.com'},
			{...plain, host: 'ppa.launchpad.net'},
		]);
		expect(results.map(wordsOf)).toEqual(['reachable medium', 'reachable medium']);
	});
});
