import type {X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import tls from 'node:tls';
import {incompleteChainCode, nameMismatchCode, untrustedCode} from '../../evidence/codes.ts';
import type {StageError, TlsEvidence} from '../../evidence/types.ts';
import {readChain, validityDefects} from '../certificate-chain.ts';
import {withDeadline} from '../deadline.ts';
import type {TrustSet} from '../network.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';

export type TlsOutcome = {
	readonly evidence: TlsEvidence /** Null when there was no handshake. */;
	readonly socket: tls.TLSSocket | null;
};

type Handshake = {
	readonly socket: tls.TLSSocket;
	/** As the peer sent it, leaf first. */
	readonly chain: readonly X509Certificate[];
	readonly authorizationCode: string | null;
};

/**
 * Makes the handshake with a target and judges its chain three ways. The first handshake knows the public roots alone;
 * only when these don't suffice does a second one, over the path that `openAgain` makes, try this machine's own trust.
 * A chain that is rejected still gives its socket: what is said over it (a block page) is evidence.
 */
export async function negotiateTargetTls(
	socket: Duplex,
	host: string,
	context: StageContext,
	openAgain: () => Promise<Duplex | null>,
): Promise<TlsOutcome> {
	const stopwatch = startStopwatch(context.clock);
	const {roots} = context.network;
	let first: Handshake;
	try {
		first = await handshake(socket, host, roots.publicOnly, context);
	} catch (error) {
		return {socket: null, evidence: failedEvidence(host, 'target', stopwatch(), stageErrorOf(error))};
	}
	const ms = stopwatch();
	if (isTrusted(first, roots.publicOnly)) return judge(first, 'public', host, 'target', ms, context);

	const again = await openAgain();
	const second = again && (await handshake(again, host, roots.machine(), context).catch(() => null));
	if (!second)
		return judge(
			first,
			isAnchored(first.chain, roots.machine()) ? 'private' : 'untrusted',
			host,
			'target',
			ms,
			context,
		);
	first.socket.destroy();
	return judge(second, isTrusted(second, roots.machine()) ? 'private' : 'untrusted', host, 'target', ms, context);
}

/** Makes the handshake with a proxy, which is judged against this machine's trust alone: a company's proxy may well have a company's certificate. */
export async function negotiateProxyTls(socket: Duplex, host: string, context: StageContext): Promise<TlsOutcome> {
	const stopwatch = startStopwatch(context.clock);
	const trust = context.network.roots.machine();
	try {
		const done = await handshake(socket, host, trust, context);
		return judge(done, isTrusted(done, trust) ? 'private' : 'untrusted', host, 'proxy', stopwatch(), context);
	} catch (error) {
		return {socket: null, evidence: failedEvidence(host, 'proxy', stopwatch(), stageErrorOf(error))};
	}
}

/** Makes a handshake with a server name and takes whatever chain comes. Rejects with Node's error or PROBE_TIMEOUT. */
export function handshake(
	socket: Duplex,
	host: string,
	trust: Pick<TrustSet, 'context'>,
	context: StageContext,
): Promise<Handshake> {
	let isDone = false;
	return withDeadline<Handshake>({...context, what: `in the TLS handshake with ${host}`}, (resolve, reject) => {
		const secure = tls.connect({
			socket,
			host,
			...(isIP(host) === 0 && {servername: host}),
			secureContext: trust.context,
			// The chain is judged here, and an untrusted one is evidence too. No credential is ever sent over this socket.
			rejectUnauthorized: false,
			ALPNProtocols: ['http/1.1'],
			// The name is held against the certificate below.
			checkServerIdentity: () => undefined,
		});
		// Node translates the whole chain into objects of its older kind for that check, a quarter of a handshake's time.
		Object.assign(secure, {getPeerCertificate: () => ({})});
		secure.on('error', () => {});
		secure.once('error', reject);
		secure.once('secureConnect', () => {
			isDone = true;
			const error = secure.authorizationError as unknown;
			// Node's types say Error; at run time it is the code, or an Error with one for a wrong name.
			const code = typeof error === 'string' ? error : error ? stageErrorOf(error).code : null;
			// Read once: Node takes the leaf out of the connection's own chain when it is asked for.
			const chain = readChain(secure);
			resolve({socket: secure, chain, authorizationCode: code ?? (isFor(chain[0], host) ? null : nameMismatchCode)});
		});
		return () => {
			secure.off('error', reject);
			if (!isDone) {
				secure.destroy();
				socket.destroy();
			}
		};
	});
}

function isFor(leaf: X509Certificate | undefined, host: string): boolean {
	return leaf !== undefined && (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined;
}

/** Verified, or with no defect but the name or the dates: those are judged beside the trust. */
function isTrusted({chain, authorizationCode: code}: Handshake, trust: TrustSet): boolean {
	if (code === null || code === nameMismatchCode) return true;
	return validityDefects(chain, Date.now()).length > 0 && isAnchored(chain, trust);
}

/** Each certificate is signed by the next, and a root of the set signed the last. Node names one defect only, and an expired date hides an unknown issuer. */
function isAnchored(chain: readonly X509Certificate[], trust: TrustSet): boolean {
	const last = chain.at(-1);
	if (!last) return false;
	const isLinked = chain.every((certificate, index) => {
		const issuer = chain[index + 1];
		return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
	});
	return isLinked && trust.findIssuer(last) !== undefined;
}

function judge(
	done: Handshake,
	trust: 'public' | 'private' | 'untrusted',
	host: string,
	of: 'target' | 'proxy',
	ms: number,
	{readCertificate}: Pick<StageContext, 'readCertificate'>,
): TlsOutcome {
	const {chain} = done;
	const last = chain.at(-1);
	const isNamed = isFor(chain[0], host);
	const isIncomplete =
		trust === 'untrusted' && last !== undefined && last.subject !== last.issuer && chain.length === 1;
	const defects = [
		...new Set([
			...(trust === 'untrusted' && done.authorizationCode !== null ? [done.authorizationCode] : []),
			...(isIncomplete ? [incompleteChainCode] : []),
			...validityDefects(chain, Date.now()),
			...(isNamed ? [] : [nameMismatchCode]),
		]),
	];
	const ok = trust !== 'untrusted' && defects.length === 0;
	return {
		socket: done.socket,
		evidence: {
			stage: 'tls',
			of,
			ok,
			ms,
			serverName: isIP(host) === 0 ? host : null,
			protocol: done.socket.getProtocol(),
			cipher: done.socket.getCipher()?.name ?? null,
			alpn: done.socket.alpnProtocol || null,
			chain: chain.map(readCertificate),
			trust,
			defects,
			error: ok ? null : {code: untrustedCode, syscall: null, message: defects.join(', ')},
		},
	};
}

function failedEvidence(host: string, of: 'target' | 'proxy', ms: number, error: StageError): TlsEvidence {
	const serverName = isIP(host) === 0 ? host : null;
	return {
		stage: 'tls',
		of,
		ok: false,
		ms,
		serverName,
		protocol: null,
		cipher: null,
		alpn: null,
		chain: [],
		trust: null,
		defects: [],
		error,
	};
}
