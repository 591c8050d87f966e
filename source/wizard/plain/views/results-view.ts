import {groupDetail} from '../../results/finding-detail.ts';
import type {WizardAction} from '../../state.ts';
import {textOfLine} from '../../text/detail-line.ts';
import {ask} from '../ask.ts';
import {findingGroups} from '../finding-texts.ts';
import type {PlainSession} from '../plain-session.ts';
import {resultsQuestion} from '../questions/results.ts';

/** The terminal breaks lines itself, and a screen reader wants none broken. */
const unbroken = 4000;

/** Asks whether to export; shows all about a finding on the way. */
export async function showResults({state, services, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const {run} = state;
	if (run === null) return [{type: 'revise'}];
	for (;;) {
		const asked = await ask(resultsQuestion(findingGroups(state.results.groups), plainHelp), talk);
		if (asked === null) return [{type: 'revise'}];
		if (asked.value === 'export') return [{type: 'open-export', proposal: services.proposePath(run)}];
		if (asked.value === 'finish') return [{type: 'finish'}];
		const page = {width: unbroken, isUnicode: services.glyphs.unicode};
		talk.say(asked.value.title, ...groupDetail(asked.value, page).map(textOfLine));
	}
}

const plainHelp = [
	'Findings are numbered, the worst first; each says who can put it right.',
	'y writes the report to files. n leaves. back leads to the answers, from where the check can be started again.',
] as const;
