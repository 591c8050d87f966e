import {loginSparedCode} from '../../evidence/codes.ts';
import type {HttpEvidence, ProxyEvidence} from '../../evidence/types.ts';
import {quotePeer, type Statement} from './statement.ts';
import {tellingHeaderOf} from './telling-headers.ts';

/** The answer of a proxy to CONNECT. */
export function describeProxyAnswer(evidence: ProxyEvidence, proxy: string | null): Statement {
	const who = `the proxy ${proxy ?? ''}`.trimEnd();
	if (evidence.status === null) {
		const what = `gave no answer to CONNECT (${evidence.error?.code ?? 'UNKNOWN'})`;
		return {key: `${who} ${what}`, say: whom => `${who} ${what} for ${whom}`};
	}
	if (evidence.error?.code === loginSparedCode) return describeSparedLogin(evidence, who);
	const credentials = evidence.authenticated ? ' with credentials' : '';
	const what = `answered ${evidence.status} to CONNECT${credentials}`;
	const header = tellingHeaderOf(evidence.headers);
	return {
		key: `${who} ${what} ${header}`,
		say: whom => `${who} ${what} for ${whom}${header === '' ? '' : `, ${header}`}`,
	};
}

/** The answer to a request, by whoever gave it. */
export function describeHttpAnswer(evidence: HttpEvidence, proxy: string | null): Statement {
	const request = proxy === null ? 'a direct request' : `a request through the proxy ${proxy}`;
	if (evidence.status === null) {
		const what = `${request} got no answer (${evidence.error?.code ?? 'UNKNOWN'})`;
		return {key: what, say: whom => `${what} from ${whom}`};
	}
	if (evidence.error?.code === loginSparedCode)
		return describeSparedLogin(evidence, `the proxy ${proxy ?? ''}`.trimEnd());
	const what = `${request} was answered ${evidence.status}`;
	const title = evidence.title === null ? '' : `title ${quotePeer(evidence.title)}`;
	const signs = [tellingHeaderOf(evidence.headers), title].filter(sign => sign !== '');
	return {
		key: [what, ...signs].join(', '),
		say: whom => [`${what} for ${whom}`, ...signs].join(', '),
	};
}

/** The proxy had turned the credentials down, so that the request was not sent. */
function describeSparedLogin({status, error}: HttpEvidence | ProxyEvidence, who: string): Statement {
	const what = `${who} had rejected the credentials (${status})`;
	return {key: `${what}, spared`, say: whom => `${what}: ${whom} ${error?.message}`};
}
