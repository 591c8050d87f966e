import {countOf} from '../../diagnosis/words.ts';
import type {Notice} from '../components/frame/frame-layout.ts';
import type {RunGlance} from '../profile-services.ts';

/** How the last check of a profile ended, in a few words. */
export function describeGlance(run: RunGlance | null): {readonly tone: Notice['tone']; readonly text: string} {
	if (run === null) return {tone: 'plain', text: 'never checked'};
	const {state, targets, probed, errors, warnings} = run;
	switch (state) {
		case 'ok':
			return warnings ? {tone: 'warning', text: `ok, ${countOf(warnings, 'warning')}`} : {tone: 'ok', text: 'ok'};
		case 'failing':
			return {tone: 'problem', text: `${errors} failing`};
		case 'undecided':
			return {tone: 'warning', text: 'undecided, nothing tested'};
		case 'stopped':
			return {tone: 'warning', text: `stopped at ${probed} of ${targets}`};
		case 'incomplete':
			return {tone: 'warning', text: `cut off at ${probed} of ${targets}`};
		case 'running':
			return {tone: 'plain', text: `under way, ${probed} of ${targets}`};
		case 'damaged':
			return {tone: 'warning', text: "can't be read"};
		default:
			return state satisfies never;
	}
}
