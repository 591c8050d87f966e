import dgram from 'node:dgram';
import {once} from 'node:events';
import {expect, it} from 'vitest';
import {createLookup} from '../../source/probe/lookup.ts';
import {examineNameServers} from '../../source/probe/name-servers.ts';

const {signal} = new AbortController();

/** A port on loopback on which nobody listens. */
async function closedPort(): Promise<number> {
	const socket = dgram.createSocket('udp4');
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const {port} = socket.address();
	await new Promise<void>(resolve => socket.close(resolve));
	return port;
}

it('says of a port on which nobody listens that it is so', async () => {
	const port = await closedPort();
	expect(await examineNameServers([`127.0.0.1:${port}`], signal)).toEqual({
		code: 'ECONNREFUSED',
		syscall: null,
		message: `nobody listens on 127.0.0.1:${port}`,
	});
});

// A broadcast address: connect(2) refuses it on every machine, with a route or without one.
it('says of a server to which this machine can not send that it is out of reach', async () => {
	expect(await examineNameServers(['255.255.255.255'], signal)).toEqual({
		code: 'NAME_SERVER_OUT_OF_REACH',
		syscall: null,
		message: 'this machine does not permit packets to its name server 255.255.255.255:53 (EACCES)',
	});
});

it('names the servers that were refused where others are out of reach', async () => {
	const port = await closedPort();
	const {code, message} = await examineNameServers(['255.255.255.255', `127.0.0.1:${port}`], signal);
	expect({code, message}).toEqual({code: 'ECONNREFUSED', message: `nobody listens on 127.0.0.1:${port}`});
});

it('is what a lookup says of the name server', async () => {
	const lookup = createLookup({server: {address: '127.0.0.1', port: await closedPort()}, timeoutMs: 2000});
	const {error} = await lookup('a.example', {timeoutMs: 2000, signal, prefer: 'server'});
	expect(error?.message).toMatch(/^nobody listens on 127\.0\.0\.1:\d+$/);
});
