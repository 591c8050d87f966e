import {type FixedProxy, findFixedProxy, usedWays} from '../../plan/pac.ts';
import {safeText} from '../../safe-text.ts';
import {skipRangeFor} from '../../settings/lint/no-proxy-list.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import {countOf, joinWords} from '../../words.ts';
import type {Group, Rule} from '../types.ts';

/** Proxies that are named one by one. */
const namedWays = 4;

function findPlainHttp(pac: string): Group[] {
	if (!/^http:/i.test(pac)) return [];
	return [
		{
			id: 'pac.plain-http',
			title: 'The PAC script comes over plain HTTP',
			owner: 'network',
			severity: 'warning',
			why: `${pac} is neither encrypted nor signed: whoever stands between it and a machine can put another script in its place, and lead the traffic of that machine where they like.`,
			fix: [
				'Serve the script over HTTPS, under a certificate that the machines trust, and give them that address.',
				'Until then check what it names against what the proxy team says.',
			],
			results: [],
		},
	];
}

function stepsFor(fixed: FixedProxy, hasBothSchemes: boolean): readonly string[] {
	if ('obstacle' in fixed) {
		return [
			`No fixed proxy with a no_proxy list means the same: ${fixed.obstacle}.`,
			'Ask the proxy team for one proxy that lets all of these endpoints through, or let those of the other ways go direct.',
		];
	}
	const {https, http, noProxy} = fixed;
	if (https === null && http === null) return ['Without any proxy all goes the same way: give the agents none.'];
	const parameters = [
		...(https === null ? [] : [`--proxy-https ${formatProxy(https)}`]),
		...(http === null ? [] : [`--proxy-http ${formatProxy(http)}`]),
		`--proxy-skip-range ${skipRangeFor(noProxy.join(',')).join(',')}`,
	];
	const variables = [
		...(https === null ? [] : [`HTTPS_PROXY=${formatProxy(https)}`]),
		...(http === null ? [] : [`HTTP_PROXY=${formatProxy(http)}`]),
		...(noProxy.length === 0 ? [] : [`NO_PROXY=${noProxy.join(',')}`]),
	];
	return [
		`The same ways without a PAC: ${variables.join(' ')}.`,
		`Give them to the agents (az connectedk8s connect ${parameters.join(' ')}) and to the container runtime of every node.`,
		...((https === null || http === null) && hasBothSchemes
			? [`Without a proxy for ${https === null ? 'HTTPS' : 'HTTP'} those endpoints go direct, as the PAC has it.`]
			: []),
	];
}

function findUnread({settings, results}: JudgedRun, pac: string): Group[] {
	const planned = results.map(row => row.planned);
	const fixed = findFixedProxy(planned);
	const ways = usedWays(planned).map(
		({proxy, endpoints}) => `${proxy === null ? 'direct' : formatProxy(proxy)} (${countOf(endpoints, 'endpoint')})`,
	);
	if (ways.length === 0 || settings.pac === null) return [];
	const hasBothSchemes =
		new Set(planned.flatMap(row => (row.route ? [row.requirement.protocol === 'http'] : []))).size > 1;
	const isSame = !('obstacle' in fixed);
	const needsNothing = isSame && fixed.https === null && fixed.http === null;
	return [
		{
			id: 'pac.not-read',
			title: isSame ? 'Agents and nodes do not read the PAC' : 'No fixed proxy means the same as the PAC',
			owner: isSame ? 'you' : 'proxy',
			severity: needsNothing ? 'info' : 'warning',
			why: `${pac} sends the endpoints over ${joinWords(ways, namedWays, 'way')}. Browsers read such a script; the Arc agents, container runtimes and az do not, and take a fixed proxy and a no_proxy list.`,
			fix: stepsFor(fixed, hasBothSchemes),
			results: [],
		},
	];
}

/** What a PAC script means for those that do not read it: it explains no row. */
export const pacRule: Rule = {
	name: 'pac',
	find(_unexplained, run) {
		const {pac} = run.settings;
		return pac === null ? [] : [...findPlainHttp(pac), ...findUnread(run, pac)];
	},
};

/** What will trip the agents although it did not trip this run. It stands beside the rows: it explains none of them. */
export const settingsLint: Rule = {
	name: 'settings-lint',
	find(_unexplained, _run, lint) {
		const notes = lint.filter(({passedOver}) => passedOver === undefined);
		if (notes.length === 0) return [];
		return [
			{
				id: 'settings',
				title: 'Settings to change',
				owner: 'you',
				severity: notes.some(({severity}) => severity === 'warning') ? 'warning' : 'info',
				why: `${countOf(notes.length, 'point')} in the proxy settings would trip the agents or other tools, though not this program.`,
				fix: notes.map(({field, problem, cure}) => safeText(`${field}: ${problem} ${cure}`, 600)),
				results: [],
			},
		];
	},
};
