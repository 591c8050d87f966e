import {isDeepStrictEqual} from 'node:util';
import {Text} from 'ink';
import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useList} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft, truncate} from '../../components/text/fit.ts';
import {beginCheck} from '../../state/check.ts';
import {handleCommonKey, useWizard} from '../../use-wizard.ts';
import {useStepFrame} from '../step-frame.ts';
import {describeReach, type ReviewRow, reviewRows, reviewStep} from './review-rows.ts';

const labelWidth = 13;

/** A row of the list: an answer, below them the start, and once there are results the way to them. */
type Row = ReviewRow | 'start' | 'results';

/** All answers, and what can be done with them; the cursor stands on the start at first. */
export function ReviewScreen() {
	const wizard = useWizard();
	const {
		state: {answers, run, runAnswers},
		dispatch,
		context,
		prepared,
		services,
	} = wizard;
	const {plan} = prepared;
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame('review', reviewStep(run !== null));
	const answerRows = reviewRows(answers, context, prepared);
	const rows: readonly Row[] = [...answerRows, 'start', ...(run ? (['results'] as const) : [])];
	const isSpaced = rows.length < frame.rows.bodyHeight;
	const height = frame.rows.bodyHeight - (isSpaced ? 1 : 0);
	const list = useList({count: rows.length, height}, {start: answerRows.length});
	const isAtResults = rows[list.state.cursor] === 'results';
	const current = answerRows[list.state.cursor] ?? null;
	const isChanged = !isDeepStrictEqual(answers, runAnswers);

	const canSave = services.profiles !== null && plan !== null;

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (isLetter(keypress, 'p') && canSave) dispatch({type: 'open-save'});
		else if (!isKey(keypress, 'enter')) handleCommonKey(keypress, dispatch);
		else if (current) dispatch({type: 'jump', stepId: current.stepId, field: current.field});
		else if (isAtResults) dispatch({type: 'open-results'});
		else dispatch(beginCheck(wizard, null));
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{positionText(list.state, rows.length, height)}</Text>}
			notice={
				problem ?? {
					text: current?.text ?? (isAtResults ? describeReturn(isChanged) : describeReach(plan)),
					tone: 'plain',
				}
			}
			hints={[
				move,
				enter(current ? 'change' : isAtResults ? 'show' : 'start'),
				...(canSave ? [{keys: 'p', label: 'save as profile'}] : []),
				back,
				help,
			]}
		>
			<List
				rows={rows}
				state={list.state}
				height={height}
				keyOf={row => (typeof row === 'string' ? row : row.label)}
				hasSpaceAbove={row => isSpaced && row === 'start'}
				renderRow={(row, isFocused) => {
					if (row === 'results') return <Text bold={isFocused}>Back to the results</Text>;
					if (row === 'start')
						return (
							<Text bold>{plan ? `Check ${countOf(countPlannedEndpoints(plan.targets), 'endpoint')}` : 'Check'}</Text>
						);
					return (
						<Text wrap="truncate">
							<Text bold={isFocused}>{fitLeft(row.label, labelWidth, glyphs.ellipsis)}</Text>
							{truncate(row.text, layout.width - 2 - labelWidth, glyphs.ellipsis)}
						</Text>
					);
				}}
			/>
		</Frame>
	);
}

/** What the way back to the results does with answers that were changed since. */
function describeReturn(isChanged: boolean): string {
	return isChanged ? 'Drops your changes: the answers become those of the results.' : 'The results of the last check.';
}
