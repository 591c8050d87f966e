import {countOf} from '../../../diagnosis/words.ts';
import {ownerNames} from '../../../report/view/owner-names.ts';
import {findingsPerOwner} from '../../results/findings-per-owner.ts';
import type {WizardAction} from '../../state.ts';
import type {PlainSession} from '../plain-session.ts';

/** Where the report is, and who should get it. */
export async function showDone(
	files: readonly string[],
	{state: {findings}, talk}: PlainSession,
): Promise<readonly WizardAction[]> {
	talk.say(...files.map(file => `Report: ${file}`));
	const owners = findingsPerOwner(findings).map(
		({owner, count}) => `${ownerNames[owner]}, ${countOf(count, 'finding')}`,
	);
	if (owners.length > 0) talk.say(`What is left to do is for: ${owners.join('; ')}.`);
	return [{type: 'finish'}];
}
