import type {Requirement} from '../../catalog/types.ts';
import {isPrivateAddress} from '../addresses.ts';
import type {Attempt, DnsEvidence, HttpEvidence, StageEvidence, TcpEvidence, TlsEvidence} from '../types.ts';
import {judgeDns} from './judge-dns.ts';
import {differsFromFixedBody, isProven, judgeNoAnswer} from './judge-http.ts';
import {judgeConnect, judgeProxyAnswer} from './judge-proxy.ts';
import {judgeTcp} from './judge-tcp.ts';
import {judgeTls} from './judge-tls.ts';
import type {Failure} from './judgement.ts';

/** What one try came to. */
export type Judgement = {
	/** Null: the target answered. */
	readonly failure: Failure | null;
	/** The chain verifies only with this machine's own trust. */
	readonly isPrivatelyTrusted: boolean;
	readonly identity: 'proven' | 'unproven' | null;
	readonly detail: string;
	readonly notes: readonly string[];
};

/** Reads the evidence of one try. `requirement` is null for a host outside the catalog. */
export function judgeAttempt(requirement: Requirement | null, attempt: Attempt): Judgement {
	const notes = observe(attempt);
	const tls = attempt.stages.find((stage): stage is TlsEvidence => stage.stage === 'tls' && stage.of === 'target');
	const http = attempt.stages.find((stage): stage is HttpEvidence => stage.stage === 'http');
	const isTrustJudged = requirement === null || requirement.trust === 'public';
	const broken = attempt.stages.find(stage => !stage.ok && !(isChainOnly(stage) && !isTrustJudged));
	const failure = broken ? judgeStage(broken) : http ? judgeAnswer(requirement, attempt, http) : null;
	if (failure !== null || http === undefined) {
		const detail = failure?.detail ?? 'The probe ended before the target answered.';
		return {
			failure: failure ?? {kind: 'local', detail},
			isPrivatelyTrusted: tls?.trust === 'private',
			identity: null,
			detail,
			notes,
		};
	}
	const identity = requirement !== null && isProven(requirement, http) ? 'proven' : 'unproven';
	return {
		failure: null,
		isPrivatelyTrusted: isTrustJudged && tls?.trust === 'private',
		identity,
		detail: describeAnswer(http, tls, isTrustJudged),
		notes,
	};
}

/** The handshake worked and only the chain is wrong: no fault where the service shows a private CA by design. */
function isChainOnly(stage: StageEvidence): boolean {
	return stage.stage === 'tls' && stage.of === 'target' && stage.trust !== null;
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

/** An answer came: is it the service's, or that of something in between? */
function judgeAnswer(requirement: Requirement | null, attempt: Attempt, http: HttpEvidence): Failure | null {
	const byProxy = proxyOwnAnswer(attempt, http);
	if (byProxy) return byProxy;
	return requirement === null ? null : differsFromFixedBody(requirement, http);
}

/**
 * A plain HTTP request goes to the proxy as a whole URL, so that both the proxy and the origin can have answered.
 * Only what a proxy alone says (407, or its own error header) is laid at its door: a forwarded 403 is the origin's.
 */
function proxyOwnAnswer(attempt: Attempt, http: HttpEvidence): Failure | null {
	const tcp = attempt.stages.find((stage): stage is TcpEvidence => stage.stage === 'tcp');
	if (tcp?.of !== 'proxy' || http.status === null || !/^GET http:/.test(http.request)) return null;
	if (http.status !== 407 && http.headers['x-squid-error'] === undefined) return null;
	const url = new URL(http.request.replace('GET ', ''));
	return judgeProxyAnswer({
		...http,
		status: http.status,
		authority: url.host,
		port: Number(url.port || 80),
	});
}

function describeAnswer(http: HttpEvidence, tls: TlsEvidence | undefined, isTrustJudged: boolean): string {
	const answer = `Answered ${[http.status, http.statusText].join(' ').trim()} to ${http.request}`;
	if (!tls) return `${answer}.`;
	const issuer = tls.chain[0]?.issuer || 'an unnamed issuer';
	if (!isTrustJudged) return `${answer} over TLS; its certificate (issuer ${issuer}) is not judged here.`;
	return tls.trust === 'private'
		? `${answer} over TLS, but with a certificate of ${issuer}, which only this machine trusts.`
		: `${answer} over verified TLS.`;
}

/** What is worth knowing and no fault. */
function observe({stages}: Attempt): string[] {
	const notes: string[] = [];
	const dns = stages.find((stage): stage is DnsEvidence => stage.stage === 'dns' && stage.of === 'target');
	const tcp = stages.find((stage): stage is TcpEvidence => stage.stage === 'tcp' && stage.of === 'target');
	const privateAddresses = dns?.addresses.filter(({address}) => isPrivateAddress(address)) ?? [];
	if (privateAddresses.length > 0) {
		notes.push(
			`The name resolves to a private address (${privateAddresses.map(({address}) => address).join(', ')}): Private Link, or a name server of your own.`,
		);
	}
	if (dns?.source === 'hosts')
		notes.push('The address comes from the hosts file of this machine; pods do not read it.');
	if (dns?.system?.error === null) {
		notes.push(
			`The name servers ${dns.servers.join(', ')} do not know the name, but this machine's own resolver does; pods may not.`,
		);
	}
	if (tcp?.ok) {
		const dead = tcp.dials.filter(dial => !dial.ok && dial.family === 6);
		const hasIpv4 = tcp.dials.some(dial => dial.ok && dial.family === 4);
		// A machine without IPv6 says ENETUNREACH or EADDRNOTAVAIL at once: that is how most of them are.
		const [first] = dead.filter(
			dial => !['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(dial.error?.code ?? ''),
		);
		if (hasIpv4 && first)
			notes.push(`IPv4 works, but the IPv6 address ${first.address} leads nowhere (${first.error?.code}).`);
	}
	return notes;
}
