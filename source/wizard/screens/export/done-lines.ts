import {ownerNames} from '../../../report/view/owner-names.ts';
import type {WrittenFile} from '../../../session/export/export-reports.ts';
import {countOf} from '../../../words.ts';
import {formatSize} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {WizardAction} from '../../state/state.ts';
import {adviceFor, findingsPerOwner} from './written-lines.ts';

/** Where the files are, what to do with each, and who has something to do. */
export async function showDone(
	files: readonly WrittenFile[],
	{state: {findings}, talk}: PlainSession,
): Promise<readonly WizardAction[]> {
	talk.say(
		`${countOf(files.length, 'file')} written.`,
		...files.map(({file, bytes, output}) => `${file}, ${formatSize(bytes)}. ${adviceFor(output, findings)}`),
	);
	const owners = findingsPerOwner(findings).map(
		({owner, count}) => `${ownerNames[owner]}, ${countOf(count, 'finding')}`,
	);
	if (owners.length > 0) talk.say(`What is left to do is for: ${owners.join('; ')}.`);
	return [{type: 'finish'}];
}
