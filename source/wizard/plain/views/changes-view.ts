import {changeLines} from '../../profiles/change-lines.ts';
import {changesToShow} from '../../profiles/changes.ts';
import type {WizardAction} from '../../state.ts';
import {textOfLine} from '../../text/detail-line.ts';
import type {PlainSession} from '../plain-session.ts';

/** Says what changed, and leads back. */
export function showChanges({state, services, talk}: PlainSession): readonly WizardAction[] {
	const diff = changesToShow(state);
	if (diff) {
		const lines = changeLines(diff, {width: talk.width(), isUnicode: services.glyphs.unicode});
		talk.say(...lines.map(textOfLine));
	}
	return [{type: 'back'}];
}
