import dgram from 'node:dgram';
import {isIP} from 'node:net';
import dnsPacket from 'dns-packet';
import {safeText} from '../safe-text.ts';
import {withDeadline} from './deadline.ts';
import {splitServer} from './examine-name-server.ts';

/** How long the answer may take, in milliseconds: the server has answered by now. */
const patienceMs = 1000;

/** Aliases that are kept of one answer. Honest chains have two or three. */
const aliasLimit = 8;

/** What c-ares keeps to itself of an answer. */
export type UdpAnswer = {
	/** It was too long for UDP, so that the client has to ask again over TCP (RFC 1035, 4.1.1). */
	readonly isTruncated: boolean;
	/** The aliases in it, also where it ends in no address. */
	readonly aliases: readonly string[];
};

/**
 * Asks a name server once for the IPv4 addresses of a name, over UDP and without EDNS, as the oldest clients ask. Null
 * where no answer came that can be read; never rejects.
 *
 * @param server as `address`, `address:port` or `[address]:port`
 */
export async function askOverUdp(name: string, server: string, signal: AbortSignal): Promise<UdpAnswer | null> {
	const {address, port} = splitServer(server);
	const what = `asking ${address} over UDP`;
	return withDeadline<UdpAnswer>({timeoutMs: patienceMs, signal, what}, (resolve, reject) => {
		const socket = dgram.createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		socket.on('error', reject);
		socket.on('message', message => {
			try {
				resolve(readAnswer(message));
			} catch (error) {
				reject(error);
			}
		});
		socket.once('connect', () => {
			const flags = dnsPacket.RECURSION_DESIRED;
			const question = dnsPacket.encode({type: 'query', id: 0x4143, flags, questions: [{type: 'A', name}]});
			socket.send(question, failure => failure && reject(failure));
		});
		socket.connect(port, address);
		return () => socket.close();
	}).catch(() => null);
}

function readAnswer(message: Buffer): UdpAnswer {
	const {answers = [], flags = 0} = dnsPacket.decode(message);
	const aliases = answers.flatMap(answer => (answer.type === 'CNAME' ? [safeText(String(answer.data), 253)] : []));
	return {isTruncated: (flags & dnsPacket.TRUNCATED_RESPONSE) !== 0, aliases: aliases.slice(0, aliasLimit)};
}
