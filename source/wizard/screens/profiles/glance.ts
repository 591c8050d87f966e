import {countOf} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import type {RunGlance} from '../../profile-services.ts';

/** How the last check of a profile ended, in a few words. */
export function describeGlance(run: RunGlance | null): {readonly tone: Notice['tone']; readonly text: string} {
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
