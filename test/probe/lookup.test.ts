import dgram from 'node:dgram';
import type {AddressInfo} from 'node:net';
import {describe, expect, it} from 'vitest';
import {parseHostsFile} from '../../source/probe/hosts-file.ts';
import {createLookup} from '../../source/probe/lookup.ts';

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
