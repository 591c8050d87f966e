import dgram from 'node:dgram';
import {isIP} from 'node:net';
import {withDeadline} from './deadline.ts';
import {splitServer} from './examine-name-server.ts';

/** How long the answer may take, in milliseconds: the server has answered other names by now. */
const patienceMs = 1000;

const typeA = 1;
const classInternet = 1;
/** The bit in the second pair of bytes that says that an answer was cut (RFC 1035, 4.1.1). */
const truncated = 0x02;

/**
 * Whether a name server says over UDP that its answer for a name is too long for that, so that the client has to ask again
 * over TCP. Never rejects.
 *
 * @param server as `address`, `address:port` or `[address]:port`
 */
export async function isAnswerTruncated(name: string, server: string, signal: AbortSignal): Promise<boolean> {
	const {address, port} = splitServer(server);
	const what = `asking ${address} over UDP`;
	return withDeadline<boolean>({timeoutMs: patienceMs, signal, what}, (resolve, reject) => {
		const socket = dgram.createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		socket.on('error', reject);
		socket.on('message', answer => resolve(((answer[2] ?? 0) & truncated) !== 0));
		socket.once('connect', () => socket.send(questionFor(name), failure => failure && reject(failure)));
		socket.connect(port, address);
		return () => socket.close();
	}).catch(() => false);
}

/** A recursive question for the IPv4 addresses of a name, without EDNS, as the oldest clients ask (RFC 1035, 4.1). */
function questionFor(name: string): Buffer {
	const labels = name.split('.').map(label => Buffer.from(label, 'latin1').subarray(0, 63));
	const head = Buffer.from([0x41, 0x44, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
	const encoded = labels.flatMap(label => [Buffer.from([label.length]), label]);
	return Buffer.concat([head, ...encoded, Buffer.from([0, 0, typeA, 0, classInternet])]);
}
