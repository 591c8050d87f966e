import {formatHostPort} from '../../host-port.ts';
import {skipRangeFor} from '../../settings/lint/skip-range.ts';
import type {ProxyEndpoint, Settings} from '../../settings/types.ts';

/** Stands in a command for a password that only the user knows. */
const passwordPlaceholder = '<PASSWORD>';

/** `http://anna:<PASSWORD>@proxy:3128`. */
function addressOf({scheme, username, host, port}: ProxyEndpoint): string {
	const user = username === null ? '' : `${encodeURIComponent(username.toWellFormed())}:${passwordPlaceholder}@`;
	return `${scheme}://${user}${formatHostPort(host, port)}`;
}

/** Whether a proxy is in use at all. */
export function hasProxy({proxy}: Pick<Settings, 'proxy'>): boolean {
	return proxy.https !== null || proxy.http !== null;
}

/** Whether a password must be filled in. */
export function hasUser({proxy}: Pick<Settings, 'proxy'>): boolean {
	return (proxy.https?.username ?? proxy.http?.username ?? null) !== null;
}

/** The proxy's parameters of `az connectedk8s connect`, as separate words; none without a proxy (Arc quickstart, "Connect using an outbound proxy server"). */
export function proxyParameters(settings: Pick<Settings, 'proxy'>): string[] {
	const {https, http, noProxy} = settings.proxy;
	if (!hasProxy(settings)) return [];
	const words: string[] = [];
	if (https !== null) words.push('--proxy-https', addressOf(https));
	if (http !== null) words.push('--proxy-http', addressOf(http));
	words.push('--proxy-skip-range', skipRangeFor(noProxy).join(','));
	return words;
}
