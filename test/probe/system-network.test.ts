import dgram from 'node:dgram';
import {expect, it} from 'vitest';
import {createSystemNetwork, explainUnreachable} from '../../source/probe/system-network.ts';

const {signal} = new AbortController();
const {connect} = createSystemNetwork({dns: null, timeoutMs: 2000, caPem: null, publicRootsPem: null});

// A broadcast address: connect(2) refuses it for TCP and for UDP on every machine, with a route or without one.
it('says of an address to which this machine can not send that it has no route', async () => {
	await expect(
		connect({address: '255.255.255.255', family: 4, port: 443, timeoutMs: 2000, signal}),
	).rejects.toMatchObject({
		code: 'NO_ROUTE',
		message: 'this machine has no route to 255.255.255.255 (ENETUNREACH)',
	});
});

it.each(['ENETUNREACH', 'EHOSTUNREACH'])('leaves %s as it is where this machine has a route', async code => {
	const socket = dgram.createSocket('udp4');
	await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
	const {port} = socket.address();
	const error = Object.assign(new Error('a router says so'), {code});
	expect(await explainUnreachable(error, {address: '127.0.0.1', family: 4, port, timeoutMs: 2000, signal})).toBe(error);
	socket.close();
});

it('leaves what no routing table says as it is', async () => {
	const error = Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'});
	expect(
		await explainUnreachable(error, {address: '255.255.255.255', family: 4, port: 443, timeoutMs: 2000, signal}),
	).toBe(error);
});
