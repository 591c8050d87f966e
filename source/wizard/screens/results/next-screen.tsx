import type {Run} from '../../../record/run.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {MenuList, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import type {WizardServices} from '../../services.ts';
import {changesOf} from '../../state/changes.ts';
import type {WizardState} from '../../state/state.ts';
import {isUnexported} from '../../state/transitions.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {resultsMenu} from './results-lines.ts';

const labelWidth = 22;

function noticeFor(state: WizardState, {ownCommand, isPractice}: WizardServices): Notice {
	if (isUnexported(state)) return {tone: 'warning', text: 'The run could not be kept: export it first.'};
	const {run, isFresh, exportedRun} = state;
	if (run === exportedRun) return {tone: 'ok', text: 'The results are exported.'};
	if (isPractice) return {tone: 'plain', text: 'Runs in the practice network are not kept.'};
	// Without a name it would be the newest run.
	const report = isFresh ? 'report' : `report ${run?.id}`;
	return {tone: 'ok', text: `The run is kept. Open it again: ${ownCommand} ${report}`};
}

/** Between the results and everything else, so that no single key loses them. */
export function NextScreen({run, isLeaving}: {readonly run: Run; readonly isLeaving: boolean}) {
	const wizard = useWizard();
	const {state, dispatch} = wizard;
	const {layout, glyphs} = useScreen();
	const frame = useFrame({title: isLeaving ? 'The run is not kept' : 'What next?'});
	const menu = resultsMenu(wizard, run, changesOf(state) !== null).filter(({isOnlyKey}) => !isOnlyKey);
	const exporting = menu.findIndex(({key}) => key === 'e');
	const list = useList({count: menu.length, height: frame.rows.bodyHeight}, {start: isLeaving ? exporting : 0});

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		const row = isLetter(keypress, 'e') ? menu[exporting] : menu[list.state.cursor];
		if ((isKey(keypress, 'enter') || isLetter(keypress, 'e')) && row) dispatch(row.toAction());
		else if (isLetter(keypress, 'q')) dispatch({type: isLeaving ? 'finish' : 'leave'});
		else handleCommonKey(keypress, dispatch);
	});

	const {move, enter, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={noticeFor(state, wizard.services)}
			hints={[
				move,
				enter('choose'),
				{keys: 'e', label: 'export', isMinor: true},
				{keys: 'q', label: isLeaving ? 'leave anyhow' : 'leave'},
				{keys: 'esc', label: 'results'},
				help,
			]}
		>
			<MenuList
				rows={menu}
				state={list.state}
				height={frame.rows.bodyHeight}
				labelWidth={labelWidth}
				hasDetails={!layout.isNarrow}
			/>
		</Frame>
	);
}
