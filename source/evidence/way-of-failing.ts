import {
	connectRefusedCode,
	loginSparedCode,
	loginWithoutTicket,
	noRoute,
	probeAborted,
	probeFault,
	probeTimeout,
	untrustedCode,
} from './codes.ts';
import type {Attempt, StageEvidence} from './types.ts';

/** How a try failed, where a peer that turns away those who are too many may have done it. */
export type WayOfFailing = {
	/** The peer: a name server, or the proxy or the direct way. */
	readonly at: 'names' | 'way';
	readonly key: string;
	readonly isSilent: boolean;
};

/** What a name server says, or doesn't, when it is asked for too much. Others are its word about the name. */
const loadOfNames: ReadonlySet<string> = new Set(['ETIMEOUT', probeTimeout, 'EREFUSED', 'ESERVFAIL', 'ECONNREFUSED']);

/** Limits of time: our own, the kernel's and that of c-ares. */
const silences: ReadonlySet<string> = new Set([probeTimeout, 'ETIMEDOUT', 'ETIMEOUT']);

/** What this program or this machine did itself. */
const own: ReadonlySet<string> = new Set([probeAborted, probeFault, noRoute, loginSparedCode, loginWithoutTicket]);

/** Statuses with which those who are too many are turned away in plain HTTP. */
const refusals: readonly (number | null)[] = [403, 407, 429, 503];

/** The way in which a try failed, or null where load can't be behind it: it got an answer, or one that others give too. */
export function wayOfFailing(attempt: Attempt): WayOfFailing | null {
	const failed = attempt.stages.find(stage => !stage.ok) ?? plainRefusal(attempt);
	if (!failed || own.has(failed.error?.code ?? '')) return null;
	const code = failed.error?.code ?? '';
	const isSilent = silences.has(code);
	const hasSpoken = failed.stage === 'proxy' || failed.stage === 'http';
	const isSaid = code === '' || code === connectRefusedCode;
	// Whose limit of time is over first is chance, where two are as long.
	const key = `${failed.stage} ${isSilent ? probeTimeout : hasSpoken && isSaid ? failed.status : code}`;
	switch (failed.stage) {
		case 'dns':
			return failed.of === 'target' && loadOfNames.has(code) ? {at: 'names', key, isSilent} : null;
		case 'tls':
			// After a handshake it is the chain that failed.
			return code === '' || code === untrustedCode ? null : {at: 'way', key, isSilent};
		default:
			return {at: 'way', key, isSilent};
	}
}

/** In plain HTTP whatever stands in between may have answered, and says so with the status alone. */
function plainRefusal({stages}: Attempt): StageEvidence | undefined {
	const last = stages.at(-1);
	const isPlain = !stages.some(({stage, of}) => stage === 'tls' && of === 'target');
	return last?.stage === 'http' && isPlain && refusals.includes(last.status) ? last : undefined;
}
