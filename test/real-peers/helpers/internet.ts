import dgram from 'node:dgram';
import net from 'node:net';
import {type PracticeNetwork, startPracticeNetwork} from '../../../source/practice/practice-network.ts';
import type {Scenario} from '../../../source/practice/scenario.ts';

/** The ports on which the practice internet has services. */
const ports = [80, 443, 8084];

export type RealInternet = PracticeNetwork;

/**
 * Puts the practice internet on the real addresses and ports of this namespace, and its name server on port 53, so that
 * programs of others can use it without knowing.
 */
export async function startRealInternet(scenario: Scenario): Promise<RealInternet> {
	const practice = await startPracticeNetwork(scenario);
	const signal = AbortSignal.timeout(600_000);
	const servers = ports.map(port =>
		net.createServer(async incoming => {
			incoming.on('error', () => {});
			const address = (incoming.localAddress ?? '').replace(/^::ffff:/, '');
			try {
				const family = net.isIP(address) === 6 ? 6 : 4;
				const outgoing = await practice.network.connect({address, family, port, timeoutMs: 30_000, signal});
				// A reset goes on as a reset, and nothing else does.
				outgoing.on('error', () => incoming.resetAndDestroy());
				incoming.on('close', () => outgoing.destroy());
				outgoing.on('close', () => incoming.destroy());
				incoming.pipe(outgoing).pipe(incoming);
			} catch {
				incoming.resetAndDestroy();
			}
		}),
	);
	await Promise.all(
		servers.map((server, index) => new Promise<void>(resolve => server.listen(ports[index], '::', resolve))),
	);
	const nameServer = await forwardNames(practice.nameServer.port);
	const overTcp = await forwardNamesOverTcp(practice.nameServer.port);
	return {
		...practice,
		async close() {
			for (const server of servers) server.close();
			nameServer.close();
			overTcp.close();
			await practice.close();
		},
	};
}

/** Carries questions from port 53 to the practice name server and the answers back. */
async function forwardNames(port: number): Promise<dgram.Socket> {
	const server = dgram.createSocket('udp4');
	server.on('message', (question, client) => {
		const asking = dgram.createSocket('udp4');
		const timer = setTimeout(() => asking.close(), 10_000);
		asking.once('message', answer => {
			server.send(answer, client.port, client.address);
			clearTimeout(timer);
			asking.close();
		});
		asking.send(question, port, '127.0.0.1');
	});
	await new Promise<void>(resolve => server.bind(53, '127.0.0.1', resolve));
	return server;
}

/** The same over TCP, where a length stands before each question and each answer. */
async function forwardNamesOverTcp(port: number): Promise<net.Server> {
	const server = net.createServer(client => {
		const asking = dgram.createSocket('udp4');
		client.on('error', () => {}).on('close', () => asking.close());
		asking.on('message', answer => {
			const length = Buffer.alloc(2);
			length.writeUInt16BE(answer.length);
			client.write(Buffer.concat([length, answer]));
		});
		client.once('data', question => asking.send(question.subarray(2), port, '127.0.0.1'));
	});
	await new Promise<void>(resolve => server.listen(53, '127.0.0.1', resolve));
	return server;
}
