import {isAlert, noRoute, probeTimeout} from '../evidence/codes.ts';
import {httpOf, targetTcpOf, targetTlsOf} from '../evidence/stages.ts';
import type {Attempt, HttpEvidence, StageError, TlsEvidence} from '../evidence/types.ts';
import {alertName} from './by-stage/judge-tls.ts';

/** What one address family sees of a target and the other does not. */
export type FamilyDifference = {
	/** The family that fails, or shows what the other does not. */
	readonly family: 4 | 6;
	readonly address: string;
	/**
	 * `unconnected`: no connection; `handshake`: none in TLS; `certificate`: another one, which verifies otherwise; `answer`:
	 * none, or another one.
	 */
	readonly kind: 'unconnected' | 'handshake' | 'certificate' | 'answer';
	/** One sentence. */
	readonly sentence: string;
};

const consequence = 'Container runtimes take the family that connects first, and fail or not by chance.';

/** How a machine without the family says so, at once: that is how most of them are with IPv6. */
const familyIsMissing = [noRoute, 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** How the two address families of a target differ as far as its first answer; null: not, or only one was tried. */
export function familyDifference(attempt: Attempt): FamilyDifference | null {
	return dialDifference(attempt) ?? handshakeDifference(attempt) ?? answerDifference(attempt);
}

function dialDifference(attempt: Attempt): FamilyDifference | null {
	const tcp = targetTcpOf(attempt);
	const connected = tcp?.ok ? tcp.dials.find(dial => dial.ok) : undefined;
	const dead = tcp?.dials.find(
		dial => !dial.ok && dial.family !== connected?.family && !familyIsMissing.includes(dial.error?.code ?? ''),
	);
	if (!connected || !dead || tcp?.dials.some(({ok, family}) => ok && family === dead.family)) return null;
	const {family, address} = dead;
	const reason = dead.error?.code === probeTimeout ? 'no answer' : dead.error?.code;
	const sentence =
		connected.family === 4
			? `IPv4 works, but the IPv6 address ${address} leads nowhere (${reason}).`
			: `Only IPv6 works: the IPv4 address ${address} leads nowhere (${reason}), and most clusters use IPv4.`;
	return {family, address, kind: 'unconnected', sentence};
}

function handshakeDifference(attempt: Attempt): FamilyDifference | null {
	const tls = targetTlsOf(attempt);
	const other = tls?.otherFamily;
	if (!tls || !other) return null;
	const {family, address} = other;
	const works = family === 6 ? 'IPv4' : 'IPv6';
	const fails = `IPv${family}`;
	const isDone = tls.trust !== null;
	if (isDone && isCutShort(other, tls)) return null;
	if (isDone && other.error) {
		return {
			family,
			address,
			kind: 'handshake',
			sentence: `${works} works, but over ${fails} (${address}) the TLS handshake ${ending(other.error)}. ${consequence}`,
		};
	}
	if (!isDone && !other.error) {
		const own = family === 6 ? 4 : 6;
		return {
			family: own,
			address: targetTcpOf(attempt)?.connected ?? '',
			kind: 'handshake',
			sentence: `Over ${fails} (${address}) the TLS handshake comes about, and over IPv${own} it does not. ${consequence}`,
		};
	}
	if (other.error || !isDone || isAlike(tls, other)) return null;
	return {
		family,
		address,
		kind: 'certificate',
		sentence: `Over ${fails} (${address}) comes another certificate, issued by ${other.issuer ?? 'nobody'}, which ${other.code === null ? 'verifies publicly' : `does not verify publicly (${other.code})`}, unlike the one over ${works}. ${consequence}`,
	};
}

function answerDifference(attempt: Attempt): FamilyDifference | null {
	const http = httpOf(attempt);
	const other = http?.otherFamily;
	if (!http || !other) return null;
	const {family, address} = other;
	const own = family === 6 ? 4 : 6;
	const over = `over IPv${family} (${address})`;
	if (http.status !== null && isCutShort(other, http)) return null;
	if (http.status !== null && other.status === null) {
		const sentence = `IPv${own} answers, but ${over} the request ${other.error ? ending(other.error) : 'gets no answer'}. ${consequence}`;
		return {family, address, kind: 'answer', sentence};
	}
	if (http.status === null && other.status !== null) {
		const sentence = `The request is answered ${over}, and over IPv${own} it is not. ${consequence}`;
		return {family: own, address: targetTcpOf(attempt)?.connected ?? '', kind: 'answer', sentence};
	}
	if (isSamePage(http, other)) return null;
	const sentence = `Another answer comes ${over}: ${describePage(other)}, where IPv${own} gives ${describePage(http)}. ${consequence}`;
	return {family, address, kind: 'answer', sentence};
}

/** The other family is given less time: where the judged one took as long, that it has no answer yet tells nothing. */
function isCutShort(
	other: {readonly ms: number; readonly error: StageError | null},
	{ms}: {readonly ms: number},
): boolean {
	return other.error?.code === probeTimeout && ms >= other.ms;
}

type Page = Pick<HttpEvidence, 'status' | 'title'>;

/** Numbers in a title may be those of the request. */
function isSamePage(one: Page, other: Page): boolean {
	const words = ({title}: Page) => title?.replaceAll(/[\da-f-]*\d[\da-f-]*/gi, '') ?? '';
	return one.status === other.status && words(one) === words(other);
}

function describePage({status, title}: Page): string {
	return title ? `${status} "${title}"` : `${status}`;
}

/** Big services have many certificates: another one that verifies as well is no difference. */
function isAlike({checks}: TlsEvidence, {code}: NonNullable<TlsEvidence['otherFamily']>): boolean {
	return (checks?.public?.code === null) === (code === null);
}

function ending(error: StageError): string {
	if (error.code === probeTimeout || error.code === 'ETIMEDOUT') return 'gets no answer';
	if (isAlert(error)) return `is refused with an alert (${alertName(error.code)})`;
	if (error.code === 'ECONNRESET') return error.syscall === 'read' ? 'is reset' : 'is closed';
	return `fails (${error.code})`;
}
