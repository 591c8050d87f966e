import {Text} from 'ink';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import {List} from '../components/list/list.tsx';
import {positionText} from '../components/list/position-text.ts';
import {useList} from '../components/list/use-list.ts';
import {formatAdded, toggleFeature} from '../feature-counts.ts';
import {useKeys} from '../input/use-keys.tsx';
import {useScreen} from '../screen-context.tsx';
import {availableFeatures, featuresOf} from '../step-context.ts';
import {fitLeft, fitRight, truncate} from '../text/fit.ts';
import {handleCommonKey, isKey, isLetter, useWizard} from '../wizard-context.ts';
import {useStepFrame} from './step-frame.ts';
import {useFeatureCounts} from './use-feature-counts.ts';

export function FeaturesScreen() {
	const {
		state: {answers},
		dispatch,
		context,
		plan,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame('features');
	const features = availableFeatures(answers, context);
	const ids = features.map(({id}) => id);
	const chosen = featuresOf(answers, context);
	const added = useFeatureCounts();
	const height = frame.rows.bodyHeight - (frame.rows.isSpaced ? 2 : 1);
	const list = useList({count: features.length, height});
	const current = features[list.state.cursor];

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (isKey(keypress, 'enter')) {
			dispatch({type: 'next'});
		} else if (isLetter(keypress, ' ') && current) {
			dispatch({type: 'answer', answers: {features: toggleFeature(ids, chosen, current.id)}});
		} else if (isLetter(keypress, 'a')) {
			// One that makes others unnecessary is no part of "all".
			const all = features.filter(({replaces}) => replaces.length === 0).map(({id}) => id);
			const isAll = all.every(id => chosen.includes(id));
			dispatch({type: 'answer', answers: {features: isAll ? [] : all}});
		} else {
			handleCommonKey(keypress, dispatch);
		}
	});

	const {move, enter, back, help} = commonHints(glyphs);
	const titleWidth = layout.isNarrow ? 26 : 38;
	const hasSummaries = layout.width >= 100;
	const summaryWidth = layout.width - 2 - 4 - titleWidth - 5 - 2;
	const total = `${chosen.length} of ${features.length} chosen${plan ? `, ${plan.targets.length} endpoints in all` : ''}`;
	const position = positionText(list.state, features.length, height);
	return (
		<Frame
			{...frame}
			notice={problem ?? (current ? {text: current.summary, tone: 'plain'} : null)}
			hints={[
				move,
				{keys: 'space', label: 'tick'},
				{keys: 'a', label: 'all', isMinor: true},
				enter('continue'),
				back,
				help,
			]}
		>
			<List
				rows={features}
				state={list.state}
				height={Math.min(features.length, height)}
				keyOf={({id}) => id}
				renderRow={({id, title, summary}, isFocused) => (
					<Text wrap="truncate">
						{chosen.includes(id) ? glyphs.checked : glyphs.unchecked}{' '}
						<Text bold={isFocused}>{fitLeft(title, titleWidth, glyphs.ellipsis)}</Text>
						{fitRight(added.has(id) ? formatAdded(added.get(id) ?? 0) : '', 5, glyphs.ellipsis)}
						{hasSummaries ? <Text dimColor>{`  ${truncate(summary, summaryWidth, glyphs.ellipsis)}`}</Text> : null}
					</Text>
				)}
			/>
			{frame.rows.isSpaced ? <Text> </Text> : null}
			<Text wrap="truncate">
				{layout.isNarrow
					? total
					: fitLeft(total, layout.width - 12, glyphs.ellipsis) + fitRight(position, 12, glyphs.ellipsis)}
			</Text>
		</Frame>
	);
}
