import {targetTlsOf} from '../../evidence/stages.ts';
import {formatHostPort} from '../../host-port.ts';
import {mayBeNoProxy} from '../failure.ts';
import type {Result} from '../types.ts';

/**
 * Holds answers that a web server gives as well against what else went through the same address. Where TLS was spoken
 * inside a tunnel of it, it is a proxy, and what it answers in its own name is how it denies a host.
 */
export function reviseProxiesAtWork(results: readonly Result[]): Result[] {
	const atWork = new Set(results.filter(wasTunnelled).map(proxyOf));
	return results.map(result => {
		const {verdict} = result;
		const isDoubted = verdict.cause === 'proxy.protocol-error' && verdict.detail.includes(mayBeNoProxy);
		if (!isDoubted || !atWork.has(proxyOf(result))) return result;
		const detail = verdict.detail.replace(mayBeNoProxy, ': it lets other hosts through, so it denies this one.');
		return {...result, verdict: {...verdict, cause: 'proxy.host-denied', detail}};
	});
}

function wasTunnelled({attempts}: Result): boolean {
	return attempts.some(
		attempt => targetTlsOf(attempt)?.ok === true && attempt.stages.some(stage => stage.stage === 'proxy' && stage.ok),
	);
}

function proxyOf({planned: {route}}: Result): string | null {
	return route?.proxy ? formatHostPort(route.proxy.host, route.proxy.port) : null;
}
