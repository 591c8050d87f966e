import {setTimeout as sleep} from 'node:timers/promises';
import type {TlsEvidence} from '../../evidence/types.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';
import {connectTcp, type OtherConnection} from './tcp.ts';
import {handshake, type TlsOutcome} from './tls.ts';

/** How long the other family may take for its handshake, in milliseconds: it decides nothing of the verdict. */
const otherFamilyMs = 2000;

/** A pause before it is asked once more, alone, in milliseconds. */
const againAfterMs = 200;

type OtherFamily = NonNullable<TlsEvidence['otherFamily']>;

/**
 * Adds to a handshake what became of the same one over a connection of the other address family, beside it. Clients take
 * whichever family connects first, so that one which breaks off after that is a fault that this path does not show.
 */
export async function withOtherFamily(
	negotiating: Promise<TlsOutcome>,
	other: OtherConnection | null,
	target: {readonly host: string; readonly port: number},
	context: StageContext,
): Promise<TlsOutcome> {
	if (!other) return negotiating;
	const patient = {...context, timeoutMs: Math.min(otherFamilyMs, context.timeoutMs)};
	const [outcome, otherFamily] = await Promise.all([negotiating, greet(other, target, patient)]);
	return {...outcome, evidence: {...outcome.evidence, otherFamily}};
}

async function greet(
	other: OtherConnection,
	target: {readonly host: string; readonly port: number},
	context: StageContext,
): Promise<OtherFamily> {
	const first = await greetOver(other, target.host, context);
	if (first.error === null || context.signal.aborted) return first;
	// What failed in company may pass alone.
	await sleep(againAfterMs);
	const {socket} = await connectTcp([other.address], target.port, 'target', context);
	return socket ? greetOver({...other, socket}, target.host, context) : first;
}

async function greetOver(
	{address: {address, family}, socket}: OtherConnection,
	host: string,
	context: StageContext,
): Promise<OtherFamily> {
	const stopwatch = startStopwatch(context.clock);
	const seen = {address, family};
	try {
		const done = await handshake(socket, host, context.network.roots.publicOnly, context);
		const issuer = done.chain[0] ? context.readCertificate(done.chain[0]).issuer : null;
		done.socket.destroy();
		return {...seen, ms: stopwatch(), error: null, code: done.code, issuer};
	} catch (error) {
		return {...seen, ms: stopwatch(), error: stageErrorOf(error), code: null, issuer: null};
	} finally {
		socket.destroy();
	}
}
