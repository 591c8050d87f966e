import {Text} from 'ink';
import {useMemo, useState} from 'react';
import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft, fitRight, truncate} from '../../components/text.ts';
import {availableFeatures, featuresOf} from '../../state/answers/answers.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {
	addedPerFeature,
	describeAdded,
	type FeatureSet,
	featuresIn,
	formatAdded,
	setOf,
	titlesBesideAll,
	toggleFeature,
} from './feature-choice.ts';

const setKeys: ReadonlyArray<readonly [letter: string, set: FeatureSet, meaning: string]> = [
	['a', 'all', 'tick all except Arc gateway, which replaces others'],
	['n', 'none', 'tick none'],
	['u', 'usual', 'tick the usual set'],
];

/** Wide enough for `30 fewer`, and in full for `no extra endpoints`. */
const addedWidth = {short: 9, full: 18} as const;

/** Asks which features the cluster uses. */
export function FeaturesScreen() {
	const {
		state: {answers},
		dispatch,
		context,
		prepared: {plan},
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame('features');
	const features = availableFeatures(answers, context);
	const ids = features.map(({id}) => id);
	const chosen = featuresOf(answers, context);
	const added = useFeatureCounts();
	const height = frame.rows.bodyHeight - (frame.rows.isSpaced ? 2 : 1);
	const list = useList({count: features.length, height});
	const besideAll = titlesBesideAll(features);
	const [isAllAsked, setAllAsked] = useState(false);
	const current = features[list.state.cursor];

	useKeys(keypress => {
		setAllAsked(isLetter(keypress, 'a'));
		if (list.handleKey(keypress)) return;
		const [, set] = setKeys.find(([letter]) => isLetter(keypress, letter)) ?? [];
		if (set) {
			dispatch({type: 'answer', answers: {features: featuresIn(set, features)}});
		} else if (isKey(keypress, 'enter')) {
			dispatch({type: 'next'});
		} else if (isLetter(keypress, ' ') && current) {
			dispatch({type: 'answer', answers: {features: toggleFeature(ids, chosen, current.id)}});
		} else {
			handleCommonKey(keypress, dispatch);
		}
	});

	const {move, enter, back, help} = commonHints(glyphs);
	const titleWidth = layout.isNarrow ? 23 : 38;
	const summaryWidth = layout.width - 2 - 4 - titleWidth - addedWidth.short - 2;
	const hasSummaries = summaryWidth >= 40;
	const isFull = !layout.isNarrow && !hasSummaries;
	const newsOf = (added: number) =>
		isFull
			? fitLeft(describeAdded(added), addedWidth.full, glyphs.ellipsis)
			: fitRight(formatAdded(added), addedWidth.short, glyphs.ellipsis);
	const set = setOf(chosen, features);
	const count =
		layout.isNarrow || set === null || set === 'none'
			? `${chosen.length} of ${features.length} chosen`
			: `${chosen.length} of ${features.length} chosen (${setWords(set, besideAll)})`;
	const total = plan
		? `${count}, ${countOf(countPlannedEndpoints(plan.targets), 'endpoint')}${layout.isNarrow ? '' : ' in all'}`
		: count;
	const position = positionText(list.state, features.length, height);
	return (
		<Frame
			{...frame}
			notice={
				problem ??
				(isAllAsked && besideAll !== null
					? {
							text: `All except ${besideAll}, which replaces others. Tick it yourself if you use one.`,
							tone: 'plain',
						}
					: current
						? {text: current.summary, tone: 'plain'}
						: null)
			}
			hints={[
				move,
				{keys: 'space', label: 'tick', meaning: 'tick the line or take the tick away'},
				...setKeys.map(([keys, label, meaning]) => ({keys, label, meaning, isMinor: true})),
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
				renderRow={({id, title, summary}, isFocused) => {
					const isChosen = chosen.includes(id);
					// What is ticked is in the total; only of the others it is news what they would add to it.
					const extra = isChosen ? undefined : added.get(id);
					const news = extra === undefined ? ' '.repeat(addedWidth[isFull ? 'full' : 'short']) : newsOf(extra);
					return (
						<Text wrap="truncate">
							{isChosen ? glyphs.checked : glyphs.unchecked}{' '}
							<Text bold={isFocused}>{fitLeft(title, titleWidth, glyphs.ellipsis)}</Text>
							<Text dimColor>{news}</Text>
							{hasSummaries ? <Text dimColor>{`  ${truncate(summary, summaryWidth, glyphs.ellipsis)}`}</Text> : null}
						</Text>
					);
				}}
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

function setWords(set: FeatureSet, besideAll: string | null): string {
	if (set === 'usual') return 'the usual ones';
	return set === 'all' && besideAll !== null ? `all except ${besideAll}` : set;
}

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
function useFeatureCounts(): ReadonlyMap<string, number> {
	const {
		state: {answers},
		context,
		services,
	} = useWizard();
	return useMemo(() => addedPerFeature(answers, context, services), [answers, context, services]);
}
