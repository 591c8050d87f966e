import {Box, Text} from 'ink';
import {useState} from 'react';
import {findRegion, noteOnOffer, searchRegions, suggestRegions} from '../../../catalog/regions.ts';
import type {Catalog, Region} from '../../../catalog/types.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {
	createTextInput,
	reduceTextInput,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import {answerRegion} from '../../state/answers/answers.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {newerRegion} from './region-lines.ts';

const label = 'Filter ';

/** Asks for the region, by a filter over the list. */
export function RegionScreen() {
	const {
		state,
		dispatch,
		context: {catalog},
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [filter, setFilter] = useState(() => createTextInput(''));
	const fitting = usualFirst(searchRegions(catalog, textOf(filter)), textOf(filter));
	const isGuess = fitting.length === 0;
	const regions = isGuess ? nearRegions(catalog, textOf(filter)) : fitting;
	const {problem, ...frame} = useStepFrame('region');
	const height = frame.rows.bodyHeight - (frame.rows.isSpaced ? 2 : 1);
	const start = regions.findIndex(({name}) => name === state.answers.region);
	const list = useList({count: regions.length, height}, {start: Math.max(0, start), hasLetters: false});
	const current = regions[list.state.cursor];

	function changeFilter(next: typeof filter): void {
		setFilter(next);
		if (textOf(next) !== textOf(filter)) list.jumpTo(0);
	}

	useKeys(
		keypress => {
			// In an empty filter Home and End have no text to move in.
			const isForFilter = textOf(filter) !== '' && (isKey(keypress, 'home') || isKey(keypress, 'end'));
			if (!isForFilter && list.handleKey(keypress)) return;
			if (isKey(keypress, 'enter')) {
				if (!current) return;
				dispatch({type: 'answer', answers: answerRegion(state.answers, current)});
				dispatch({type: 'next'});
				return;
			}
			if (isKey(keypress, 'escape') && textOf(filter) !== '') {
				changeFilter(createTextInput(''));
				return;
			}
			const action = isLetter(keypress, '?') ? null : textInputAction(keypress, ' ');
			if (action) changeFilter(reduceTextInput(filter, action));
			else handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const {move, enter, back, quit, help} = commonHints(glyphs);
	const keyHints = [
		move,
		{
			keys: 'a-z',
			label: 'filter',
			isMinor: true,
			meaning: 'filter by name (eastus), place (Virginia) or Arc code (eus)',
		},
		enter('choose'),
		state.reviewed ? back : quit,
		help,
	];
	const position = isGuess ? '' : positionText(list.state, regions.length, height, catalog.regions.length);
	return (
		<Frame
			{...frame}
			notice={problem ?? {text: current ? noteOn(current) : newerRegion, tone: 'plain'}}
			hints={keyHints}
		>
			<Box height={1}>
				<Text>{label}</Text>
				<TextInput
					state={filter}
					width={layout.width - label.length - 12}
					isFocused
					placeholder="name, code or place"
				/>
				<Text dimColor>{position.padStart(12)}</Text>
			</Box>
			{isGuess ? (
				<Text wrap="truncate">
					{regions.length > 0 ? 'None fits. Did you mean one of these?' : 'No region fits. Escape clears the filter.'}
				</Text>
			) : frame.rows.isSpaced ? (
				<Text> </Text>
			) : null}
			<List
				rows={regions}
				state={list.state}
				height={height}
				keyOf={({name}) => name}
				renderRow={(region, isFocused) => <RegionRow region={region} isFocused={isFocused} />}
			/>
		</Frame>
	);
}

/** Where most clusters are; a list by the alphabet begins elsewhere. */
const usualRegions: readonly string[] = ['eastus', 'westeurope'];

/** All regions with the usual ones on top; what fits a filter has an order of its own. */
function usualFirst(regions: readonly Region[], filter: string): readonly Region[] {
	if (filter !== '') return regions;
	const rankOf = ({name}: Region) => (usualRegions.indexOf(name) + usualRegions.length + 1) % (usualRegions.length + 1);
	return regions.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** The regions that may have been meant, best first. */
function nearRegions(catalog: Catalog, text: string): readonly Region[] {
	return suggestRegions(catalog, text).flatMap(name => findRegion(catalog, name) ?? []);
}

/** What one should know about the region at the pointer; what may be cut off in a small window comes last. */
function noteOn(region: Region): string {
	const {displayName, place, arcCode, confidence} = region;
	const offer = noteOnOffer(region, null);
	const where = `${place === null ? displayName : `${displayName}: ${place}`}${offer === null ? '' : `, ${offer}`}`;
	if (arcCode === null) return `${where}. No public source tells its Arc code. The service is asked for it.`;
	if (confidence === 'high') return `${where}.`;
	return `${where}. Its Arc code ${arcCode} comes from a public script, not from official documents.`;
}

const cloudWords = {public: '', usgov: 'US Government', china: 'China'} as const;

/** Name, place, code and cloud; in a narrow window name and place. */
function RegionRow({region, isFocused}: {readonly region: Region; readonly isFocused: boolean}) {
	const {layout, glyphs} = useScreen();
	const name = fitLeft(region.name, layout.isNarrow ? 17 : 20, glyphs.ellipsis);
	const place = fitLeft(region.displayName, layout.isNarrow ? 18 : 22, glyphs.ellipsis);
	const code = fitLeft(region.arcCode ?? '', 8, glyphs.ellipsis);
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{name}</Text> {place}
			{layout.isNarrow ? '' : ` ${code} ${cloudWords[region.cloud]}`}
		</Text>
	);
}
