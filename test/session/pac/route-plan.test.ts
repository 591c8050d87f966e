import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import {createServer} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {openUserFiles} from '../../../source/session/files/user-files.ts';
import {routePlan} from '../../../source/session/pac/route-plan.ts';
import {openSession} from '../../../source/session/session.ts';
import {defaultSettings} from '../../../source/settings/fields.ts';
import {resolveSettings} from '../../../source/settings/resolve-settings.ts';
import type {Environment} from '../../../source/settings/types.ts';
import {judgeRun} from '../../../source/verdict/judge-run.ts';
import {summarize} from '../../../source/verdict/types.ts';
import {planOf} from '../../helpers/plan-of.ts';
import {closeAll, listen, networkOf} from '../../helpers/secure-peer.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-pac-'));
afterAll(() => {
	fs.rmSync(folder, {recursive: true, force: true});
	closeAll();
});

const rows = [
	{host: 'a.example'},
	{host: 'b.blob.example'},
	{host: 'c.blob.example'},
	{host: 'plain.example', port: 80, protocol: 'http'},
] as const;

const usual = `function FindProxyForURL(url, host) {
	if (dnsDomainIs(host, '.blob.example')) return 'DIRECT';
	return url.indexOf('http:') === 0 ? 'PROXY plain:8080' : 'PROXY proxy:3128; PROXY backup:3128';
}`;

async function route(
	text: string,
	{
		makesTraffic = true,
		environment = {},
		pac,
		hosts = rows,
	}: {
		makesTraffic?: boolean;
		environment?: Environment;
		pac?: string;
		hosts?: Parameters<typeof planOf>[0];
	} = {},
) {
	const file = path.join(folder, 'proxy.pac');
	fs.writeFileSync(file, text);
	const looked: string[] = [];
	let atOnce = 0;
	let mostAtOnce = 0;
	const asked: string[] = [];
	const server = http.createServer((request, response) => {
		asked.push(`${request.headers.host} ${request.url}`);
		if (request.url === '/moved') response.writeHead(302, {location: 'http://elsewhere.example/'}).end();
		else if (request.url === '/huge') response.end('/'.repeat(1_100_000));
		else if (request.url === '/gone') response.writeHead(404).end();
		else response.end(text);
	});
	const network = networkOf({'10.1.2.3': await listen(server as unknown as net.Server)}, {publicPems: []});
	const session = openSession(
		{environment, keepSecret: () => {}},
		{
			network: {
				...network,
				async lookup(name, options) {
					looked.push(name);
					mostAtOnce = Math.max(mostAtOnce, ++atOnce);
					const found = await network.lookup(name, options);
					atOnce--;
					return found;
				},
			},
		},
	);
	const plan = planOf(hosts, {settings: {pac: pac ?? file}});
	const {secrets} = resolveSettings({flags: {proxy: 'none'}, profile: null, environment: {}});
	const routed = await routePlan(plan, secrets, session, {makesTraffic});
	const reasons = routed.plan.targets.map(({route}) => route?.reason);
	return {...routed, reasons, looked, asked, mostAtOnce};
}

const named = [
	'PAC: http://proxy:3128, then http://backup:3128',
	'PAC: direct',
	'PAC: direct',
	'PAC: http://plain:8080',
];

describe('a plan with a PAC', () => {
	it('goes the ways that it names, without any traffic', async () => {
		const {reasons, looked, notes} = await route(usual, {makesTraffic: false});
		expect({reasons, looked, notes}).toEqual({reasons: named, looked: [], notes: []});
	});

	it('fetches it from the host of the URL alone', async () => {
		const {reasons, asked, looked} = await route(usual, {pac: 'http://config.example/p.pac?x=1'});
		expect({reasons, asked, looked}).toEqual({
			reasons: named,
			asked: ['config.example /p.pac?x=1'],
			looked: ['config.example'],
		});
	});

	it('does not fetch it where no traffic is made, and says so', async () => {
		const {reasons, asked, notes} = await route(usual, {pac: 'http://config.example/', makesTraffic: false});
		expect(asked).toEqual([]);
		expect(new Set(reasons)).toEqual(new Set(['PAC: not known, since nothing is fetched here']));
		expect(notes).toEqual([expect.stringMatching(/http:\/\/config\.example\/ is not fetched here/)]);
	});

	it.each([
		['moved', /leads on to http:\/\/elsewhere\.example\/, which is not followed/],
		['huge', /is larger than 1 MB/],
		['gone', /answers 404/],
	])('that is %s at its URL is refused in a sentence', async (what, sentence) => {
		await expect(route(usual, {pac: `http://config.example/${what}`})).rejects.toThrow(sentence);
	});

	it('looks names up and reports them; a plan does not', async () => {
		const text = `function FindProxyForURL(url, host) { return isInNet(host, '10.1.0.0', '255.255.0.0') ? 'DIRECT' : 'PROXY p:1'; }`;
		const checked = await route(text);
		expect(new Set(checked.reasons)).toEqual(new Set(['PAC: direct']));
		expect(checked.looked.toSorted()).toEqual(rows.map(({host}) => host).toSorted());
		expect(checked.notes).toEqual([expect.stringMatching(/^The PAC had 4 names looked up: /)]);
		const planned = await route(text, {makesTraffic: false});
		expect(planned.looked).toEqual([]);
		expect(new Set(planned.reasons)).toEqual(new Set(['PAC: http://p:1']));
		expect(planned.notes).toEqual([expect.stringMatching(/looks up 4 names .* not asked for here/)]);
	});

	it('bounds how many names are looked up', async () => {
		const text = `var n = 0; function FindProxyForURL(url, host) { for (var i = 0; i < 90; i++) isResolvable('n' + n++ + '.example'); return 'DIRECT'; }`;
		const {looked, notes} = await route(text);
		expect(looked).toHaveLength(50);
		expect(notes.join(' ')).toMatch(/which is too much/);
	});

	it('looks each host of the plan up, however many there are, and never all at once', async () => {
		const hosts = Array.from({length: 70}, (_, index) => ({host: `h${index}.example`}));
		const text = `function FindProxyForURL(url, host) {
			var address = dnsResolve(host);
			if (isInNet(address, '10.1.0.0', '255.255.0.0') && isResolvable('other' + host)) return 'DIRECT';
			return 'PROXY p:1';
		}`;
		const {reasons, looked, notes, mostAtOnce} = await route(text, {hosts});
		expect(looked.filter(name => name.startsWith('h'))).toHaveLength(70);
		expect(looked.filter(name => name.startsWith('other'))).toHaveLength(50);
		expect(reasons.filter(reason => reason === 'PAC: direct')).toHaveLength(50);
		expect(notes.join(' ')).toMatch(/wants 20 more names looked up .*, which is too much/);
		expect(mostAtOnce).toBeLessThanOrEqual(8);
	});

	it('takes logins of its proxies from the environment, and from nowhere else', async () => {
		const environment = {HTTPS_PROXY: 'http://anna:hunter2@proxy:3128', HTTP_PROXY: 'http://bob:hunter3@other:1'};
		const {plan, secrets} = await route(usual, {environment});
		expect(plan.targets.map(({route}) => route?.proxy?.username ?? null)).toEqual(['anna', null, null, null]);
		expect(secrets.byProxy).toEqual({'http://proxy:3128': 'hunter2'});
		expect(JSON.stringify(plan)).not.toMatch(/hunter/);
	});

	it.each([
		['throw new Error("x")', /The PAC .*proxy\.pac fails for a\.example in line 1 \("Error: x"\): mend the script\./],
		['return 7', /returns no text \(number\) for a\.example/],
		['', /returns nothing for a\.example/],
		['return f(url)', /fails for a\.example in line 1 \("ReferenceError: f is not defined"\)/],
		['return FindProxyForURL(url, host) + 1', /calls itself without an end/],
		['return "x".repeat(1e9)', /needs too much memory/],
		['for (;;);', /does not come to an end, and was stopped/],
	])('that does not do as a PAC is refused in a sentence: %s', async (body, sentence) => {
		await expect(route(`function FindProxyForURL(url, host) { ${body} }`)).rejects.toThrow(sentence);
	});
});

describe('a text that is fetched', () => {
	it('is asked for again where it could not be had, and anew where that is wanted', async () => {
		const files = openUserFiles();
		const asked: string[] = [];
		const get = (text: string) => async () => {
			asked.push(text);
			if (text === 'none') throw new Error('none');
			return text;
		};
		await expect(files.fetch('x', get('none'), false)).rejects.toThrow('none');
		expect(await files.fetch('x', get('one'), false)).toBe('one');
		expect(await files.fetch('x', get('two'), false)).toBe('one');
		await expect(files.fetch('x', get('none'), true)).rejects.toThrow('none');
		expect(await files.fetch('x', get('three'), true)).toBe('three');
		expect(asked).toEqual(['none', 'one', 'none', 'three']);
	});

	it('is that of the beginning while a run is under way', async () => {
		let text = 'function FindProxyForURL() { return "PROXY one:1"; }';
		const server = http.createServer((_request, response) => response.end(text));
		const network = networkOf({'10.1.2.3': await listen(server as unknown as net.Server)}, {publicPems: []});
		const session = openSession({environment: {}, keepSecret: () => {}}, {network});
		const plan = planOf([{host: 'a.example'}], {settings: {pac: 'http://config.example/p.pac'}});
		const {secrets} = resolveSettings({flags: {proxy: 'none'}, profile: null, environment: {}});
		const ask = async (isUnderWay: boolean) => {
			const routed = await routePlan(plan, secrets, session, {makesTraffic: true, isUnderWay});
			return routed.plan.targets[0]?.route?.reason;
		};
		expect(await ask(false)).toBe('PAC: http://one:1');
		text = text.replace('one', 'two');
		expect(await ask(true)).toBe('PAC: http://one:1');
		expect(await ask(false)).toBe('PAC: http://two:1');
	});
});

describe('a signal', () => {
	const {secrets} = resolveSettings({flags: {proxy: 'none'}, profile: null, environment: {}});

	it('ends the looking up of names', async () => {
		const stop = new AbortController();
		const file = path.join(folder, 'stopped.pac');
		fs.writeFileSync(file, 'function FindProxyForURL(u, h) { return isResolvable(h) ? "DIRECT" : "PROXY p:1"; }');
		const network = networkOf({}, {publicPems: []});
		const lookup = async () => {
			stop.abort(new Error('stopped'));
			throw new Error('no answer');
		};
		const session = openSession({environment: {}, keepSecret: () => {}}, {network: {...network, lookup}});
		const routed = routePlan(planOf(rows, {settings: {pac: file}}), secrets, session, {
			makesTraffic: true,
			signal: stop.signal,
		});
		await expect(routed).rejects.toThrow('stopped');
	});

	it('is heard also before the TLS of a URL has begun', async () => {
		const stop = new AbortController();
		const network = networkOf({'10.1.2.3': await listen(createServer(() => {}))}, {publicPems: []});
		const connect: typeof network.connect = async options => {
			const socket = await network.connect(options);
			stop.abort(new Error('stopped'));
			return socket;
		};
		const session = openSession({environment: {}, keepSecret: () => {}}, {network: {...network, connect}});
		const routed = routePlan(planOf(rows, {settings: {pac: 'https://config.example/'}}), secrets, session, {
			makesTraffic: true,
			signal: stop.signal,
		});
		await expect(routed).rejects.toThrow('stopped');
	});
});

describe('the findings about a PAC', () => {
	async function findings(text: string, pac?: string) {
		const {plan} = await route(text);
		const settings = {...plan.settings, pac: pac ?? plan.settings.pac};
		const results = judgeRun({...plan, settings}, new Map(), () => true);
		return diagnose({
			id: 'x',
			startedAt: new Date(0).toISOString(),
			durationMs: 1,
			complete: true,
			vantage: {hostname: 'h', platform: 'p', kind: 'jumpbox'},
			settings,
			catalogVersion: '1',
			summary: summarize(results),
			results,
		}).filter(({kind}) => kind === 'pac');
	}

	it('name the fixed proxy that means the same', async () => {
		const [finding, ...others] = await findings(usual);
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: 'pac.not-read', severity: 'warning'});
		expect(finding?.fix.join('\n')).toContain(
			'HTTPS_PROXY=http://proxy:3128 HTTP_PROXY=http://plain:8080 NO_PROXY=.blob.example.',
		);
		expect(finding?.why).toContain('direct (2 endpoints)');
	});

	it('say where none does', async () => {
		const [finding] = await findings(
			`function FindProxyForURL(url, host) { return host === 'a.example' ? 'PROXY p:1' : 'PROXY q:1'; }`,
		);
		expect(finding?.title).toBe('No fixed proxy means the same as the PAC');
		expect(finding?.fix[0]).toMatch(/http:\/\/p:1 and http:\/\/q:1/);
	});

	it('ask nothing where all goes direct', async () => {
		const [finding] = await findings(`function FindProxyForURL() { return 'DIRECT'; }`);
		expect(finding).toMatchObject({severity: 'info', fix: [expect.stringMatching(/give the agents none/)]});
	});

	it('tell of plain HTTP by itself', async () => {
		const ids = (await findings(usual, 'http://config.example/proxy.pac')).map(({id}) => id);
		expect(ids).toEqual(['pac.plain-http', 'pac.not-read']);
		expect((await findings(usual, 'https://config.example/proxy.pac')).map(({id}) => id)).toEqual(['pac.not-read']);
	});
});

describe('the setting', () => {
	const resolve = (flags: object, profile: object | null, environment: Environment = {}) => {
		const {settings} = resolveSettings({flags, profile: profile && {...defaultSettings, ...profile}, environment});
		return [settings.pac, settings.proxy.source, settings.proxy.https?.host ?? null];
	};
	const proxy = {endpoint: {scheme: 'http', host: 'p', port: 1, username: null}, password: null};

	it.each<[title: string, outcome: () => unknown, expected: unknown]>([
		[
			'takes the place of the environment',
			() => resolve({pac: '/p'}, null, {HTTPS_PROXY: 'http://e:1'}),
			['/p', 'pac', null],
		],
		['takes that of a profile', () => resolve({pac: '/p'}, {pac: '/q'}), ['/p', 'pac', null]],
		['holds in a profile', () => resolve({}, {pac: '/q'}), ['/q', 'pac', null]],
		['gives way to a proxy that is named', () => resolve({proxy}, {pac: '/q'}), [null, 'given', 'p']],
		['gives way to none', () => resolve({proxy: 'none'}, {pac: '/q'}), [null, 'none', null]],
		[
			'is what the environment names',
			() => resolve({pac: 'env'}, null, {auto_proxy: 'file:///etc/p.pac'}),
			['/etc/p.pac', 'pac', null],
		],
		[
			'in capitals too',
			() => resolve({pac: 'env'}, null, {AUTO_PROXY: 'http://c/p.pac'}),
			['http://c/p.pac', 'pac', null],
		],
	])('%s', (_title, outcome, expected) => {
		expect(outcome()).toEqual(expected);
	});

	it.each<[flags: object, environment: Environment, sentence: RegExp]>([
		[{pac: '/p', proxy}, {}, /leave out --proxy, or --pac/],
		[{pac: '/p', noProxy: '.x'}, {}, /leave out --no-proxy, or --pac/],
		[{pac: 'env'}, {}, /The environment names no PAC script/],
		[{pac: 'env'}, {auto_proxy: ''}, /automatic detection \(WPAD\), and that is never used/],
		[{pac: 'env'}, {auto_proxy: 'http://anna:hunter2@c/p'}, /^The environment variable auto_proxy has a login in it: /],
	])('is refused as %o', (flags, environment, sentence) => {
		expect(() => resolve(flags, null, environment)).toThrow(sentence);
	});

	it('of a profile is not mixed with exceptions of a flag', () => {
		expect(() => resolve({noProxy: '.x'}, {pac: '/q'})).toThrow(/leave out --no-proxy, or name a proxy too/);
		expect(resolve({noProxy: '.x', proxy}, {pac: '/q'})).toEqual([null, 'given', 'p']);
	});
});
