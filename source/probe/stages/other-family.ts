import type {Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {HttpEvidence, TlsEvidence} from '../../evidence/types.ts';
import type {HttpRequest} from '../http/http-request.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';
import {exchangeHttp} from './http.ts';
import {connectTcp, type OtherConnection} from './tcp.ts';
import {handshake, type TlsOutcome} from './tls.ts';

/** How long each stage over the other family may take, in milliseconds: it decides nothing of the verdict. */
const otherFamilyMs = 2000;

/** A pause before it is asked once more, alone, in milliseconds. */
const againAfterMs = 200;

type Greeting = NonNullable<TlsEvidence['otherFamily']>;
type Answer = NonNullable<HttpEvidence['otherFamily']>;

/** What the other family is asked. `isSecure`: over TLS. */
export type OtherQuestion = {
	readonly host: string;
	readonly port: number;
	readonly isSecure: boolean;
	readonly request: HttpRequest;
};

/**
 * The same visit over a connection of the other address family, beside the one that is judged and without waiting for it.
 * Clients take whichever family connects first, so that one which breaks off after that, or leads to another page, is a
 * fault that this path does not show.
 */
export type OtherVisit = {
	/** Adds to a handshake what became of the other one. */
	withGreeting(negotiating: Promise<TlsOutcome>): Promise<TlsOutcome>;
	/** Adds to an answer what came of the same request. */
	withAnswer(asking: Promise<HttpEvidence>): Promise<HttpEvidence>;
	/** Nobody waits for it any more. */
	drop(): void;
};

/** Asks over the other address family beside the visit itself; null where there is no other. */
export function visitOtherFamily(
	other: OtherConnection | null,
	question: OtherQuestion,
	context: StageContext,
): OtherVisit | null {
	if (!other) return null;
	const dropped = new AbortController();
	const patient = {
		...context,
		signal: AbortSignal.any([context.signal, dropped.signal]),
		timeoutMs: Math.min(otherFamilyMs, context.timeoutMs),
	};
	const again = () => pauseAndDial(other, question.port, patient);
	const greeted = question.isSecure ? greetTwice(other, question.host, patient, again) : null;
	const asked = greeted
		? greeted.then(({socket}) => (socket ? ask(other, socket, question, patient) : null))
		: ask(other, other.socket, question, patient);
	// Nobody may be left who waits for it.
	const answered = asked.catch(() => null);
	const askAgain = async (): Promise<Answer | null> => {
		const socket = await again();
		if (!socket || !question.isSecure) return socket && ask(other, socket, question, patient);
		const {socket: secure} = await greet({...other, socket}, question.host, patient);
		return secure && ask(other, secure, question, patient);
	};
	return {
		async withGreeting(negotiating) {
			const [outcome, greeting] = await Promise.all([negotiating, greeted]);
			return greeting ? {...outcome, evidence: {...outcome.evidence, otherFamily: greeting.seen}} : outcome;
		},
		async withAnswer(asking) {
			const [evidence, first] = await Promise.all([asking, answered]);
			if (first === null || patient.signal.aborted) return evidence;
			// What failed in company, or met a bad moment, may pass alone.
			const otherFamily = isAlike(evidence, first) ? first : ((await askAgain()) ?? first);
			return {...evidence, otherFamily};
		},
		drop: () => dropped.abort(),
	};
}

function isAlike({status, title}: Pick<HttpEvidence, 'status' | 'title'>, other: Answer): boolean {
	return status === other.status && title === other.title;
}

async function pauseAndDial({address}: OtherConnection, port: number, context: StageContext): Promise<Socket | null> {
	await sleep(againAfterMs);
	const {socket} = await connectTcp([address], port, 'target', context);
	return socket;
}

type Greeted = {readonly seen: Greeting; readonly socket: Socket | null};

async function greetTwice(
	other: OtherConnection,
	host: string,
	context: StageContext,
	again: () => Promise<Socket | null>,
): Promise<Greeted> {
	const first = await greet(other, host, context);
	if (first.seen.error === null || context.signal.aborted) return first;
	const socket = await again();
	return socket ? greet({...other, socket}, host, context) : first;
}

async function greet(
	{address: {address, family}, socket}: OtherConnection,
	host: string,
	context: StageContext,
): Promise<Greeted> {
	const stopwatch = startStopwatch(context.clock);
	const seen = {address, family};
	try {
		const done = await handshake(socket, host, context.network.roots.publicOnly, context);
		const issuer = done.chain[0] ? context.readCertificate(done.chain[0]).issuer : null;
		return {seen: {...seen, ms: stopwatch(), error: null, code: done.code, issuer}, socket: done.socket};
	} catch (error) {
		socket.destroy();
		return {seen: {...seen, ms: stopwatch(), error: stageErrorOf(error), code: null, issuer: null}, socket: null};
	}
}

/** Uses the socket up. */
async function ask(
	{address: {address, family}}: OtherConnection,
	socket: Socket,
	{request}: OtherQuestion,
	context: StageContext,
): Promise<Answer> {
	const {ms, status, title, error} = await exchangeHttp(socket, request, 'undici', context, async () => null);
	return {address, family, ms, status, title, error};
}
