import {Text} from 'ink';
import type {JudgedRun} from '../../../verdict/types.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints} from '../../components/frame/key-hints.ts';
import {useFrame} from '../../components/frame/use-frame.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List} from '../../components/list/list.tsx';
import {useList} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft, truncate} from '../../components/text/fit.ts';
import {changesOf} from '../../state/changes.ts';
import type {WizardState} from '../../state/state.ts';
import {isUnexported} from '../../state/transitions.ts';
import {handleCommonKey, useWizard} from '../../state/wizard-context.ts';
import {availableChoices, type NextChoice, nextWords} from './results-menu.ts';

const labelWidth = 22;

function noticeFor(state: WizardState): Notice {
	if (isUnexported(state)) return {tone: 'warning', text: 'The results are not in a file yet.'};
	return state.run === state.exportedRun
		? {tone: 'ok', text: 'The results are exported.'}
		: {tone: 'ok', text: 'The results are kept with the profile.'};
}

/** Between the results and everything else, so that no single key loses them. */
export function NextScreen({run, isLeaving}: {readonly run: JudgedRun; readonly isLeaving: boolean}) {
	const {state, dispatch, services, probeAgain} = useWizard();
	const {layout, glyphs} = useScreen();
	const title = isLeaving ? 'Leave without an export?' : 'What next?';
	const {rows, ...frame} = useFrame({stage: 'Report', title});
	const choices = availableChoices({
		isStored: services.profiles !== null,
		isProfileOpen: state.profile !== null,
		hasChanges: changesOf(state) !== null,
	});
	const list = useList(
		{count: choices.length, height: rows.bodyHeight},
		{start: choices.indexOf(isLeaving ? 'export' : 'results')},
	);

	function choose(choice: NextChoice): void {
		switch (choice) {
			case 'results':
				dispatch({type: 'open-results'});
				break;
			case 'export':
				dispatch({type: 'open-export', proposal: services.proposePath(run)});
				break;
			case 'changes':
				dispatch({type: 'open-changes'});
				break;
			case 'save':
				dispatch({type: 'open-save'});
				break;
			case 'profile':
				dispatch({type: 'open-overview'});
				break;
			case 'check-again':
				probeAgain(run, () => true);
				break;
			case 'revise':
				dispatch({type: 'revise'});
				break;
			case 'leave':
				dispatch({type: 'finish'});
				break;
			default:
				choice satisfies never;
		}
	}

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		const choice = choices[list.state.cursor];
		if (isKey(keypress, 'enter') && choice) choose(choice);
		else if (isLetter(keypress, 'q')) dispatch({type: isLeaving ? 'finish' : 'leave'});
		else if (isLetter(keypress, 'e')) choose('export');
		else handleCommonKey(keypress, dispatch);
	});

	const {move, enter, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			rows={rows}
			notice={noticeFor(state)}
			hints={[
				move,
				enter('choose'),
				{keys: 'e', label: 'export', isMinor: true},
				{keys: 'q', label: isLeaving ? 'leave anyhow' : 'leave'},
				{keys: 'esc', label: 'results'},
				help,
			]}
		>
			<List
				rows={choices}
				state={list.state}
				height={Math.min(choices.length, rows.bodyHeight)}
				keyOf={choice => choice}
				renderRow={(choice, isFocused) => {
					const [label, meaning] = nextWords[choice];
					return (
						<Text wrap="truncate">
							<Text bold={isFocused}>{fitLeft(label, labelWidth, glyphs.ellipsis)}</Text>
							{layout.isNarrow ? null : (
								<Text dimColor>{truncate(meaning, layout.width - 2 - labelWidth, glyphs.ellipsis)}</Text>
							)}
						</Text>
					);
				}}
			/>
		</Frame>
	);
}
