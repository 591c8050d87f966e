/**
 * The practice network: a small corporate network of real sockets on loopback, in this process and without root, to
 * learn and to test on.
 *
 *     const answer = {protocol: 'https', path: null, status: 200, headers: {}, body: 'Hello.'} as const;
 *     const practice = await startPracticeNetwork({
 *       services: [{host: 'a.example', port: 443, ...answer}, {host: '*.registry.example', port: 443, ...answer}],
 *       faults: [{host: 'a.example', fault: 'tls-reset'}],
 *       proxies: {main: {host: 'proxy.example', port: 3128, scheme: 'http', allow: ['*.registry.example']}},
 *     });
 *     await runPlan(plan, {network: practice.network, …});
 *     await practice.close();
 *
 * A scenario (scenario.ts) is data: the healthy services, the faults switched on for a host (faults.ts lists them all),
 * and the forward proxies. `serviceFor` makes a healthy service from what the catalog expects, and
 * `startDemoCompany` (company.ts) a believable company for all of the catalog.
 *
 * Names lead to addresses kept for documentation. `network` maps them to the loopback listener that plays the host, or
 * plays the fault. A proxy can be reached in three ways: by `insideUrl` through `network`; by `url` through `network`;
 * and by `url` from any other process. Such a process sees the whole practice network with
 * `--proxy URL --dns 127.0.0.1:PORT --public-roots FILE`, because the proxy resolves and connects for it.
 */
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {type Answer, decode, encode, type Packet, type Question, RECURSION_AVAILABLE} from 'dns-packet';
import {createRoots} from '../probe/certificates.ts';
import {createLookup} from '../probe/lookup.ts';
import type {Network} from '../probe/network.ts';
import {createPki} from './certificates.ts';
import {type ProxyLogEntry, startForwardProxy} from './forward-proxy.ts';
import {startInternet} from './internet.ts';
import {createLifetime, type Lifetime} from './lifetime.ts';
import {createArrivals, createRoutes, createUpstream} from './routes.ts';
import type {Scenario} from './scenario.ts';
import {answerName, createZone, type NameAnswer} from './zone.ts';

export type PracticeProxy = {
	/** Reachable from every process on this machine. */
	readonly url: string;
	readonly port: number;
	/** The name by which the practice network knows it. */
	readonly insideUrl: string;
	/** Everything it was asked so far, in the order of its answers. */
	readonly requests: readonly ProxyLogEntry[];
};

export type PracticeNetwork = {
	readonly network: Network;
	readonly nameServer: {readonly address: string; readonly port: number};
	readonly proxies: {readonly [name: string]: PracticeProxy};
	readonly publicRootPem: string;
	readonly corporateRootPem: string;
	/** Writes the public root into a folder, for `--public-roots`, and resolves to the file's path. */
	rootsFile(folder: string): Promise<string>;
	/** Ends every connection and stops every listener. */
	close(): Promise<void>;
};

/** Starts the practice network of a scenario, every listener on 127.0.0.1. */
export async function startPracticeNetwork(scenario: Scenario): Promise<PracticeNetwork> {
	const {services} = scenario;
	const faults = scenario.faults ?? [];
	const zone = createZone(scenario);
	const pki = createPki(new Date(), scenario.company ?? 'Northwind Mills');
	const lifetime = createLifetime();
	const arrivals = createArrivals();
	const internetPort = await startInternet({services, faults, pki, lifetime, arrivals});
	const routes = createRoutes({zone, services, faults, internetPort, arrivals, lifetime});
	const nameServer = {
		address: '127.0.0.1',
		port: await startNameServer(lifetime, ({name, type}) => answerName(zone, faults, {name, type, side: 'client'})),
	};
	const connectUpstream = createUpstream(zone, faults, routes);

	const proxies: {[name: string]: PracticeProxy} = {};
	for (const [name, options] of Object.entries(scenario.proxies ?? {})) {
		const {port, requests} = await startForwardProxy(options, {faults, pki, lifetime, connectUpstream});
		routes.addProxy({host: options.host, port: options.port, loopbackPort: port});
		proxies[name] = {
			url: `${options.scheme}://127.0.0.1:${port}`,
			port,
			insideUrl: `${options.scheme}://${options.host}:${options.port}`,
			requests,
		};
	}

	const {publicRootPem, corporateRootPem} = pki;
	const isCorporateTrusted = scenario.trustsCorporateRoot ?? true;
	return {
		network: {
			lookup: (name, options) => createLookup({server: nameServer, timeoutMs: options.timeoutMs})(name, options),
			connect: options => routes.connect(options, 'client'),
			roots: createRoots([publicRootPem], () => (isCorporateTrusted ? [corporateRootPem] : [])),
			isPractice: true,
		},
		nameServer,
		proxies,
		publicRootPem,
		corporateRootPem,
		async rootsFile(folder) {
			const file = path.join(folder, 'practice-public-root.pem');
			await writeFile(file, publicRootPem);
			return file;
		},
		close: () => lifetime.close(),
	};
}

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
