import fs from 'node:fs';
import path from 'node:path';
import {catalog} from '../../source/catalog/catalog.ts';
import {startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {hostsOf, serviceFor} from '../../source/practice/scenario.ts';

/** No test takes so long, in milliseconds. */
const foreverMs = 3_600_000;

export type Office = {
	/** As seen from any process on this machine. */
	readonly proxyUrl: string;
	/** What a command line needs to be in this network, but for the proxy. */
	readonly flags: readonly string[];
	/** Lets a host through that was forgotten. */
	permit(host: string): void;
	/** Takes a host off the list. */
	forbid(host: string): void;
	close(): Promise<void>;
};

/**
 * A practice network for other processes, healthy but for what is forbidden: a proxy on a port of its own that may
 * want credentials, a name server, and a root that is written into `folder`. Its ports stay the same until it is closed.
 */
export async function startOffice(
	folder: string,
	{
		credentials,
		answerMs = 0,
		silent,
		timeoutSeconds = 60,
	}: {
		readonly credentials?: {readonly username: string; readonly password: string};
		/** How long each service thinks, in milliseconds. */
		readonly answerMs?: number;
		/** A host that never answers: no run with it is over before it is cut short, however busy this machine is. */
		readonly silent?: string;
		/** Limit for a stage. Nobody is silent here, so a stage that takes long only tells of a busy machine. */
		readonly timeoutSeconds?: number;
	} = {},
): Promise<Office> {
	const hosts = [...new Set(catalog.requirements.flatMap(hostsOf))];
	// The proxy reads its list for every request.
	const allow = [...hosts];
	const practice = await startPracticeNetwork({
		services: catalog.requirements.flatMap(requirement =>
			hostsOf(requirement).flatMap(host => {
				const service = serviceFor(requirement, host, requirement.port);
				const pace = {roundTripMs: 1, answerMs: host === silent ? foreverMs : answerMs};
				return service ? [{...service, ...(pace.answerMs > 0 && {pace})}] : [];
			}),
		),
		proxies: {
			main: {
				host: 'proxy.office.example',
				port: 3128,
				scheme: 'http',
				allow,
				ports: [80, 443, 8084],
				...(credentials && {credentials}),
			},
		},
	});
	const {address, port} = practice.nameServer;
	const ownFolder = fs.mkdtempSync(path.join(folder, 'office-'));
	return {
		proxyUrl: practice.proxies.main?.url ?? '',
		flags: [
			...['--dns', `${address}:${port}`, '--public-roots', await practice.rootsFile(ownFolder)],
			...['--timeout', `${timeoutSeconds}`],
		],
		permit(host) {
			allow.push(host);
		},
		forbid(host) {
			allow.splice(0, allow.length, ...allow.filter(pattern => pattern !== host));
		},
		close: practice.close,
	};
}
