import type {X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import tls from 'node:tls';
import {dateDefects, datesOf, isTrusted, nameMismatchCode} from '../../evidence/codes.ts';
import type {ChainCheck, TlsEvidence} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {findPath, readChain, toAuthority} from '../certificates.ts';
import type {TrustSet} from '../network.ts';
import {startStopwatch, withDeadline} from '../stage-clock.ts';
import {receivedBefore, stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';

export type TlsOutcome = {
	readonly evidence: TlsEvidence;
	/** Null when there was no handshake. */
	readonly socket: tls.TLSSocket | null;
};

/** Certificates of a set of roots that are kept as evidence: files hold one or a few, and bundles a hundred. */
const authorityLimit = 5;

/** A connection with what went wrong on it, which a TLS socket tells once, to whoever listens then. */
export type Failing = {readonly failure?: Error};

/** What a peer showed of itself. */
type Shown = {
	/** As the peer sent it, leaf first. */
	readonly chain: readonly X509Certificate[];
	/** The first defect that the verifier met, the name included; null: none. */
	readonly code: string | null;
	readonly isNamed: boolean;
};

type Handshake = Shown & {readonly socket: tls.TLSSocket};

/** A handshake that broke off, with what the other side had shown by then. */
type Broken = {readonly shown?: Shown | null};

/** What is asked in the handshake (ALPN), as long as nobody minds. */
export const usualProtocols: readonly string[] = ['http/1.1'];

/** How a service that speaks HTTP/2 alone, or something else, answers that (RFC 7301, 3.2). */
const noCommonProtocol = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';

/**
 * Makes the handshake with a target and has its chain verified. The first handshake knows the public roots alone; only
 * when these don't suffice does a second one, over the path that `openAgain` makes, try this machine's own trust. What
 * that means is for the judge: a chain that nobody trusts still gives its socket, since what is said over it (a block
 * page) is evidence.
 */
export async function negotiateTargetTls(
	socket: Duplex,
	host: string,
	context: StageContext,
	openAgain: () => Promise<Duplex | null>,
): Promise<TlsOutcome> {
	const stopwatch = startStopwatch(context.clock);
	const {roots} = context.network;
	let protocols = usualProtocols;
	let first: Handshake;
	try {
		const greet = (over: Duplex) => handshake(over, host, roots.publicOnly, context, protocols);
		const greetOtherwise = (offer: readonly string[]) => async (error: unknown) => {
			// It turned down what we offered, and nothing else.
			const again = stageErrorOf(error).code === noCommonProtocol && (await openAgain());
			if (!again) throw error;
			protocols = offer;
			return greet(again);
		};
		first = await greet(socket)
			.catch(greetOtherwise(['h2']))
			.catch(greetOtherwise([]));
	} catch (error) {
		const evidence = failedEvidence(host, 'target', stopwatch(), error, context);
		const {shown} = error as Broken;
		return {socket: null, evidence: shown ? {...evidence, checks: checkShown(shown, context)} : evidence};
	}
	const ms = stopwatch();
	const checked = checkChain(first, roots.publicOnly);
	const evidenceOf = (shown: Handshake, machine: ChainCheck | null) =>
		doneEvidence(shown, {public: checked, machine}, host, 'target', ms, context);
	if (isPublic(first, checked, context)) return {socket: first.socket, evidence: evidenceOf(first, null)};

	const again = await openAgain();
	const machine = roots.machine();
	const second = again && (await handshake(again, host, machine, context, protocols).catch(() => null));
	if (!second) return {socket: first.socket, evidence: evidenceOf(first, checkSignatures(first, checked, machine))};
	first.socket.destroy();
	return {socket: second.socket, evidence: evidenceOf(second, checkChain(second, machine))};
}

/**
 * Makes the handshake with a proxy, which is verified against this machine's trust alone: a company's proxy may well
 * have a company's certificate. Credentials go to a verified one only: any other gives no socket.
 */
export async function negotiateProxyTls(socket: Duplex, host: string, context: StageContext): Promise<TlsOutcome> {
	const stopwatch = startStopwatch(context.clock);
	const trust = context.network.roots.machine();
	try {
		const done = await handshake(socket, host, trust, context);
		const evidence = doneEvidence(
			done,
			{public: null, machine: checkChain(done, trust)},
			host,
			'proxy',
			stopwatch(),
			context,
		);
		if (done.code === null) return {socket: done.socket, evidence};
		done.socket.destroy();
		return {socket: null, evidence};
	} catch (error) {
		return {socket: null, evidence: failedEvidence(host, 'proxy', stopwatch(), error, context)};
	}
}

/** Makes a handshake with a server name and takes whatever chain comes. Rejects with Node's error or PROBE_TIMEOUT. */
export function handshake(
	socket: Duplex,
	host: string,
	trust: Pick<TrustSet, 'context'>,
	context: StageContext,
	protocols: readonly string[] = usualProtocols,
): Promise<Handshake> {
	let isDone = false;
	const before = bytesReadOf(socket);
	const withBytes = (failure: unknown) => receivedBefore(failure, bytesReadOf(socket) - before);
	const atLimit = (failure: unknown) => {
		throw withBytes(failure);
	};
	const what = `in the TLS handshake with ${host}`;
	return withDeadline<Handshake>({...context, what, atLimit}, (resolve, rejectAs) => {
		const reject = (failure: unknown) => rejectAs(withBytes(failure));
		// Reset between two stages, when nobody listened: a handshake would wait for what has already been.
		if (socket.destroyed && socket.errored) {
			reject(socket.errored);
			return undefined;
		}
		const secure = tls.connect({
			socket,
			host,
			...(isIP(host) === 0 && {servername: host}),
			secureContext: trust.context,
			// The chain is judged here, and an untrusted one is evidence too. No credential is ever sent over this socket.
			rejectUnauthorized: false,
			ALPNProtocols: [...protocols],
			// The name is held against the certificate below.
			checkServerIdentity: () => undefined,
		});
		// Node translates the whole chain into objects of its older kind for that check, a quarter of a handshake's time.
		Object.assign(secure, {getPeerCertificate: () => ({})});
		secure.on('error', () => {});
		secure.once('error', failure => Object.assign(secure, {failure} satisfies Failing));
		// Whoever ends it with an alert may have shown a certificate before.
		const onError = (error: Error) => reject(Object.assign(error, {shown: readShown(secure, host)} satisfies Broken));
		secure.once('error', onError);
		secure.once('secureConnect', () => {
			isDone = true;
			const shown = readShown(secure, host) ?? {chain: [], isNamed: false, code: nameMismatchCode};
			resolve({socket: secure, ...shown});
		});
		return () => {
			secure.off('error', onError);
			if (!isDone) {
				secure.destroy();
				socket.destroy();
			}
		};
	});
}

/** Read once: Node takes the leaf out of the connection's own chain when it is asked for. Null: it showed nothing. */
function readShown(secure: tls.TLSSocket, host: string): Shown | null {
	const chain = readChain(secure);
	if (chain.length === 0) return null;
	const isNamed = isFor(chain[0], host);
	return {chain, isNamed, code: refusalOf(secure) ?? (isNamed ? null : nameMismatchCode)};
}

/**
 * The verifier's own name of a defect; null: it met none. Node has names for half of them and calls the others UNSPECIFIED.
 * The words of OpenSSL are to be had from the handle alone, as is all of it where the handshake broke off.
 */
function refusalOf(secure: tls.TLSSocket): string | null {
	type Refusal = {readonly code: string; readonly message: string};
	const {_handle: handle} = secure as unknown as {readonly _handle?: {readonly verifyError?: () => Refusal | null}};
	const refusal = handle?.verifyError?.();
	if (!refusal) return null;
	if (refusal.code !== 'UNSPECIFIED') return refusal.code;
	return safeText(refusal.message.toUpperCase().replace(/[^A-Z0-9]+/g, '_'), 60);
}

/** What this machine and everybody make of a chain behind which the handshake broke off. */
function checkShown(shown: Shown, context: StageContext): TlsEvidence['checks'] {
	const {roots} = context.network;
	const checked = checkChain(shown, roots.publicOnly);
	const isKnown = isPublic(shown, checked, context);
	const machine = isKnown ? null : checkSignatures(shown, checked, roots.machine());
	return {public: checked, machine, isNamed: shown.isNamed};
}

function isPublic({chain}: Shown, checked: ChainCheck, {clock}: StageContext): boolean {
	return isTrusted(checked, dateDefects(datesOf(chain, checked), clock.now()).length > 0);
}

/** Where nobody verified a chain with this machine's trust, the signatures alone tell. */
function checkSignatures({chain}: Shown, {code}: ChainCheck, trust: TrustSet): ChainCheck {
	const signed = checkChain({chain, code}, trust);
	return signed.isAnchored ? {code: null, isAnchored: true} : signed;
}

/** What came over a connection so far. An alert, or half of a certificate, is no silence. */
function bytesReadOf(socket: Duplex): number {
	return 'bytesRead' in socket && typeof socket.bytesRead === 'number' ? socket.bytesRead : 0;
}

/** As the agents have it, which are written in Go: the common name counts for nothing, and a * for a whole label. */
const asGo = {subject: 'never', partialWildcards: false} as const;

/** Whether a certificate names a host, as Go's TLS client reads it, which the agents are built with. */
export function isFor(leaf: X509Certificate | undefined, host: string): boolean {
	if (leaf === undefined) return false;
	if (isIP(host) !== 0) return leaf.checkIP(host) !== undefined;
	return leaf.checkHost(host, asGo) !== undefined || isUnderWildcard(leaf, host);
}

/** OpenSSL wants two labels behind a *, Go is content with the one of a company's own domain (`*.internal`). */
function isUnderWildcard({subjectAltName = ''}: X509Certificate, host: string): boolean {
	const parent = /^[^.]+\.([^.]+)$/.exec(host)?.[1];
	// Node quotes what could be taken for more than one name.
	if (parent === undefined || subjectAltName.includes('"')) return false;
	return subjectAltName.split(', ').some(name => name.toLowerCase() === `dns:*.${parent.toLowerCase()}`);
}

/**
 * What a verifier said of a chain with one set of roots. The signatures are looked at by themselves only where it met a
 * defect: it names one, and hides the others.
 */
export function checkChain({chain, code}: Pick<Handshake, 'chain' | 'code'>, trust: TrustSet): ChainCheck {
	if (code === null) return {code, isAnchored: true};
	const {path, anchor} = findPath(chain, trust);
	const last = chain[path.at(-1) ?? 0];
	return {
		code,
		isAnchored: anchor !== null,
		path,
		anchor: anchor && toAuthority(anchor),
		...(anchor === null &&
			last !== undefined && {
				namesakes: trust.namesakes(last).slice(0, authorityLimit).map(toAuthority),
				given: trust.given().slice(0, authorityLimit).map(toAuthority),
			}),
	};
}

function doneEvidence(
	{socket, chain, isNamed}: Handshake,
	checks: {readonly public: ChainCheck | null; readonly machine: ChainCheck | null},
	host: string,
	of: 'target' | 'proxy',
	ms: number,
	{readCertificate}: Pick<StageContext, 'readCertificate'>,
): TlsEvidence {
	return {
		stage: 'tls',
		of,
		ok: true,
		ms,
		serverName: isIP(host) === 0 ? host : null,
		protocol: socket.getProtocol(),
		cipher: socket.getCipher()?.name ?? null,
		alpn: socket.alpnProtocol || null,
		chain: chain.map(readCertificate),
		trust: null,
		defects: [],
		checks: {...checks, isNamed},
		error: null,
	};
}

function failedEvidence(
	host: string,
	of: 'target' | 'proxy',
	ms: number,
	error: unknown,
	{readCertificate}: Pick<StageContext, 'readCertificate'>,
): TlsEvidence {
	const {shown} = error as Broken;
	return {
		stage: 'tls',
		of,
		ok: false,
		ms,
		serverName: isIP(host) === 0 ? host : null,
		protocol: null,
		cipher: null,
		alpn: null,
		chain: shown?.chain.map(readCertificate) ?? [],
		trust: null,
		defects: [],
		checks: null,
		error: stageErrorOf(error),
	};
}
