import {describeWorstFault} from '../../../record/endpoints.ts';
import type {ListedProfile, RecentRun, StartList} from '../../../session/profiles/list-profiles.ts';
import type {RunOutline} from '../../../session/runs/outline-run.ts';
import type {Profile} from '../../../store/profile.ts';
import {profileNameRule} from '../../../store/profile-name.ts';
import {countOf} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {describeProxySettings} from '../../state/answers/proxy-answer.ts';
import {describePlaces} from '../../state/answers/steps.ts';

/** How the last check of a profile ended, in a few words. */
export function describeGlance(run: RunOutline | null): {readonly tone: Notice['tone']; readonly text: string} {
	if (run === null) return {tone: 'plain', text: 'never checked'};
	const {state, endpoints} = run;
	if (endpoints === null) return {tone: 'warning', text: "can't be read"};
	const {total, probed, faults, warnings} = endpoints;
	switch (state) {
		case 'ok':
			return warnings > 0 ? {tone: 'warning', text: `ok, ${countOf(warnings, 'warning')}`} : {tone: 'ok', text: 'ok'};
		case 'failing':
			return {tone: 'problem', text: describeWorstFault(faults)};
		case 'undecided':
			return {tone: 'warning', text: 'undecided, nothing tested'};
		case 'stopped':
			return {tone: 'warning', text: `stopped at ${probed} of ${total}`};
		case 'incomplete':
			return {tone: 'warning', text: `cut off at ${probed} of ${total}`};
		case 'running':
			return {tone: 'plain', text: `under way, ${probed} of ${total}`};
		case 'damaged':
			return {tone: 'warning', text: "can't be read"};
		default:
			return state satisfies never;
	}
}

/** What one can come back to: the run that was interrupted, a profile, or a run without one. */
export type StartRow =
	| {readonly kind: 'continue' | 'run'; readonly run: RecentRun}
	| {readonly kind: 'profile'; readonly listed: ListedProfile};

/** In the order in which they are offered. */
export function startRows({profiles, runs, interrupted}: StartList): readonly StartRow[] {
	return [
		...(interrupted === null ? [] : [{kind: 'continue', run: interrupted} as const]),
		...profiles.map(listed => ({kind: 'profile', listed}) as const),
		...runs.filter(({outline}) => outline.id !== interrupted?.outline.id).map(run => ({kind: 'run', run}) as const),
	];
}

/** A row in words: what it is called, its region, how the last check of it ended, and when. */
export function startRowWords(row: StartRow): {
	readonly name: string;
	readonly region: string;
	readonly outline: RunOutline | null;
	readonly age: string | null;
} {
	if (row.kind === 'profile') {
		const {profile, lastRun, age} = row.listed;
		return {name: profile.name, region: profile.settings.region, outline: lastRun, age};
	}
	const {outline, age} = row.run;
	const of = outline.profile ?? (outline.places === undefined ? 'no profile' : countOf(outline.places, 'place'));
	return {name: row.kind === 'continue' ? 'Continue' : of, region: outline.region ?? '', outline, age};
}

/** What a profile holds, in one phrase: `http://proxy:3128, 5 features, 2 own resources`. */
export function describeProfile({settings: {proxy, features, resources}, from}: Profile): string {
	const own = Object.values(resources).flat().length;
	return [
		describeProxySettings(proxy),
		features === null ? 'the usual features' : countOf(features.length, 'feature'),
		...(own > 0 ? [countOf(own, 'own resource')] : []),
		...(from ? [`from ${describePlaces(from, 3)}`] : []),
	].join(', ');
}

/** What is wrong with a name for a profile, as far as it is typed; null: nothing. */
export function nameProblem(name: string): string | null {
	if (name === '') return 'Give it a name, such as prod-eastus.';
	const rule = profileNameRule(name);
	return rule === null ? null : `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
