import {formatHostPort} from '../words.ts';
import type {
	Attempt,
	DnsEvidence,
	HttpEvidence,
	Observation,
	ProxyEvidence,
	StageEvidence,
	TcpEvidence,
	TlsEvidence,
} from './types.ts';

/** All stages of all tries of some rows. */
export function stagesOf(rows: readonly Pick<Observation, 'attempts'>[]): StageEvidence[] {
	return rows.flatMap(({attempts}) => attempts.flatMap(({stages}) => stages));
}

/** What the stages of some rows have in them, each once. A list of all stages is never made: that of ten thousand rows is long. */
export function valuesInStages(
	rows: readonly Pick<Observation, 'attempts'>[],
	valuesIn: (stage: StageEvidence) => readonly string[],
): string[] {
	const values = new Set<string>();
	for (const {attempts} of rows)
		for (const {stages} of attempts) for (const stage of stages) for (const value of valuesIn(stage)) values.add(value);
	return [...values];
}

/** This machine's own addresses on the connections of some rows: what a proxy or a firewall sees as the source. */
export function sourceAddressesOf(rows: readonly Pick<Observation, 'attempts'>[]): string[] {
	return valuesInStages(rows, stage => (stage.stage === 'tcp' && stage.localAddress ? [stage.localAddress] : []));
}

/** The name servers that were asked for some rows. */
export function nameServersOf(rows: readonly Pick<Observation, 'attempts'>[]): string[] {
	return valuesInStages(rows, stage => (stage.stage === 'dns' ? stage.servers : []));
}

/** The most telling value of a distinguished name: every tool writes the rest in its own order. Null: it has none. */
export function commonNameOf(name: string): string | null {
	return /(?:^|,\s*)CN=([^,]+)/.exec(name)?.[1]?.trim() ?? null;
}

/** The target's own name, looked up; undefined where a proxy did that, or the try did not get there. */
export function targetDnsOf({stages}: Attempt): DnsEvidence | undefined {
	return stages.find((stage): stage is DnsEvidence => stage.stage === 'dns' && stage.of === 'target');
}

/** The connection to the target itself; undefined behind a proxy. */
export function targetTcpOf({stages}: Attempt): TcpEvidence | undefined {
	return stages.find((stage): stage is TcpEvidence => stage.stage === 'tcp' && stage.of === 'target');
}

/** The handshake with the target, through a proxy or not. */
export function targetTlsOf({stages}: Attempt): TlsEvidence | undefined {
	return stages.find((stage): stage is TlsEvidence => stage.stage === 'tls' && stage.of === 'target');
}

/** The answer to the request; undefined where the try did not get there. */
export function httpOf({stages}: Attempt): HttpEvidence | undefined {
	return stages.find((stage): stage is HttpEvidence => stage.stage === 'http');
}

/** The URL that a try asked for, put together from what its stages did. Null when it did not get that far. */
export function askedUrl(attempt: Attempt): URL | null {
	const http = httpOf(attempt);
	if (!http) return null;
	const asked = http.request.replace(/^GET /, '');
	if (asked.startsWith('http:')) return URL.parse(asked);
	const scheme = attempt.stages.some(stage => stage.stage === 'tls' && stage.of === 'target') ? 'https' : 'http';
	const authority = askedAuthority(attempt);
	return authority === null ? null : URL.parse(asked, `${scheme}://${authority}`);
}

/** `host:port` of the target: as CONNECT named it, else as it was looked up and dialled. */
function askedAuthority(attempt: Attempt): string | null {
	const tunnel = attempt.stages.find((stage): stage is ProxyEvidence => stage.stage === 'proxy');
	if (tunnel) return tunnel.request.replace(/^CONNECT /, '');
	const dns = targetDnsOf(attempt);
	const tcp = targetTcpOf(attempt);
	return dns && tcp ? formatHostPort(dns.name, tcp.port) : null;
}
