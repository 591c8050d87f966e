import {textOfLine} from '../../components/text/detail-line.ts';
import type {PlainSession} from '../../plain-session.ts';
import {changeLines} from '../../screens/profiles/change-lines.ts';
import {changesToShow} from '../../state/changes.ts';
import type {WizardAction} from '../../state/state.ts';

/** Says what changed, and leads back. */
export function showChanges({state, services, talk}: PlainSession): readonly WizardAction[] {
	const diff = changesToShow(state);
	if (diff) {
		const lines = changeLines(diff, {width: talk.width(), isUnicode: services.glyphs.unicode});
		talk.say(...lines.map(textOfLine));
	}
	return [{type: 'back'}];
}
