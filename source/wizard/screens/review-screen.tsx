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
		state: {answers},
		dispatch,
		context,
		plan,
		startProbing,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame('review');
	const rows = reviewRows(answers, context);
	const spaces = frame.rows.isSpaced ? 1 : 0;
	// One more line than there are answers: the start.
	const list = useList({count: rows.length + 1, height: frame.rows.bodyHeight - spaces}, {start: rows.length});
	const current = rows[list.state.cursor] ?? null;

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (!isKey(keypress, 'enter')) handleCommonKey(keypress, dispatch);
		else if (current) dispatch({type: 'jump', stepId: current.stepId});
		else startProbing();
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={problem ?? {text: current?.text ?? describePlan(plan), tone: 'plain'}}
			hints={[move, enter(current ? 'change' : 'start'), back, help]}
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
				<Pointer isHere={current === null} />
				<Text bold wrap="truncate">
					{plan ? `Check ${plan.targets.length} endpoints` : 'Check'}
				</Text>
			</Box>
		</Frame>
	);
}
