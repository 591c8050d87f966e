import {offeredSchemes} from '../evidence/headers.ts';
import {valuesInStages} from '../evidence/stages.ts';
import type {StageEvidence} from '../evidence/types.ts';
import {findFixedProxy} from '../plan/pac.ts';
import {privateServiceOf} from '../plan/requirements.ts';
import type {Target} from '../plan/types.ts';
import {entriesOf, serviceRangePlaceholder, skipRangeFor} from '../settings/lint/no-proxy-list.ts';
import {matchNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks} from '../settings/proxy-url.ts';
import type {ProxyEndpoint, Settings} from '../settings/types.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {formatHostPort, joinWords, uniqueOf} from '../words.ts';

/** Stands in a command for a password that only the user knows. */
const passwordPlaceholder = '<PASSWORD>';

/** Stands in a command for a proxy that is still to be agreed on. */
const proxyPlaceholder = '<PROXY>';

/** What `az connectedk8s` can be told of the proxies of a run: it takes one for HTTPS, one for plain HTTP, and a list of exceptions. */
export type AgentProxy = {
	/** Addresses as the parameters take them; null: the parameter is left out. */
	readonly https: string | null;
	readonly http: string | null;
	readonly noProxy: string;
	/** What of the proxies it can't be told, or how it is to be told, one sentence or two each. */
	readonly remarks: readonly string[];
};

/** The proxies of a run as agents can be told them. They know no PAC, no SOCKS and no second proxy to turn to. */
export function agentProxyOf(run: JudgedRun): AgentProxy {
	const {settings} = run;
	const named = settings.pac === null ? ofSettings(settings.proxy) : ofPac(run, settings.pac);
	return {...named, remarks: [...named.remarks, ...describeLogin(run)]};
}

function ofSettings({https, http, noProxy}: Settings['proxy']): AgentProxy {
	const none = {https: null, http: null, noProxy};
	if (https === null && http === null) return {...none, remarks: []};
	if (entriesOf(noProxy).includes('*')) {
		const remark = 'Your no_proxy list holds *, which sends everything past the proxy: the agents are told none.';
		return {...none, remarks: [remark]};
	}
	const socks = uniqueOf([https, http].flatMap(proxy => (proxy && isSocks(proxy) ? [formatProxy(proxy)] : [])));
	const known = (proxy: ProxyEndpoint | null) => (proxy === null || isSocks(proxy) ? null : addressOf(proxy));
	const told = {https: known(https), http: known(http), noProxy};
	return {
		...told,
		remarks: [
			...socks.map(
				proxy =>
					`az connectedk8s has no parameter for a SOCKS proxy (${proxy}): az itself takes ALL_PROXY=${proxy}, and the agents need a direct way or an HTTP proxy.`,
			),
			...(socks.length > 0 ? [] : describePair(told)),
		],
	};
}

/** What is to be known where HTTPS and plain HTTP do not go the same way. */
function describePair({https, http}: Pick<AgentProxy, 'https' | 'http'>): readonly string[] {
	if (https === http) return [];
	if (https === null || http === null) {
		const [missing, scheme] = https === null ? ['--proxy-https', 'HTTPS'] : ['--proxy-http', 'plain HTTP'];
		return [
			`${missing} is left out, since ${scheme} endpoints go direct here. If the proxy is to take them too, give it the same address.`,
		];
	}
	return ['The proxies for HTTPS and for plain HTTP differ: --proxy-https and --proxy-http name one each.'];
}

function ofPac({results}: JudgedRun, pac: string): AgentProxy {
	const planned = results.map(row => row.planned);
	const fixed = findFixedProxy(planned);
	const others = uniqueOf(
		planned.flatMap(({route}) =>
			route?.proxy ? (route.fallbacks ?? []).map(way => (way === null ? 'no proxy' : formatProxy(way))) : [],
		),
	);
	const failover =
		others.length === 0
			? []
			: [
					`The PAC falls back to ${joinWords(others, 4, 'way')} where a proxy is down. az connectedk8s takes one proxy: the agents are told the first of the list, and go to no other.`,
				];
	if ('obstacle' in fixed) {
		return {
			...{https: proxyPlaceholder, http: proxyPlaceholder, noProxy: ''},
			remarks: [
				`az connectedk8s has no parameter for a PAC, and no fixed proxy means the same as ${pac}: ${fixed.obstacle}. Ask the proxy team for one HTTP proxy that lets all of these endpoints through, and put its address in the place of ${proxyPlaceholder}.`,
				...failover,
			],
		};
	}
	const told = {
		https: fixed.https && addressOf(fixed.https),
		http: fixed.http && addressOf(fixed.http),
		noProxy: fixed.noProxy.join(','),
	};
	const means =
		told.https === null && told.http === null
			? `The PAC ${pac} sends every endpoint of this run direct, so that the agents are told no proxy. az connectedk8s has no parameter for a PAC.`
			: `az connectedk8s has no parameter for a PAC. These say the same as ${pac} for every endpoint of this run; a host that is not in it may go another way.`;
	// Of a scheme that no row has, the script was asked nothing.
	const isOneScheme =
		new Set(planned.flatMap(row => (row.route ? [row.requirement.protocol === 'http'] : []))).size < 2;
	const pair =
		isOneScheme && told.https !== told.http
			? [
					`${told.https === null ? '--proxy-https' : '--proxy-http'} is left out, since no endpoint of this run would use it.`,
				]
			: describePair(told);
	return {...told, remarks: [means, ...pair, ...failover]};
}

/** The parameters name a user and a password, which is Basic; nothing names a ticket. */
function describeLogin({results}: JudgedRun): readonly string[] {
	const schemes = offeredBy(results);
	const others = schemes.filter(scheme => scheme !== 'Basic');
	if (others.length === 0) return [];
	const list = joinWords(others);
	if (schemes.includes('Basic')) {
		return [
			`The proxy offers ${list} beside Basic. az connectedk8s can be told a user and a password alone, which the agents send as Basic: it has to stay on offer.`,
		];
	}
	return [
		`The proxy takes ${list} and no Basic. az connectedk8s has no parameter for a ticket or for NTLM, and a user and password in the address are Basic: let the addresses of the nodes pass without a login, or run a relay that logs in for them.`,
	];
}

/** What the proxy offers; 401 is Tinyproxy's way to ask, and a service's own where the proxy is not at fault. */
function offeredBy(results: readonly Result[]): readonly string[] {
	const schemesAt = (askingStatus: number) => (stage: StageEvidence) => {
		if (stage.stage !== 'proxy' && stage.stage !== 'http') return [];
		const {login, status, headers} = stage;
		return [...(login?.offered ?? []), ...(status === askingStatus ? offeredSchemes(headers) : [])];
	};
	const refused = results.filter(({verdict}) => verdict.cause?.startsWith('proxy.auth'));
	return uniqueOf([...valuesInStages(results, schemesAt(407)), ...valuesInStages(refused, schemesAt(401))]);
}

/** Whether the agents are to be told a proxy. */
function hasProxy({https, http}: AgentProxy): boolean {
	return https !== null || http !== null;
}

/** Whether the service range of the cluster is still to be filled in. */
export function isRangeOpen(proxy: AgentProxy): boolean {
	return hasProxy(proxy) && skipRangeFor(proxy.noProxy).includes(serviceRangePlaceholder);
}

/** What to know of the proxy before the cluster is connected. */
export function proxySentences(proxy: AgentProxy): readonly string[] {
	const {https, http, remarks} = proxy;
	if (!hasProxy(proxy)) return remarks;
	const variables =
		https === http
			? 'HTTPS_PROXY and HTTP_PROXY to the same proxy'
			: [
					...(https === null ? [] : ['HTTPS_PROXY to the proxy for HTTPS']),
					...(http === null ? [] : ['HTTP_PROXY to the proxy for plain HTTP']),
				].join(', ');
	return [
		...remarks,
		`In the shell where az runs, set ${variables}, and NO_PROXY to the address of the API server as well.`,
		'--proxy-skip-range holds your no_proxy list and what every cluster needs.',
		...(isRangeOpen(proxy)
			? [
					`Put the service range of the cluster in the place of ${serviceRangePlaceholder}; the first two commands find it.`,
				]
			: []),
		...([https, http].some(address => address?.startsWith('https:'))
			? [
					'The proxy itself speaks TLS: unless a public CA vouches for it, its CA belongs into the file of --proxy-cert, which takes one PEM file for all.',
				]
			: []),
		...([https, http].some(address => address?.includes(passwordPlaceholder))
			? [
					"Put the password in the place of <PASSWORD>, percent-encoded, and keep it out of the history of the shell. Azure Arc's agents log in by Basic alone, as far as is documented.",
				]
			: []),
	];
}

/** `http://anna:<PASSWORD>@proxy:3128`. */
function addressOf({scheme, username, host, port}: ProxyEndpoint): string {
	const user = username === null ? '' : `${encodeURIComponent(username.toWellFormed())}:${passwordPlaceholder}@`;
	return `${scheme}://${user}${formatHostPort(host, port)}`;
}

/** The proxy's parameters of `az connectedk8s connect`, as separate words; none without a proxy (Arc quickstart, "Connect using an outbound proxy server"). */
export function proxyParameters(proxy: AgentProxy, {settings, results}: JudgedRun): readonly string[] {
	const {https, http, noProxy} = proxy;
	if (!hasProxy(proxy)) return [];
	const range = [...new Set([...skipRangeFor(noProxy), ...privateEntries({...settings, noProxy}, results)])];
	return [
		...(https === null ? [] : ['--proxy-https', https]),
		...(http === null ? [] : ['--proxy-http', http]),
		...['--proxy-skip-range', range.join(',')],
	];
}

/** What has a private endpoint by design and is no business of the proxy: one word for all hosts of Arc, others by their names. */
function privateEntries(
	{privateServices, noProxy}: Pick<Settings, 'privateServices'> & Pick<AgentProxy, 'noProxy'>,
	results: readonly Result[],
): string[] {
	const due = results.flatMap(({planned}) => {
		const service = privateServiceOf(planned);
		return service !== null && privateServices.includes(service) ? [{service, target: planned.target}] : [];
	});
	const isKept = (target: Target) => matchNoProxy(noProxy, target.host, target.port) !== null;
	const hosts = due.flatMap(({service, target}) =>
		service === 'arc' || target === null || isKept(target) ? [] : [target.host],
	);
	return [...(privateServices.includes('arc') ? ['Arc'] : []), ...hosts];
}
