import {sourceAddressesOf} from '../../evidence/stages.ts';
import {loginNames} from '../../settings/proxy-url.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostsPhrase, onPortsPhrase} from '../cause-texts/phrases.ts';
import {agentsNeedBasic, proxyRelay} from '../cause-texts/proxy.ts';
import {causeContextOf, causeTextOf} from '../cause-texts.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {endpointNamesOf, hostOf, isDecided, proxyNameOf, soFar} from '../results.ts';
import type {Group, Rule} from '../types.ts';

/** Causes that lie in the proxy or on the way to it, whatever is fetched through it. */
const proxyFaults: ReadonlySet<Cause> = new Set<Cause>([
	'proxy.unresolvable',
	'proxy.refused',
	'proxy.timeout',
	'proxy.unreachable',
	'proxy.tls-untrusted',
	'proxy.wrong-scheme',
	'proxy.auth-required',
	'proxy.auth-rejected',
	'proxy.closed',
	'proxy.protocol-error',
]);

/** The cause that most rows show: a proxy that is going down may answer one row and time out on the next. */
function mostFrequentCause(results: readonly Result[]): Cause | null {
	const groups = [...Map.groupBy(results, ({verdict}) => verdict.cause ?? '').values()];
	const largest = groups.sort((one, other) => other.length - one.length)[0];
	return largest?.[0]?.verdict.cause ?? null;
}

function explainFailure(proxy: string, results: readonly Result[], run: JudgedRun): Group[] {
	const isProxyFault = ({verdict}: Result) =>
		verdict.status === 'blocked' && verdict.cause !== null && proxyFaults.has(verdict.cause);
	const cause = mostFrequentCause(results);
	if (cause === null || !results.every(isProxyFault)) return [];
	const example = results.find(({verdict}) => verdict.cause === cause);
	const {text} = causeTextOf(cause, example);
	return [
		{
			id: `${cause}@${proxy}`,
			title: text.title,
			owner: text.owner,
			why: `${run.complete ? 'Everything that goes' : 'Everything so far that went'} through ${proxy} ${run.complete ? 'fails' : 'failed'} at the proxy itself (${countOf(endpointNamesOf(results).length, 'endpoint')}). ${describeEvidence(results)} ${text.meaning}`,
			fix: text.fix(causeContextOf(results)),
			results,
		},
	];
}

/** A proxy that lets nothing through is one finding, not one for each host behind it. */
export const proxyFails: Rule = {
	name: 'proxy-fails',
	find(unexplained, run) {
		const proxied = unexplained.filter(result => isDecided(result) && proxyNameOf(result) !== null);
		const groups = Map.groupBy(proxied, result => proxyNameOf(result) ?? '');
		return [...groups].flatMap(([proxy, results]) => explainFailure(proxy, results, run));
	},
};

/** Fewer hosts than this may all be missing from a list that holds others. */
const hostsWanted = 3;

function isDenied({verdict}: Result): boolean {
	return (
		verdict.status === 'blocked' && (verdict.cause === 'proxy.host-denied' || verdict.cause === 'proxy.port-denied')
	);
}

function explainDenial(proxy: string, proxied: readonly Result[], run: JudgedRun): Group[] {
	const hosts = uniqueOf(proxied.map(hostOf));
	// Denied rows that nobody needs keep their own finding, so that no list of holes to open names them.
	const results = proxied.filter(({verdict}) => verdict.severity !== 'info');
	if (hosts.length < hostsWanted || !proxied.every(isDenied) || results.length === 0) return [];
	const sources = sourceAddressesOf(proxied);
	const here = sources.length === 0 ? 'this machine' : `this machine (${joinWords(sources)})`;
	const context = causeContextOf(results);
	return [
		{
			id: `proxy.denies-all@${proxy}`,
			title: run.complete ? 'The proxy denies everything' : 'The proxy denied everything so far',
			owner: 'proxy',
			why: `${proxy} denied every one of the ${countOf(hosts.length, 'host')} that were asked for through it${soFar(run)}. ${describeEvidence(results)} A rule for source addresses or for authentication is likelier than ${hosts.length} rules for hosts.`,
			fix: [
				`Look up ${here} in the log of ${proxy}, and see which rule denied it.`,
				`Let ${here} and the cluster nodes use the proxy: add their addresses to the clients that it serves, without authentication.`,
				`If hosts are allowed one by one, allow CONNECT to ${hostsPhrase(context)} ${onPortsPhrase(context)}.`,
				{
					requester:
						'Run the check again: which hosts are denied for themselves shows only once the proxy serves this machine.',
				},
			],
			remedy: 'allow',
			results,
		},
	];
}

/** A proxy that denies whatever it is asked for is one finding, and hardly a matter of hosts. */
export const proxyDeniesAll: Rule = {
	name: 'proxy-denies-all',
	find(unexplained, run) {
		const proxied = unexplained.filter(result => isDecided(result) && proxyNameOf(result) !== null);
		const groups = Map.groupBy(proxied, result => proxyNameOf(result) ?? '');
		return [...groups].flatMap(([proxy, results]) => explainDenial(proxy, results, run));
	},
};

/** The login of this machine that opened the way of a row. */
function loginOf({attempts}: Result) {
	const stages = attempts.at(-1)?.stages ?? [];
	return stages.flatMap(stage => {
		const isAsked = stage.stage === 'proxy' || stage.stage === 'http';
		return isAsked && stage.login !== undefined && stage.ok && stage.status !== 407 ? [stage.login] : [];
	})[0];
}

type Entry = {readonly result: Result; readonly login: NonNullable<ReturnType<typeof loginOf>>};

function explainLogin(proxy: string | null, entries: readonly Entry[]): Group {
	const schemes = joinWords(uniqueOf(entries.map(({login}) => loginNames[login.scheme])));
	const hasBasic = entries.every(({login}) => login.offered.includes('Basic'));
	const offered = joinWords(uniqueOf(entries.flatMap(({login}) => login.offered)));
	return {
		id: `own-login@${proxy}`,
		title: hasBasic
			? 'This machine logs in by itself, and the agents need a password'
			: 'This machine gets through the proxy, and the agents do not',
		owner: 'proxy',
		severity: 'warning',
		why: `${proxy} let ${countOf(entries.length, 'endpoint')} pass after a login by ${schemes}, with what this machine has for it, and refused them without one (it offers ${offered}). ${agentsNeedBasic}`,
		fix: [
			'Let the addresses of the cluster nodes pass to these names without a login.',
			hasBasic
				? 'Or give the agents a user name and password of their own, and keep Basic on offer for them.'
				: `Or let the proxy offer Basic to the nodes beside ${offered}, with a user name and password of their own.`,
			...proxyRelay,
		],
		results: entries.map(({result}) => result),
	};
}

/** What was reached by a ticket, or by a login that this machine keeps. */
export const ownLogin: Rule = {
	name: 'own-login',
	// Also where another finding has its rows: they stay behind that one, and are named here as well.
	find(_unexplained, {results}) {
		const entries = results.flatMap((result): Entry[] => {
			const login = loginOf(result);
			return login === undefined ? [] : [{result, login}];
		});
		return [...Map.groupBy(entries, ({result}) => proxyNameOf(result))].map(([proxy, rows]) =>
			explainLogin(proxy, rows),
		);
	},
};
