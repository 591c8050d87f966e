import {createSocket} from 'node:dgram';
import dns from 'node:dns';
import {once} from 'node:events';
import {encode, type Question} from 'dns-packet';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {createLifetime, type Lifetime} from '../../source/practice/lifetime.ts';
import {startNameServer} from '../../source/practice/practice-network.ts';
import type {NameAnswer} from '../../source/practice/zone.ts';

const answers: {readonly [question: string]: NameAnswer} = {
	'A plain.example': {kind: 'answer', code: 'NOERROR', aliases: [], addresses: ['203.0.113.7', '203.0.113.8']},
	'AAAA plain.example': {kind: 'answer', code: 'NOERROR', aliases: [], addresses: ['2001:db8::7']},
	'A aliased.example': {
		kind: 'answer',
		code: 'NOERROR',
		aliases: ['b.example', 'c.example'],
		addresses: ['203.0.113.9'],
	},
	'CNAME aliased.example': {kind: 'answer', code: 'NOERROR', aliases: ['b.example', 'c.example'], addresses: []},
	'A empty.example': {kind: 'answer', code: 'NOERROR', aliases: [], addresses: []},
	'A missing.example': {kind: 'answer', code: 'NXDOMAIN', aliases: [], addresses: []},
	'A dangling.example': {kind: 'answer', code: 'NXDOMAIN', aliases: ['gone.example'], addresses: []},
	'A failing.example': {kind: 'answer', code: 'SERVFAIL', aliases: [], addresses: []},
	'A refused.example': {kind: 'answer', code: 'REFUSED', aliases: [], addresses: []},
	'A silent.example': {kind: 'silence'},
};

let lifetime: Lifetime;
let port: number;
let resolver: dns.promises.Resolver;

beforeEach(async () => {
	lifetime = createLifetime();
	port = await startNameServer(
		lifetime,
		({type, name}: Question) =>
			answers[`${type} ${name}`] ?? {kind: 'answer', code: 'NXDOMAIN', aliases: [], addresses: []},
	);
	resolver = resolverWith(10_000);
});
afterEach(() => lifetime.close());

function resolverWith(timeout: number): dns.promises.Resolver {
	const made = new dns.promises.Resolver({timeout, tries: 1});
	made.setServers([`127.0.0.1:${port}`]);
	return made;
}

it('answers with addresses of both families', async () => {
	expect(await resolver.resolve4('plain.example')).toEqual(['203.0.113.7', '203.0.113.8']);
	expect(await resolver.resolve6('plain.example')).toEqual(['2001:db8::7']);
});

it('leads over a chain of aliases', async () => {
	expect(await resolver.resolve4('aliased.example')).toEqual(['203.0.113.9']);
	expect(await resolver.resolveCname('aliased.example')).toContain('b.example');
});

it.each([
	['empty.example', 'ENODATA'],
	['missing.example', 'ENOTFOUND'],
	['dangling.example', 'ENOTFOUND'],
	['failing.example', 'ESERVFAIL'],
	['refused.example', 'EREFUSED'],
])('%s: %s', async (name, code) => {
	await expect(resolver.resolve4(name)).rejects.toMatchObject({code});
});

it('can be silent', async () => {
	await expect(resolverWith(250).resolve4('silent.example')).rejects.toMatchObject({code: 'ETIMEOUT'});
});

it('is not disturbed by packets that are no questions', async () => {
	const client = createSocket('udp4');
	const packets = [
		Buffer.alloc(0),
		Buffer.from('hello'),
		Buffer.alloc(512, 0xff),
		encode({type: 'query', id: 1, questions: []}),
		encode({type: 'response', id: 2, questions: [{type: 'A', name: 'plain.example'}]}),
	];
	const sent = packets.map(packet => new Promise(resolve => client.send(packet, port, '127.0.0.1', resolve)));
	await Promise.all(sent);
	client.close();
	await once(client, 'close');

	expect(await resolver.resolve4('plain.example')).toContain('203.0.113.7');
});
