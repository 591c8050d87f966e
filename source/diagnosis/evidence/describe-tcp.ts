import type {TcpEvidence} from '../../evidence/types.ts';
import type {Statement} from './statement.ts';

const words: {readonly [code: string]: string} = {
	ECONNREFUSED: 'the connection was refused',
	ECONNRESET: 'the connection was reset',
	EHOSTUNREACH: 'the address was reported unreachable',
	ENETUNREACH: 'the network was reported unreachable',
	NO_ROUTE: 'this machine has no route',
	EACCES: 'the connection was reported prohibited',
	EPERM: 'this machine did not permit the connection',
	ETIMEDOUT: 'the connection attempt got no answer',
	PROBE_TIMEOUT: 'the connection attempt got no answer',
};

export function describeTcp(evidence: TcpEvidence, proxy: string | null): Statement {
	const failed = evidence.dials.find(dial => !dial.ok);
	const code = failed?.error?.code ?? evidence.error?.code ?? 'UNKNOWN';
	const what = `${words[code] ?? 'the connection failed'} (${code})`;
	const example = failed === undefined ? '' : `; tried for example ${failed.address}`;
	const ofProxy = evidence.of === 'proxy' ? ` at the proxy ${proxy ?? ''}`.trimEnd() : '';
	return {
		key: `${what} ${evidence.port}${ofProxy}`,
		say: whom => `on port ${evidence.port}${ofProxy} ${what} for ${whom}${example}`,
	};
}
