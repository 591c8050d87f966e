import type {ReadCertificate} from '../certificates.ts';
import type {Network} from '../network.ts';
import type {Pace} from '../pace/pace.ts';
import type {ProxyLogins} from '../proxy-logins.ts';
import type {Clock} from '../stage-clock.ts';

/** What every stage of one attempt shares. */
export type StageContext = {
	readonly network: Network;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Whose turn it is: latencies stay those of the network, and nobody is asked for too much at once. */
	readonly pace: Pace;
	/** What is known of the credentials that are sent to proxies. */
	readonly logins: ProxyLogins;
	readonly readCertificate: ReadCertificate;
	/** Does something once for the whole run, however many targets it is for: by a key, and never in vain twice. */
	readonly once?: <Value>(key: string, work: () => Promise<Value>) => Promise<Value>;
	/** Limit for one stage, in milliseconds. */
	readonly timeoutMs: number;
	/** Characters of an answer's body that are kept as evidence; 2000 unless given. */
	readonly bodyLimit?: number;
};
