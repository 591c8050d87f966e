import {loginNames} from '../../settings/proxy-url.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {agentsNeedBasic, proxyRelay} from '../cause-texts/proxy.ts';
import {proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** The login of this machine that opened the way of a row. */
function loginOf({attempts}: Result) {
	const stages = attempts.at(-1)?.stages ?? [];
	return stages.flatMap(stage => {
		const isAsked = stage.stage === 'proxy' || stage.stage === 'http';
		return isAsked && stage.login !== undefined && stage.ok && stage.status !== 407 ? [stage.login] : [];
	})[0];
}

type Entry = {readonly result: Result; readonly login: NonNullable<ReturnType<typeof loginOf>>};

function explain(proxy: string | null, entries: readonly Entry[]): Group {
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
		return [...Map.groupBy(entries, ({result}) => proxyNameOf(result))].map(([proxy, rows]) => explain(proxy, rows));
	},
};
