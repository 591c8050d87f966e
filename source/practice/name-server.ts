import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {type Answer, decode, encode, type Packet, type Question, RECURSION_AVAILABLE} from 'dns-packet';
import type {Lifetime} from './lifetime.ts';
import type {NameAnswer} from './zone.ts';

/** RFC 1035 4.1.1: the code is in the lowest four bits of the flags. */
const responseCodes = {NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5} as const;

const secondsToLive = 60;

/** Starts a name server on UDP and resolves to its port. `answerFor` decides; what is no question is not answered. */
export async function startNameServer(
	lifetime: Lifetime,
	answerFor: (question: Question) => NameAnswer,
): Promise<number> {
	const server = createSocket('udp4');
	server.on('message', (message, peer) => {
		const query = readQuery(message);
		const question = query?.questions?.[0];
		if (query === null || question === undefined) return;
		const answer = answerFor(question);
		if (answer.kind === 'silence') return;
		server.send(writeResponse(query, question, answer), peer.port, peer.address);
	});
	server.bind(0, '127.0.0.1');
	await once(server, 'listening');
	// Errors of sending to a peer that is gone.
	server.on('error', () => {});
	lifetime.onClose(async () => {
		server.close();
		await once(server, 'close');
	});
	return server.address().port;
}

function readQuery(message: Buffer): Packet | null {
	try {
		const packet = decode(message);
		return packet.type === 'query' ? packet : null;
	} catch {
		return null;
	}
}

function writeResponse(query: Packet, question: Question, answer: NameAnswer & {kind: 'answer'}): Buffer {
	return encode({
		type: 'response',
		id: query.id ?? 0,
		flags: (query.flags ?? 0) | RECURSION_AVAILABLE | responseCodes[answer.code],
		questions: [question],
		answers: recordsFor(question, answer),
	});
}

/** The chain of aliases from the name asked for, then the addresses of its end. */
function recordsFor(question: Question, answer: NameAnswer & {kind: 'answer'}): Answer[] {
	const owners = [question.name, ...answer.aliases];
	const end = owners.at(-1) ?? question.name;
	const aliases = answer.aliases.map(
		(alias, index): Answer => ({type: 'CNAME', name: owners[index] ?? question.name, ttl: secondsToLive, data: alias}),
	);
	const addresses = answer.addresses.map(
		(address): Answer => ({
			type: address.includes(':') ? 'AAAA' : 'A',
			name: end,
			ttl: secondsToLive,
			data: address,
		}),
	);
	return [...aliases, ...addresses];
}
