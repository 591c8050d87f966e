import type {Secrets, Settings} from '../../settings/types.ts';

/** Whether a proxy of these settings has a user whose password nobody knows. */
export function lacksPassword({proxy}: Pick<Settings, 'proxy'>, secrets: Secrets): boolean {
	return (
		(Boolean(proxy.https?.username) && secrets.httpsProxyPassword === null) ||
		(Boolean(proxy.http?.username) && secrets.httpProxyPassword === null)
	);
}
