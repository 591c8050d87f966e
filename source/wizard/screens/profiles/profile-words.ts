import type {RunOutline} from '../../../session/runs/outline-run.ts';
import type {Profile} from '../../../store/profile.ts';
import {profileNameRule} from '../../../store/profile-name.ts';
import {countOf} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {describeProxySettings} from '../../state/answers/proxy-answer.ts';

/** How the last check of a profile ended, in a few words. */
export function describeGlance(run: RunOutline | null): {readonly tone: Notice['tone']; readonly text: string} {
	if (run === null) return {tone: 'plain', text: 'never checked'};
	const {state, endpoints} = run;
	if (endpoints === null) return {tone: 'warning', text: "can't be read"};
	const {total, probed, failing, warnings} = endpoints;
	switch (state) {
		case 'ok':
			return warnings > 0 ? {tone: 'warning', text: `ok, ${countOf(warnings, 'warning')}`} : {tone: 'ok', text: 'ok'};
		case 'failing':
			return {tone: 'problem', text: `${failing} failing`};
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

/** What a profile holds, in one phrase: `http://proxy:3128, 5 features, 2 own resources`. */
export function describeProfile({settings: {proxy, features, resources}}: Profile): string {
	const own = Object.values(resources).flat().length;
	return [
		describeProxySettings(proxy),
		features === null ? 'the usual features' : countOf(features.length, 'feature'),
		...(own > 0 ? [countOf(own, 'own resource')] : []),
	].join(', ');
}

/** What is wrong with a name for a profile, as far as it is typed; null: nothing. */
export function nameProblem(name: string): string | null {
	if (name === '') return 'Give it a name, such as prod-eastus.';
	const rule = profileNameRule(name);
	return rule === null ? null : `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
