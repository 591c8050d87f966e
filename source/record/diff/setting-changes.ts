import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../../settings/types.ts';
import type {Run} from '../run.ts';

type Settings = Run['settings'];

const noneWhenEmpty = (text: string) => (text === '' ? 'none' : text);
const proxyName = (proxy: ProxyEndpoint | null) =>
	proxy === null ? 'none' : `${formatProxy(proxy)}${proxy.username === null ? '' : `, user ${proxy.username}`}`;

/** How each setting is named and written. What a run was to probe comes first. */
const described: readonly (readonly [name: string, describe: (settings: Settings) => string])[] = [
	['cloud', ({cloud}) => cloud],
	['region', ({region}) => noneWhenEmpty(region)],
	['features', ({features}) => noneWhenEmpty(features.toSorted().join(', '))],
	['level', ({level}) => level],
	[
		'resources',
		({resources}) =>
			noneWhenEmpty(
				Object.entries(resources)
					.map(([key, names]) => `${key}=${names.toSorted().join(',')}`)
					.toSorted()
					.join(' '),
			),
	],
	['requirements file', ({requirementsFile}) => requirementsFile ?? 'none'],
	['HTTPS proxy', ({proxy}) => proxyName(proxy.https)],
	['HTTP proxy', ({proxy}) => proxyName(proxy.http)],
	['no_proxy', ({proxy}) => noneWhenEmpty(proxy.noProxy)],
	['CA file', ({caFile}) => caFile ?? 'none'],
	['public roots', ({publicRootsFile}) => publicRootsFile ?? 'bundled with Node'],
	['name server', ({dns}) => (dns === null ? "this machine's own" : `${dns.address}, port ${dns.port}`)],
	['timeout', ({timeoutMs}) => `${timeoutMs / 1000} s`],
	['retries', ({retries}) => `${retries}`],
	['concurrency', ({concurrency}) => `${concurrency}`],
	['compare direct', ({compareDirect}) => (compareDirect ? 'yes' : 'no')],
];

/** The settings that differ, in words. */
export function settingChanges(before: Settings, after: Settings): {name: string; old: string; new: string}[] {
	return described
		.map(([name, describe]) => ({name, old: describe(before), new: describe(after)}))
		.filter(change => change.old !== change.new);
}
