import dgram from 'node:dgram';
import dns from 'node:dns';
import net, {type AddressInfo} from 'node:net';
import {setImmediate as nextTurn} from 'node:timers/promises';
import dnsPacket from 'dns-packet';
import {describe, expect, it, vi} from 'vitest';
import {createLookup, hostsFile, parseHostsFile} from '../../source/probe/lookup.ts';
import {parseResolvConf} from '../../source/probe/name-servers.ts';

const options = {timeoutMs: 500, signal: new AbortController().signal, prefer: 'server'} as const;

describe('createLookup', () => {
	it('takes an IP address as it is', async () => {
		const lookup = createLookup({server: {address: '127.0.0.1', port: 9}, timeoutMs: 500});
		expect(await lookup('192.0.2.7', options)).toMatchObject({
			source: 'literal',
			addresses: [{address: '192.0.2.7', family: 4}],
		});
		expect(await lookup('2001:db8::7', options)).toMatchObject({
			source: 'literal',
			addresses: [{address: '2001:db8::7', family: 6}],
		});
	});

	it('finds names of the hosts file of this machine', async () => {
		const lookup = createLookup({server: null, timeoutMs: 500});
		expect(await lookup('localhost', options)).toMatchObject({source: 'hosts', error: null});
	});

	it('asks many names of a silent name server side by side', async () => {
		const silent = dgram.createSocket('udp4');
		await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
		const {port} = silent.address() as AddressInfo;
		const asked = new Set<string>();
		silent.on('message', message => asked.add(message.subarray(13, 13 + (message[12] ?? 0)).toString()));
		const lookup = createLookup({server: {address: '127.0.0.1', port}, timeoutMs: 2000});
		const names = Array.from({length: 100}, (_, index) => `n${index}.test.example`);
		// All of them have been asked before the first gives up: none waits for another's end.
		const first = await Promise.race(names.map(name => lookup(name, {...options, timeoutMs: 2000})));
		expect(first.error?.code).toMatch(/^(ETIMEOUT|PROBE_TIMEOUT)$/);
		// What was sent by then may still wait to be read here.
		for (let read = -1; read < asked.size; await nextTurn()) read = asked.size;
		expect(asked.size).toBe(100);
		silent.close();
	});
});

describe('parseHostsFile', () => {
	it.each([
		['127.0.0.1 localhost', {localhost: [{address: '127.0.0.1', family: 4}]}],
		[
			'10.0.0.1\tA.Example b # c',
			{'a.example': [{address: '10.0.0.1', family: 4}], b: [{address: '10.0.0.1', family: 4}]},
		],
		[
			'::1 x\n127.0.0.1 x',
			{
				x: [
					{address: '::1', family: 6},
					{address: '127.0.0.1', family: 4},
				],
			},
		],
		['# comment\n\nnot-an-address name\n', {}],
	])('%j', (text, expected) => {
		expect(Object.fromEntries(parseHostsFile(text))).toEqual(expected);
	});
});

type Zone = (
	name: string,
	type: string,
) => {
	readonly rcode?: string;
	readonly addresses?: readonly string[];
	readonly alias?: string;
	readonly isCut?: boolean;
} | null;

/** A name server on loopback; null is silence. */
async function startNameServer(zone: Zone) {
	const socket = dgram.createSocket('udp4');
	socket.on('message', (message, from) => {
		const {id, questions} = dnsPacket.decode(message);
		const [question] = questions ?? [];
		if (!question) return;
		const said = zone(question.name.toLowerCase(), question.type);
		if (said === null) return;
		const rcode = {NOERROR: 0, NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5}[said.rcode ?? 'NOERROR'] ?? 0;
		const answers = question.type === 'A' ? (said.addresses ?? []) : [];
		const packet = dnsPacket.encode({
			type: 'response',
			id: id ?? 0,
			flags:
				dnsPacket.RECURSION_DESIRED |
				dnsPacket.RECURSION_AVAILABLE |
				(said.isCut ? dnsPacket.TRUNCATED_RESPONSE : 0) |
				rcode,
			questions: [question],
			answers: [
				...(said.alias ? [{type: 'CNAME', name: question.name, ttl: 60, data: said.alias} as const] : []),
				...(said.isCut ? [] : answers.map(data => ({type: 'A', name: question.name, ttl: 60, data}) as const)),
			],
		});
		socket.send(packet, from.port, from.address);
	});
	await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
	const {port} = socket.address() as AddressInfo;
	return {server: {address: '127.0.0.1', port}, close: () => socket.close()};
}

describe('what the search list makes of a name', () => {
	const zone: Zone = name => {
		if (name.endsWith('.corp.example')) return {addresses: ['203.0.113.77']};
		return name === 'there.example' ? {addresses: ['198.51.100.7']} : {rcode: 'NXDOMAIN'};
	};
	it.each<[string, string, {search: string[]; ndots: number}, string[] | null]>([
		[
			'a wildcard, tried first',
			'there.example',
			{search: ['svc.cluster.local', 'corp.example'], ndots: 5},
			['corp.example'],
		],
		['a wildcard, tried last', 'there.example', {search: ['corp.example'], ndots: 1}, ['corp.example']],
		[
			'a wildcard for a name that does not exist',
			'missing.example',
			{search: ['corp.example'], ndots: 1},
			['corp.example'],
		],
		[
			'two domains, one of which answers',
			'there.example',
			{search: ['other.test', 'corp.example'], ndots: 5},
			['corp.example'],
		],
		['domains that answer nothing', 'there.example', {search: ['other.test'], ndots: 5}, []],
		['no search list', 'there.example', {search: [], ndots: 5}, null],
	])('%s', async (_what, name, conf, domains) => {
		const {server, close} = await startNameServer(zone);
		const lookup = createLookup({server, timeoutMs: 4000, resolvConf: {hasNameServer: true, ...conf}});
		const seen = await lookup(name, {...options, timeoutMs: 4000});
		close();
		expect(seen.search?.answers.map(({domain}) => domain) ?? null).toEqual(domains);
		if (domains !== null) expect(seen.search?.ndots).toBe(conf.ndots);
		expect(seen.error?.code ?? null).toBe(name === 'there.example' ? null : 'ENOTFOUND');
	});

	it('is asked for two names of a run alone, and not for a proxy', async () => {
		const asked: string[] = [];
		const {server, close} = await startNameServer((name, type) => {
			asked.push(name);
			return zone(name, type);
		});
		const lookup = createLookup({
			server,
			timeoutMs: 4000,
			resolvConf: {hasNameServer: true, search: ['corp.example'], ndots: 5},
		});
		const limit = {...options, timeoutMs: 4000};
		await lookup('gate.example', {...limit, prefer: 'application'});
		for (const name of ['a.example', 'b.example', 'c.example', 'd.example']) await lookup(name, limit);
		close();
		expect([...new Set(asked.filter(name => name.endsWith('.corp.example')))]).toEqual([
			'a.example.corp.example',
			'b.example.corp.example',
		]);
	});
});

/** A name server with a port of TCP that takes connections and says nothing: the number has to be free for both. */
async function startNameServerAndMute(zone: Zone) {
	for (let left = 20; ; left--) {
		const {server, close} = await startNameServer(zone);
		const mute = net.createServer(socket => socket.on('error', () => {}));
		const isFree = await new Promise<boolean>(resolve =>
			mute.once('error', () => resolve(false)).listen(server.port, '127.0.0.1', () => resolve(true)),
		);
		if (isFree) return {server, close, mute};
		close();
		if (left === 0) throw new Error('no port is free for UDP and TCP');
	}
}

describe.concurrent('an answer too long for UDP', () => {
	it.each<[string, Zone, string]>([
		[
			'is told from silence where the server answers others',
			name => (name === 'long.example' ? {isCut: true} : {addresses: ['198.51.100.7']}),
			'DNS_OVER_TCP_SILENT',
		],
		[
			'is told also where the others do not exist',
			name => (name === 'long.example' ? {isCut: true} : {rcode: 'NXDOMAIN'}),
			'DNS_OVER_TCP_SILENT',
		],
		[
			'is not found in plain silence',
			name => (name === 'long.example' ? null : {addresses: ['198.51.100.7']}),
			'SILENCE',
		],
	])('%s', async (_what, zone, code) => {
		// Whoever takes the connection and says nothing is as good as a firewall that drops it.
		const {server, close, mute} = await startNameServerAndMute(zone);
		const lookup = createLookup({server, timeoutMs: 5000});
		const limit = {...options, timeoutMs: 5000};
		await lookup('short.example', limit);
		const seen = await lookup('long.example', limit);
		close();
		mute.close();
		expect(seen.error?.code).toMatch(code === 'SILENCE' ? /^(?:ETIMEOUT|PROBE_TIMEOUT)$/ : code);
	});
});

describe.concurrent('a name server that cuts every answer', () => {
	it.each<[string, (socket: net.Socket) => void]>([
		['says nothing over TCP', () => {}],
		['closes TCP', socket => socket.end()],
		['resets TCP', socket => socket.resetAndDestroy()],
	])('and %s is not told as down, for any name', async (_what, take) => {
		const {server, close, mute} = await startNameServerAndMute(() => ({isCut: true}));
		mute.on('connection', take);
		const lookup = createLookup({server, timeoutMs: 5000});
		const limit = {...options, timeoutMs: 5000};
		const names = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
		const seen = await Promise.all(names.map(name => lookup(name, limit)));
		close();
		mute.close();
		expect(seen.map(({error}) => error?.code)).toEqual(names.map(() => 'DNS_OVER_TCP_SILENT'));
	});

	it('and refuses TCP is not told as one where nobody listens', async () => {
		const {server, close} = await startNameServer(() => ({isCut: true}));
		const lookup = createLookup({server, timeoutMs: 1500});
		const seen = await Promise.all(['a.example', 'b.example'].map(name => lookup(name, {...options, timeoutMs: 1500})));
		close();
		expect(seen.map(({error}) => error?.code)).toEqual(['DNS_OVER_TCP_SILENT', 'DNS_OVER_TCP_SILENT']);
	});
});

describe.concurrent('thousands of answers', () => {
	type Answers = NonNullable<dnsPacket.Packet['answers']>;
	const many = (count: number, make: (index: number) => Answers[number]): Answers =>
		Array.from({length: count}, (_, index) => make(index));
	const a = (name: string, data: string): Answers[number] => ({type: 'A', name, ttl: 60, data});
	const public4 = (index: number) => `198.51.${index >> 8}.${index & 255}`;
	it.each<[string, (name: string, type: string) => Answers]>([
		['IPv4', (name, type) => (type === 'A' ? many(1500, index => a(name, public4(index))) : [])],
		[
			'IPv6',
			(name, type) =>
				type === 'AAAA' ? many(1000, index => ({type, name, ttl: 60, data: `2001:db8::${index + 1}`})) : [],
		],
		['private IPv4', (name, type) => (type === 'A' ? many(1500, index => a(name, `10.0.${index >> 8}.7`)) : [])],
		['the same IPv4', (name, type) => (type === 'A' ? many(1500, () => a(name, '198.51.100.7')) : [])],
		[
			'IPv4 behind aliases',
			(name, type) =>
				type === 'A' || type === 'CNAME'
					? [
							...many(60, index => ({
								type: 'CNAME',
								name: index === 0 ? name : `c${index}.example`,
								ttl: 60,
								data: `c${index + 1}.example`,
							})),
							...(type === 'A' ? many(1200, index => a('c60.example', `10.1.${index >> 8}.${index & 255}`)) : []),
						]
					: [],
		],
	])('of %s fill no report', async (_what, answersTo) => {
		const {server, close, mute} = await startNameServerAndMute(() => ({isCut: true}));
		mute.on('connection', socket => {
			let asked = Buffer.alloc(0);
			socket.on('data', chunk => {
				asked = Buffer.concat([asked, chunk]);
				while (asked.length > 2 && asked.length >= 2 + asked.readUInt16BE()) {
					const query = dnsPacket.decode(asked.subarray(2, 2 + asked.readUInt16BE()));
					asked = asked.subarray(2 + asked.readUInt16BE());
					const [question] = query.questions ?? [];
					if (!question) return;
					const answers = answersTo(question.name, question.type);
					const {id = 0} = query;
					socket.write(dnsPacket.streamEncode({type: 'response', id, questions: [question], answers}));
				}
			});
		});
		const lookup = createLookup({server, timeoutMs: 20_000});
		const {addresses, aliases, error} = await lookup('many.example', {
			...options,
			timeoutMs: 20_000,
			tellsAlias: 'always',
		});
		close();
		mute.close();
		expect(error).toBeNull();
		expect(addresses).toHaveLength(64);
		expect(aliases.length).toBeLessThanOrEqual(8);
	});
});

describe('a name that the name server does not resolve', () => {
	it.each<[string, number]>([
		['NXDOMAIN', 1],
		['SERVFAIL', 1],
		['REFUSED', 0],
	])('%s: asked for the alias behind it', async (rcode, more) => {
		const asked: string[] = [];
		const {server, close} = await startNameServer((name, type) => {
			asked.push(`${name} ${type}`);
			return {rcode};
		});
		await createLookup({server, timeoutMs: 20_000})('a.example', {...options, timeoutMs: 20_000});
		close();
		const wire = new Set(['a.example A', 'a.example AAAA']);
		expect(new Set(asked)).toEqual(wire);
		expect(
			asked.filter(question => question === 'a.example A').length -
				asked.filter(question => question === 'a.example AAAA').length,
		).toBe(more);
	});
});

describe('a name whose alias leads to a zone that fails', () => {
	const alias = 'a.privatelink.example';
	it.each<[string, Zone]>([
		['SERVFAIL alone', (_name, type) => (type === 'CNAME' ? {alias} : {rcode: 'SERVFAIL'})],
		['SERVFAIL with the alias', () => ({rcode: 'SERVFAIL', alias})],
		['NXDOMAIN with the alias', () => ({rcode: 'NXDOMAIN', alias})],
		['the alias and no address', () => ({alias})],
		['SERVFAIL for IPv4, nothing for IPv6', (_name, type) => (type === 'A' ? {rcode: 'SERVFAIL', alias} : {alias})],
	])('%s: is known', async (_what, zone) => {
		const {server, close} = await startNameServer(zone);
		const again = {...options, timeoutMs: 20_000, tellsAlias: 'of-failure'} as const;
		const seen = await createLookup({server, timeoutMs: 20_000})('a.example', again);
		close();
		expect(seen.aliases).toEqual([alias]);
	});
});

it('keeps what is asked of a name server on this machine when one question is refused', async () => {
	const getServers = vi.spyOn(dns.promises.Resolver.prototype, 'getServers').mockReturnValue(['127.0.0.1']);
	const setServers = vi.spyOn(dns.promises.Resolver.prototype, 'setServers');
	createLookup({server: null, timeoutMs: 1000, resolvConf: null});
	// Servers that were set are no default, which node would read anew in the middle of the questions.
	expect(setServers).toHaveBeenCalledWith(['127.0.0.1']);
	getServers.mockRestore();
	setServers.mockRestore();
});

describe('parseResolvConf', () => {
	const usual = {hasNameServer: true, search: [], ndots: 1};
	it.each([
		['nameserver 10.0.0.2\n', usual],
		['nameserver fe80::1%eth0\n', usual],
		['', {...usual, hasNameServer: false}],
		['# nameserver 10.0.0.2\n; nameserver 10.0.0.3', {...usual, hasNameServer: false}],
		['nameserver not-an-address', {...usual, hasNameServer: false}],
		['nameserver\n', {...usual, hasNameServer: false}],
		['search a.example\n', {...usual, hasNameServer: false, search: ['a.example']}],
		[
			'nameserver\t10.0.0.2\r\nsearch\ta.example\t\r\noptions\tndots:5\r\n',
			{...usual, search: ['a.example'], ndots: 5},
		],
		['nameserver 10.0.0.2\nsearch a.example\nsearch b.example', {...usual, search: ['b.example']}],
		[
			'nameserver 10.0.0.2\nsearch a.example B.Example.\noptions ndots:5 timeout:1',
			{...usual, search: ['a.example', 'b.example'], ndots: 5},
		],
		['nameserver 10.0.0.2\nsearch a.example\ndomain b.example', {...usual, search: ['b.example']}],
		['nameserver 10.0.0.2\noptions ndots:99', {...usual, ndots: 15}],
		['nameserver 10.0.0.2\noptions ndots:x', usual],
		[
			`nameserver 10.0.0.2\nsearch ${'abcdefgh'
				.split('')
				.map(name => `${name}.example`)
				.join(' ')}`,
			{...usual, search: 'abcdef'.split('').map(name => `${name}.example`)},
		],
	])('%j', (text, expected) => {
		expect(parseResolvConf(text)).toEqual(expected);
	});
});

describe('the variables of the environment beside resolv.conf', () => {
	const file = 'nameserver 10.0.0.2\nsearch a.example\noptions ndots:2';
	const usual = {hasNameServer: true, search: ['a.example'], ndots: 2};
	it.each([
		[{}, usual],
		[{LOCALDOMAIN: ''}, usual],
		[{LOCALDOMAIN: 'b.example'}, {...usual, search: ['b.example'], variables: ['LOCALDOMAIN']}],
		[
			{LOCALDOMAIN: ' b.example\tC.Example. '},
			{...usual, search: ['b.example', 'c.example'], variables: ['LOCALDOMAIN']},
		],
		[{RES_OPTIONS: 'ndots:5'}, {...usual, ndots: 5, variables: ['RES_OPTIONS']}],
		[{RES_OPTIONS: 'timeout:1 ndots:3 ndots:4'}, {...usual, ndots: 4, variables: ['RES_OPTIONS']}],
		[{RES_OPTIONS: 'use-vc timeout:1'}, usual],
		[
			{LOCALDOMAIN: 'b.example', RES_OPTIONS: 'ndots:99'},
			{...usual, search: ['b.example'], ndots: 15, variables: ['LOCALDOMAIN', 'RES_OPTIONS']},
		],
	])('%j', (variables, expected) => {
		expect(parseResolvConf(file, variables)).toEqual(expected);
	});
});

describe('where the hosts file is', () => {
	it.each([
		['win32', {SystemRoot: 'D:\\Windows'}, 'D:\\Windows\\System32\\drivers\\etc\\hosts'],
		['win32', {}, 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
		['linux', {SystemRoot: 'D:\\Windows'}, '/etc/hosts'],
	] as const)('the hosts file of %s with %j is %s', (platform, environment, expected) => {
		expect(hostsFile(platform, environment)).toBe(expected);
	});
});
