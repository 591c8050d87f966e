import type {LintNote} from '../../settings/lint/types.ts';
import {loopbackRule} from '../../settings/no-proxy.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, proxyOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

const answered = ['reachable', 'intercepted', 'unstable'];

/** What goes wrong on a way, so that another one may cure it: whose own rules the service minds, they stay. */
const isOfTheWay = /^(?:dns|tcp|tls)\.|^http\.(?!service-denied)/;

/** A row that goes past a proxy that is set, and fails on the direct way. */
function failsPastProxy({planned: {route, requirement}, verdict}: Result): boolean {
	const {status, cause} = verdict;
	if (status !== 'blocked' || cause === null || route === null || route.via !== 'direct') return false;
	// What the user requires beside the catalog may well be inside, where the direct way is the right one.
	if (requirement.features.length === 0) return false;
	return route.noProxyRule !== loopbackRule && isOfTheWay.test(cause);
}

/** The setting that sent a row there, and a name for it in an id. */
function settingOf({planned: {route, requirement}}: Result): string {
	const scheme = requirement.protocol === 'http' ? 'http' : 'https';
	return route?.noProxyRule ? `no_proxy:${route.noProxyRule}` : `no-${scheme}-proxy`;
}

function describeSetting(setting: string, proxy: string): {readonly what: string; readonly fix: string} {
	const entry = /^no_proxy:(.*)$/.exec(setting)?.[1];
	if (entry !== undefined) {
		return {
			what: `the entry "${entry}" of no_proxy sends them past the proxy`,
			fix: `Take the entry "${entry}" out of no_proxy, so that these hosts go through ${proxy}; or replace it by the names that are really inside.`,
		};
	}
	const scheme = setting === 'no-http-proxy' ? 'HTTP' : 'HTTPS';
	return {
		what: `a proxy is set for the other scheme alone, so that ${scheme} goes direct`,
		fix: `Set the proxy for ${scheme} too (--${scheme.toLowerCase()}-proxy ${proxy}, or --proxy for both).`,
	};
}

function explain(setting: string, results: readonly Result[], {proxy, isTried}: SetProxy): Group {
	const {what, fix} = describeSetting(setting, proxy);
	const hosts = joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
	return {
		id: `bypass.${setting}`,
		title: 'Sent past the proxy by a setting',
		owner: 'you',
		why: `${describeEvidence(results)} The direct way is closed for them, and ${what}; ${isTried ? `other hosts get through ${proxy}` : `no host of this run is asked through ${proxy}`}.`,
		fix: [
			fix,
			`Keep the same list for the agents (az connectedk8s connect --proxy-skip-range) and on the nodes, since they would go past the proxy there too.`,
			`Only if the direct way is meant: let the network team open it for ${hosts}.`,
		],
		results,
	};
}

/** A proxy that is set, and gets hosts through or was never asked to. */
type SetProxy = {readonly proxy: string; readonly isTried: boolean};

function setProxyOf({results, settings}: JudgedRun): SetProxy | null {
	const proxied = results.filter(result => proxyOf(result) !== null);
	const passed = proxied.find(({verdict}) => answered.includes(verdict.status));
	const proxy = passed ? proxyOf(passed) : proxied.length === 0 ? (settings.proxy.https ?? settings.proxy.http) : null;
	return proxy ? {proxy: formatProxy(proxy), isTried: passed !== undefined} : null;
}

/** A variable names a proxy, the settings pass over it, and nothing gets through without one. */
function explainPassedOver({field, passedOver}: LintNote, unexplained: readonly Result[], run: JudgedRun): Group[] {
	const results = unexplained.filter(({verdict}) => isOfTheWay.test(verdict.cause ?? ''));
	const isDirectOpen = run.results.some(({verdict}) => answered.includes(verdict.status));
	if (passedOver === undefined || isDirectOpen || results.length === 0) return [];
	return [
		{
			id: 'bypass.variable',
			title: 'Sent past the proxy by a setting',
			owner: 'you',
			why: `${describeEvidence(results)} The direct way is closed, and the settings (--proxy none, or a profile without a proxy) pass over ${field}, which names ${passedOver}.`,
			fix: [
				`Check again with --proxy env, so that all hosts go through ${passedOver}, as programs on this machine do.`,
				'Give the agents the same proxy (az connectedk8s connect --proxy-https, --proxy-http, --proxy-skip-range).',
				`Only if the direct way is meant: let the network team open it for ${joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding)}.`,
			],
			results,
		},
	];
}

/** The user's own setting comes first, once for each, before any firewall is asked to open a hole. */
export const bypassBySetting: Rule = {
	name: 'bypass-by-setting',
	find(unexplained, run, lint) {
		const proxy = setProxyOf(run);
		if (proxy === null) return lint.flatMap(note => explainPassedOver(note, unexplained, run));
		const rows = unexplained.filter(failsPastProxy);
		return [...Map.groupBy(rows, settingOf)].map(([setting, results]) => explain(setting, results, proxy));
	},
};
