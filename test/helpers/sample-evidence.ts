import type {
	CertificateEvidence,
	DnsEvidence,
	HttpEvidence,
	ProxyEvidence,
	StageError,
	StageEvidence,
	TcpEvidence,
	TlsEvidence,
} from '../../source/evidence/types.ts';
import type {Cause} from '../../source/verdict/causes.ts';

function failure(code: string | null): {ok: boolean; error: StageError | null} {
	return {ok: code === null, error: code === null ? null : {code, syscall: null, message: code}};
}

export function dnsStage(
	name: string,
	{code = null, ...more}: Partial<DnsEvidence> & {code?: string | null} = {},
): DnsEvidence {
	return {
		stage: 'dns',
		of: 'target',
		ms: 4,
		name,
		addresses: code === null ? [{address: '192.0.2.10', family: 4}] : [],
		aliases: [],
		source: 'server',
		servers: ['10.0.0.2'],
		system: null,
		...failure(code),
		...more,
	};
}

export function tcpStage(
	port: number,
	{code = null, ...more}: Partial<TcpEvidence> & {code?: string | null} = {},
): TcpEvidence {
	const {ok, error} = failure(code);
	return {
		stage: 'tcp',
		of: 'target',
		ms: 12,
		port,
		dials: [{address: '192.0.2.10', family: 4, ok, ms: 12, error}],
		connected: ok ? '192.0.2.10' : null,
		localAddress: ok ? '10.1.2.3' : null,
		ok,
		error,
		...more,
	};
}

export function proxyStage(
	authority: string,
	{status = 200, headers = {}, ...more}: Partial<ProxyEvidence> = {},
): ProxyEvidence {
	return {
		stage: 'proxy',
		of: 'target',
		ms: 9,
		request: `CONNECT ${authority}`,
		status,
		statusText: '',
		headers,
		body: '',
		authenticated: false,
		...failure(status === 200 ? null : 'CONNECT_REFUSED'),
		...more,
	};
}

export function certificate(issuer: string, subject = 'CN=service'): CertificateEvidence {
	return {
		subject,
		issuer,
		altNames: [],
		validFrom: '2026-01-01T00:00:00.000Z',
		validTo: '2027-01-01T00:00:00.000Z',
		serialNumber: '01',
		fingerprint: 'AA:BB',
		isAuthority: false,
	};
}

export function tlsStage(
	host: string,
	{issuer = 'CN=Public CA', trust = 'public', ...more}: Partial<TlsEvidence> & {issuer?: string} = {},
): TlsEvidence {
	return {
		stage: 'tls',
		of: 'target',
		ms: 20,
		serverName: host,
		protocol: 'TLSv1.3',
		cipher: 'TLS_AES_256_GCM_SHA384',
		alpn: 'http/1.1',
		chain: trust === null ? [] : [certificate(issuer, `CN=${host}`)],
		trust,
		defects: [],
		checks: null,
		...failure(trust === 'untrusted' ? 'UNTRUSTED' : null),
		...more,
	};
}

export function httpStage({status = 200, headers = {}, ...more}: Partial<HttpEvidence> = {}): HttpEvidence {
	return {
		stage: 'http',
		of: 'target',
		ms: 15,
		request: 'GET /',
		authenticated: false,
		upgrade: false,
		status,
		statusText: 'OK',
		headers,
		body: '',
		title: null,
		...failure(null),
		...more,
	};
}

type Where = {readonly host: string; readonly port: number; readonly isProxied: boolean; readonly cause: Cause | null};

/** The stages that a real probe would have seen on the way to this cause; all of them where there is none. */
export function stagesFor({host, port, isProxied, cause}: Where): StageEvidence[] {
	const authority = `${host}:${port}`;
	const way: StageEvidence[] = isProxied
		? [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), proxyStage(authority)]
		: [dnsStage(host), tcpStage(port)];
	const healthy = [...way, tlsStage(host), httpStage()];
	switch (cause) {
		case null:
			return healthy;
		case 'dns.nxdomain':
			return [dnsStage(host, {code: 'ENOTFOUND'})];
		case 'dns.servfail':
			return [dnsStage(host, {code: 'ESERVFAIL'})];
		case 'dns.timeout':
			return [dnsStage(host, {code: 'ETIMEOUT'})];
		case 'dns.sinkhole':
			return [dnsStage(host, {code: 'SINKHOLE', addresses: [{address: '0.0.0.0', family: 4}]})];
		case 'tcp.refused':
			return [dnsStage(host), tcpStage(port, {code: 'ECONNREFUSED'})];
		case 'tcp.timeout':
			return [dnsStage(host), tcpStage(port, {code: 'PROBE_TIMEOUT'})];
		case 'proxy.unresolvable':
			return [dnsStage('proxy', {of: 'proxy', code: 'ENOTFOUND'})];
		case 'proxy.refused':
			return [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy', code: 'ECONNREFUSED'})];
		case 'proxy.timeout':
			return [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy', code: 'PROBE_TIMEOUT'})];
		case 'proxy.host-denied':
			return [
				...way.slice(0, 2),
				proxyStage(authority, {
					status: 403,
					headers: {'x-squid-error': 'ERR_ACCESS_DENIED 0', via: '1.1 proxy (squid)'},
				}),
			];
		case 'proxy.auth-required':
			return [
				...way.slice(0, 2),
				proxyStage(authority, {status: 407, headers: {'proxy-authenticate': 'Basic realm="corp"'}}),
			];
		case 'tls.intercepted':
			return [...way, tlsStage(host, {issuer: 'CN=Corp Inspection CA', trust: 'private'}), httpStage()];
		case 'tls.untrusted':
			return [
				...way,
				tlsStage(host, {issuer: 'CN=Unknown CA', trust: 'untrusted', defects: ['SELF_SIGNED_CERT_IN_CHAIN']}),
			];
		case 'http.block-page':
			return [
				...way,
				tlsStage(host),
				httpStage({status: 302, headers: {location: 'http://block.example/'}, title: 'Denied'}),
			];
		default:
			return [];
	}
}
