import {Text} from 'ink';
import {useCallback, useState} from 'react';
import type {Run} from '../../../record/run.ts';
import type {Survey} from '../../../record/survey/survey.ts';
import {renderOutput} from '../../../session/export/export-reports.ts';
import {type OutputId, outputs, usableSources} from '../../../session/export/outputs.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {MenuList, useList} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {usualRulesScope} from '../../state/export-state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {labelOf} from '../export/export-words.ts';
import {copyNotice} from './clipboard.ts';

const labelWidth = 24;
/** What is pasted may be wrapped anywhere; this fits mails and tickets. */
const pastedColumns = 80;

/** What to copy to the clipboard. */
export function CopyScreen({run, report}: {readonly run: Run; readonly report: Run | Survey}) {
	const {
		state: {answers, exporting},
		dispatch,
		services,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {copy, notice} = useCopy();
	const rulesScope = exporting?.rulesScope ?? usualRulesScope(run);
	const frame = useFrame({title: 'Copy to the clipboard', problem: notice?.text ?? null});
	const list = useList({count: copyChoices.length, height: frame.rows.bodyHeight});
	const current = copyChoices[list.state.cursor];

	function textOf(output: OutputId): string {
		const options = {columns: pastedColumns, colour: false, unicode: glyphs.isUnicode};
		const sources = usableSources(answers.ruleSources);
		const {catalog} = services;
		return renderOutput(output, report, {catalog, rulesScope, sources, options}).text;
	}

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if ((isKey(keypress, 'enter') || isLetter(keypress, 'c')) && current) copy(textOf(current.id));
		else handleCommonKey(keypress, dispatch);
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{positionText(list.state, copyChoices.length, frame.rows.bodyHeight)}</Text>}
			notice={
				notice ?? {
					tone: 'plain',
					text: rulesScope === 'missing' ? 'Rules allow what this run found missing.' : 'Rules allow the whole plan.',
				}
			}
			hints={[move, enter('copy'), back, help]}
		>
			<MenuList
				rows={copyChoices}
				state={list.state}
				height={frame.rows.bodyHeight}
				labelWidth={labelWidth}
				hasDetails={!layout.isNarrow}
			/>
		</Frame>
	);
}

const copiedReports: readonly OutputId[] = ['markdown', 'change-request'];

/** What of a run can be copied: what is pasted by people. The rest are files for machines. */
const copyChoices = outputs
	.filter(({id, dialect}) => dialect !== null || copiedReports.includes(id))
	.map(output => ({id: output.id, label: labelOf(output), detail: output.purpose}));

type UseCopy = {
	/** Where there is a clipboard to copy to. */
	readonly canCopy: boolean;
	/** What became of the last copy, or null. */
	readonly notice: Notice | null;
	/** Copies a text; null where there is nothing to copy. */
	copy(text: string | null): void;
	/** Takes the notice away. */
	clear(): void;
};

/** Copies texts to the clipboard, and tells what became of it. */
export function useCopy(): UseCopy {
	const {
		services: {clipboard},
		crash,
	} = useWizard();
	const [notice, setNotice] = useState<Notice | null>(null);
	const clear = useCallback(() => setNotice(null), []);
	return {
		canCopy: clipboard !== null,
		notice,
		clear,
		copy(text) {
			if (clipboard === null) return;
			if (text === null) setNotice({tone: 'problem', text: 'There is no command here to copy.'});
			else clipboard.copy(text).then(outcome => setNotice(copyNotice(outcome)), crash);
		},
	};
}
