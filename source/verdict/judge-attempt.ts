import type {Requirement} from '../catalog/types.ts';
import {answerTorn, dateCodes} from '../evidence/codes.ts';
import {askedUrl, httpOf, targetDnsOf, targetTlsOf} from '../evidence/stages.ts';
import type {Attempt, HttpEvidence, StageEvidence, TlsEvidence} from '../evidence/types.ts';
import {weighChain} from './assess-attempt.ts';
import {attemptNotes} from './attempt-notes.ts';
import {describeStranger, judgeAnswer} from './by-stage/judge-answer.ts';
import {judgeDns} from './by-stage/judge-dns.ts';
import {isProven, isTornButSpoken, judgeNoAnswer} from './by-stage/judge-http.ts';
import {judgeConnect} from './by-stage/judge-proxy.ts';
import {judgeGrantedInVain} from './by-stage/judge-socks.ts';
import {judgeTcp} from './by-stage/judge-tcp.ts';
import {clientCertificateAlert, judgeChain, judgeDates, judgeTls} from './by-stage/judge-tls.ts';
import {judgeUnwitnessedAnswer} from './by-stage/unwitnessed-answer.ts';
import {explainDates} from './clock-skew.ts';
import {blocked, type Failure} from './failure.ts';
import {recognizeAddress, recognizeAlias, recognizeIssuer} from './fingerprints/recognize.ts';
import {recognizeServiceDenial} from './fingerprints/service-denials.ts';

/** What one try came to. */
export type Judgement = {
	/** Null: the target answered. */
	readonly failure: Failure | null;
	/** The chain verifies only with this machine's own trust. */
	readonly isPrivatelyTrusted: boolean;
	/** Nobody but the service can have given the answer: it came over TLS that verifies publicly, or carries a proof. */
	readonly isWitnessed: boolean;
	readonly identity: 'proven' | 'unproven' | null;
	readonly detail: string;
	readonly notes: readonly string[];
};

/** Reads the evidence of one try. */
export function judgeAttempt(requirement: Requirement, attempt: Attempt): Judgement {
	const notes = attemptNotes(attempt);
	const tls = targetTlsOf(attempt);
	const http = httpOf(attempt);
	const asked = askedUrl(attempt);
	const isTrustJudged = requirement.trust === 'public' || isInspected(tls);
	const isPassedOver = (stage: StageEvidence) => isChainOnly(stage) && !isTrustJudged && !isOutOfDate(stage);
	const broken = attempt.stages.find(stage => !stage.ok && !isPassedOver(stage));
	// Whose answer it is can be seen of the part that came.
	const isTorn = broken?.stage === 'http' && broken.error?.code === answerTorn;
	const answerFailure =
		http && (!broken || isTorn)
			? (judgeServiceDenial(http, tls, asked) ?? judgeAnswer(requirement, attempt, http, asked))
			: null;
	const isAnswered = !broken || (broken.stage === 'http' && isTornButSpoken(broken));
	const failure =
		judgeBlockPageAddress(attempt) ??
		answerFailure ??
		(isAnswered
			? isTrustJudged
				? judgeUnseenChain(tls)
				: null
			: tls?.alpn === 'h2' && broken === http
				? judgeHttp2(http)
				: !isTrustJudged && isChainOnly(broken)
					? explain(judgeDates(datesOnly(broken)), broken, attempt)
					: (judgeGrantedInVain(broken, attempt) ?? explain(judgeStage(broken), broken, attempt)));
	const wanted = clientCertificateAlert(attempt);
	if (wanted !== null && tls && broken && broken === attempt.stages.at(-1)) {
		const shown = {...tls, ...weighChain(tls, Date.parse(attempt.startedAt))};
		const mistrust = judgeShownChain(shown, isTrustJudged);
		const said = `The server showed its certificate and asked for one of the client (alert: ${wanted})`;
		return {
			failure: mistrust,
			isPrivatelyTrusted: isTrustJudged && shown.trust === 'private',
			// Within the handshake an alert comes in the clear: whoever is in between may have sent it.
			isWitnessed: tls.trust === 'public',
			identity: mistrust === null ? 'unproven' : null,
			detail: mistrust?.detail ?? `${said}: the way to it is open, and only clients with a certificate get an answer.`,
			notes: mistrust === null ? notes : [...notes, `${said}.`],
		};
	}
	if (failure !== null || http === undefined) {
		const detail = failure?.detail ?? 'The probe ended before the target answered.';
		return {
			failure: failure ?? {kind: 'local', detail},
			isPrivatelyTrusted: tls?.trust === 'private',
			isWitnessed: false,
			identity: null,
			detail,
			notes,
		};
	}
	const identity = isProven(requirement, http, asked) ? 'proven' : 'unproven';
	const isPrivatelyTrusted = isTrustJudged && tls?.trust === 'private';
	const isWitnessed = identity === 'proven' || tls?.trust === 'public';
	const doubt = isWitnessed ? null : judgeUnwitnessedAnswer(requirement, attempt, http, asked);
	if (doubt !== null && !isPrivatelyTrusted) {
		return {failure: doubt, isPrivatelyTrusted, isWitnessed, identity, detail: doubt.detail, notes};
	}
	return {
		failure: null,
		isPrivatelyTrusted,
		isWitnessed,
		identity,
		detail: describeAnswer(http, tls, isTrustJudged),
		// Interception is the finding here, and whose page it is cannot be said.
		notes: doubt === null ? notes : [...notes, `${doubt.detail} It may be the device that inspects TLS.`],
	};
}

/** The service itself, verified, says that its own network rules refuse who asks: the path is open all the same. */
function judgeServiceDenial(http: HttpEvidence, tls: TlsEvidence | undefined, asked: URL | null): Failure | null {
	const service = tls?.trust === 'public' ? recognizeServiceDenial(http) : null;
	if (service === null) return null;
	const answer = [http.status, http.statusText].join(' ').trim();
	return blocked(
		'http.service-denied',
		`${asked?.hostname ?? 'The service'} answered ${answer} over verified TLS: the network rules of ${service} itself do not let this caller in. The path to it is open.`,
	);
}

/** A product that inspects TLS signed the chain: no authority of a cluster's own. */
function isInspected(tls: TlsEvidence | undefined): boolean {
	return tls !== undefined && tls.trust !== 'public' && recognizeIssuer(tls.chain) !== null;
}

/** The handshake worked and only the chain is wrong: no fault where the service shows a private CA by design. */
function isChainOnly(stage: StageEvidence): stage is TlsEvidence {
	return stage.stage === 'tls' && stage.of === 'target' && stage.trust !== null;
}

/** Whoever signed it, clients mind the dates. */
function isOutOfDate({defects}: TlsEvidence): boolean {
	return defects.some(code => dateCodes.has(code));
}

/** Where the trust is not judged, nor is the name: private clusters go by more names than their certificates have. */
function datesOnly(tls: TlsEvidence): TlsEvidence {
	return {...tls, defects: tls.defects.filter(code => dateCodes.has(code))};
}

/**
 * The name leads to nothing but a filtering service's block page, which then answers in every later stage. A certificate
 * that verifies publicly would be better evidence: such an address has a rightful owner too.
 */
function judgeBlockPageAddress(attempt: Attempt): Failure | null {
	const dns = targetDnsOf(attempt);
	if (!dns?.ok || (dns.source !== 'server' && dns.source !== 'system')) return null;
	if (targetTlsOf(attempt)?.trust === 'public') return null;
	for (const alias of dns.aliases) {
		const maker = recognizeAlias(alias);
		if (maker === null) continue;
		return blocked('dns.sinkhole', `${dns.name} is an alias of ${alias}, a place of ${maker}: a filtering resolver.`);
	}
	const products = dns.addresses.map(({address}) => recognizeAddress(address));
	const [product] = products;
	if (!product || products.includes(null)) return null;
	const addresses = dns.addresses.map(({address}) => address).join(', ');
	return blocked(
		'dns.sinkhole',
		`${dns.name} resolves to ${addresses}, a block page of ${product}: a filtering resolver.`,
	);
}

/** A machine whose tools show no certificates made the handshake: whoever answered may be the service or a device that inspects. */
function judgeUnseenChain(tls: TlsEvidence | undefined): Failure | null {
	if (!tls?.ok || tls.trust !== null) return null;
	return {
		kind: 'doubtful',
		detail: `A TLS connection for ${tls.serverName ?? 'the address'} came about and an answer came, but the tools of this vantage point can't show the certificate, so nothing proves who answered.`,
	};
}

/** What is wrong with the chain of a server that ended the handshake because the client showed none; null: nothing. */
function judgeShownChain(tls: TlsEvidence, isTrustJudged: boolean): Failure | null {
	if (!isTrustJudged) return isOutOfDate(tls) ? judgeDates(datesOnly(tls)) : null;
	if (tls.trust !== null) return tls.trust === 'untrusted' || tls.defects.length > 0 ? judgeChain(tls) : null;
	const name = tls.serverName ?? 'the address';
	return {
		kind: 'doubtful',
		detail: `What answers for ${name} asked for a certificate of the client, and nobody verified its own: nothing proves who asked.`,
	};
}

/** It turned HTTP/1.1 down and agreed on HTTP/2, which this program speaks a little of: that it got no answer proves nothing. */
function judgeHttp2({request, error}: HttpEvidence): Failure {
	return {
		kind: 'doubtful',
		detail: `The service speaks HTTP/2 alone: the way to it is open up to a TLS connection for that, over which no answer came to ${request} (${error?.code}).`,
	};
}

function judgeStage(stage: StageEvidence): Failure {
	switch (stage.stage) {
		case 'dns':
			return judgeDns(stage);
		case 'tcp':
			return judgeTcp(stage);
		case 'proxy':
			return judgeConnect(stage);
		case 'tls':
			return judgeTls(stage);
		case 'http':
			return judgeNoAnswer(stage);
		default:
			return stage satisfies never;
	}
}

/** Adds what a later stage tells of a chain that was rejected: whose page came over it, or what time it is over there. */
function explain(failure: Failure, stage: StageEvidence, attempt: Attempt): Failure {
	if (failure.kind !== 'blocked' || stage.stage !== 'tls' || stage.of !== 'target') return failure;
	const remark = remarkOn(failure.cause, stage, attempt);
	return remark === null ? failure : {...failure, detail: `${failure.detail} ${remark}`};
}

function remarkOn(cause: string, tls: TlsEvidence, attempt: Attempt): string | null {
	const http = httpOf(attempt);
	const asked = askedUrl(attempt);
	if (cause === 'tls.expired' || cause === 'tls.not-yet-valid') {
		return explainDates(tls, attempt, asked?.hostname ?? 'the server');
	}
	// A network's own page under its own certificate is how portals meet a request for HTTPS.
	if (!http || (cause !== 'tls.untrusted' && cause !== 'tls.hostname-mismatch')) return null;
	const stranger = describeStranger(http, asked);
	return stranger === null ? null : `Over that connection came ${stranger}.`;
}

function describeAnswer(http: HttpEvidence, tls: TlsEvidence | undefined, isTrustJudged: boolean): string {
	const answer = `Answered ${[http.status, http.statusText].join(' ').trim()} to ${http.request}`;
	if (!tls) return `${answer}.`;
	const issuer = tls.chain[0]?.issuer || 'an unnamed issuer';
	if (!isTrustJudged) return `${answer} over TLS; its certificate (issuer ${issuer}) is not judged here.`;
	if (tls.trust !== 'private') return `${answer} over verified TLS.`;
	const product = recognizeIssuer(tls.chain);
	const maker = product === null ? '' : `, an authority of ${product}`;
	return `${answer} over TLS, but with a certificate issued by ${issuer}${maker}, which only this machine trusts.`;
}
