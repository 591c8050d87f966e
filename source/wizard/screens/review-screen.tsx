import {Box, Text} from 'ink';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import {List} from '../components/list/list.tsx';
import {useList} from '../components/list/use-list.ts';
import {Pointer} from '../components/pointer.tsx';
import {useKeys} from '../input/use-keys.tsx';
import {useScreen} from '../screen-context.tsx';
import {fitLeft, truncate} from '../text/fit.ts';
import {handleCommonKey, isKey, useWizard} from '../wizard-context.ts';
import {describePlan, reviewRows} from './review-rows.ts';
import {useStepFrame} from './step-frame.ts';

const labelWidth = 12;

/** All answers, and below them the start; the cursor stands on the start at first. */
export function ReviewScreen() {
	const {
		state: {answers, run},
		dispatch,
		context,
		plan,
		startProbing,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame('review');
	const rows = reviewRows(answers, context);
	const spaces = frame.rows.isSpaced ? 1 : 0;
	// Below the answers stand the start and, once there are results, the way to them.
	const count = rows.length + (run ? 2 : 1);
	const list = useList({count, height: frame.rows.bodyHeight - spaces}, {start: rows.length});
	const isAtResults = list.state.cursor > rows.length;
	const current = rows[list.state.cursor] ?? null;

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (!isKey(keypress, 'enter')) handleCommonKey(keypress, dispatch);
		else if (current) dispatch({type: 'jump', stepId: current.stepId});
		else if (isAtResults) dispatch({type: 'open-results'});
		else startProbing();
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={problem ?? {text: current?.text ?? describePlan(plan), tone: 'plain'}}
			hints={[move, enter(current ? 'change' : isAtResults ? 'show' : 'start'), back, help]}
		>
			<List
				rows={rows}
				state={list.state}
				height={rows.length}
				keyOf={({stepId}) => stepId}
				renderRow={({label, text}, isFocused) => (
					<Text wrap="truncate">
						<Text bold={isFocused}>{fitLeft(label, labelWidth, glyphs.ellipsis)}</Text>
						{truncate(text, layout.width - 2 - labelWidth, glyphs.ellipsis)}
					</Text>
				)}
			/>
			{spaces > 0 ? <Text> </Text> : null}
			<Box height={1}>
				<Pointer isHere={current === null && !isAtResults} />
				<Text bold wrap="truncate">
					{plan ? `Check ${plan.targets.length} endpoints` : 'Check'}
				</Text>
			</Box>
			{run ? (
				<Box height={1}>
					<Pointer isHere={isAtResults} />
					<Text bold={isAtResults}>Back to the results</Text>
				</Box>
			) : null}
		</Frame>
	);
}
