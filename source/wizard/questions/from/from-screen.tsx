import {Box, Text} from 'ink';
import {useEffect, useState} from 'react';
import {termsOf} from '../../../session/vantage/outlook.ts';
import {wrapText} from '../../../wrap-text.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, sentenceOf, truncate} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {
	createTextInput,
	reduceTextInput,
	type TextInputState,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import {TextScreen} from '../../text-screen.tsx';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {type Outlined, outlineLines, type PlaceChoice, placeChoices, textOfKind, withKind} from './from-lines.ts';

const labelWidth = 16;
const tickWidth = 4;

/** The places to look from: one line a kind, with which of them; below stands what the one at the pointer creates and needs. */
export function FromScreen() {
	const [isOutlineShown, setOutlineShown] = useState(false);
	// What the cluster said is asked for anew each time: it may have changed since.
	return isOutlineShown ? (
		<OutlineScreen onClose={() => setOutlineShown(false)} />
	) : (
		<PlacesScreen onOutline={() => setOutlineShown(true)} />
	);
}

function PlacesScreen({onOutline}: {readonly onOutline: () => void}) {
	const {
		state: {answers},
		dispatch,
		prepared,
		services,
	} = useWizard();
	const {from} = answers;
	const {layout, glyphs} = useScreen();
	const [typing, setTyping] = useState<TextInputState | null>(null);
	const {problem, ...frame} = useStepFrame('from');
	const height = Math.min(placeChoices.length, frame.rows.bodyHeight);
	const list = useList({count: placeChoices.length, height});
	const current = placeChoices[list.state.cursor] ?? null;

	const choose = (choice: PlaceChoice, text: string | null) =>
		dispatch({type: 'answer', answers: {from: withKind(from, choice, text)}});

	function handleTyping(keypress: Keypress, input: TextInputState, choice: PlaceChoice): void {
		const action = textInputAction(keypress, choice.separator);
		const isEnd =
			isKey(keypress, 'enter') || isKey(keypress, 'tab') || isKey(keypress, 'up') || isKey(keypress, 'down');
		if (isKey(keypress, 'tab') && choice.kind === 'file') {
			setTyping(createTextInput(services.completePath(textOf(input))));
		} else if (isEnd || isKey(keypress, 'submit')) {
			const text = textOf(input).trim();
			choose(choice, text === '' && choice.isNameNeeded ? null : text);
			setTyping(null);
			list.handleKey(keypress);
		} else if (isKey(keypress, 'escape')) setTyping(null);
		else if (action) setTyping(reduceTextInput(input, action));
	}

	function handleChoosing(keypress: Keypress): void {
		if (list.handleKey(keypress)) return;
		if (isKey(keypress, 'enter') || isKey(keypress, 'submit')) dispatch({type: 'next'});
		else if (isLetter(keypress, ' ') && current) {
			const isChosen = textOfKind(from, current) !== null;
			if (isChosen || !current.isNameNeeded) choose(current, isChosen ? null : '');
			else setTyping(createTextInput(''));
		} else if ((isLetter(keypress, 'e') || isKey(keypress, 'right')) && current?.unless) {
			setTyping(createTextInput(textOfKind(from, current) ?? ''));
		} else if (isLetter(keypress, 'w')) onOutline();
		else if (isLetter(keypress, 'p') && prepared.plan) {
			dispatch({type: 'open-printout', plan: prepared.plan, secrets: prepared.secrets});
		} else handleCommonKey(keypress, dispatch);
	}

	useKeys(
		keypress => {
			if (typing && current) handleTyping(keypress, typing, current);
			else handleChoosing(keypress);
		},
		{takesText: typing !== null},
	);

	const {move, enter, back, help} = commonHints(glyphs);
	const room = frame.rows.bodyHeight - height - 1;
	const terms = current === null ? [] : termLines(current, from, layout.width);
	return (
		<Frame
			{...frame}
			notice={problem ?? (current ? noticeOn(current, typing !== null, room < 2, from) : null)}
			hints={
				typing
					? [enter('keep'), {keys: 'esc', label: 'as before'}]
					: [
							{keys: 'space', label: 'tick'},
							...(current?.unless ? [{keys: 'e', label: 'which', meaning: 'say which of them'}] : []),
							enter('continue'),
							{
								keys: 'w',
								label: 'what it takes',
								isMinor: true,
								meaning: 'what would be created, and which rights it takes',
							},
							{keys: 'p', label: 'print', isMinor: true, meaning: 'print the script or the manifest instead'},
							{...move, isHidden: true},
							back,
							help,
						]
			}
		>
			<List
				rows={placeChoices}
				state={list.state}
				height={height}
				keyOf={({kind}) => kind}
				renderRow={(choice, isFocused) => {
					const text = textOfKind(from, choice);
					const isOn = text !== null;
					const width = layout.width - 2 - tickWidth - labelWidth;
					return (
						<Box height={1}>
							<Text wrap="truncate">
								<Colored color={isOn ? 'green' : undefined}>{isOn ? glyphs.checked : glyphs.unchecked}</Colored>{' '}
								<Text bold={isFocused}>{fitLeft(choice.label, labelWidth, glyphs.ellipsis)}</Text>
								{typing && isFocused ? null : (
									<Text dimColor={!text}>{truncate(text || (choice.unless ?? ''), width, glyphs.ellipsis)}</Text>
								)}
							</Text>
							{typing && isFocused ? (
								<TextInput state={typing} width={width} isFocused placeholder={choice.unless ?? ''} />
							) : null}
						</Box>
					);
				}}
			/>
			{room > 1 ? <Text> </Text> : null}
			{terms.slice(0, Math.max(0, room)).map(({label, text}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place.
				<Text key={index} wrap="truncate">
					<Text dimColor>{label.padEnd(termWidth)}</Text>
					{text}
				</Text>
			))}
		</Frame>
	);
}

const termWidth = 10;

/** What a kind of places creates and needs, as "vantage list" says it, in lines of this width. */
function termLines(
	choice: PlaceChoice,
	from: readonly string[],
	width: number,
): readonly {readonly label: string; readonly text: string}[] {
	const {creates, rights} = termsFor(choice, from);
	const lines = (label: string, text: string) =>
		wrapText(text, width - termWidth).map((line, index) => ({label: index === 0 ? label : '', text: line}));
	// What each right is for stands in what is asked for by a key.
	const needs = rights.map(right => right.replace(/: .*$/, '')).join('; ');
	return [...lines('Creates', `${creates}.`), ...lines('Rights', `${needs || 'none'}.`)];
}

/** Of what is chosen, else of the kind as such. */
function termsFor(choice: PlaceChoice, from: readonly string[]) {
	const samples = {ssh: 'ssh:host', pod: 'pod:namespace/name', file: 'file:log'} as const;
	const {kind} = choice;
	const chosen = withKind(from, choice, textOfKind(from, choice)).find(value => value.startsWith(`${kind}:`));
	try {
		return termsOf(chosen ?? (kind === 'here' || kind === 'nodes' || kind === 'pods' ? kind : samples[kind]));
	} catch {
		return termsOf(kind === 'here' || kind === 'nodes' || kind === 'pods' ? kind : samples[kind]);
	}
}

/** What to type, or what the line means; in a small window also what it creates. */
function noticeOn(choice: PlaceChoice, isTyping: boolean, isShort: boolean, from: readonly string[]): Notice {
	if (isTyping || !isShort) return {text: choice.hint, tone: 'plain'};
	return {text: `Creates ${termsFor(choice, from).creates}.`, tone: 'plain'};
}

/** What the chosen places would create and which rights they take. Where a cluster is among them it is asked, and nothing is created. */
function OutlineScreen({onClose}: {readonly onClose: () => void}) {
	const {
		state: {
			answers: {from},
		},
		services: {elsewhere},
		crash,
	} = useWizard();
	const [outlined, setOutlined] = useState<Outlined>({outlines: null, problem: null});
	useEffect(() => {
		const abort = new AbortController();
		elsewhere
			?.outline(from, abort.signal)
			.then(
				outlines => setOutlined({outlines, problem: null}),
				(error: unknown) => setOutlined({outlines: null, problem: sentenceOf(error)}),
			)
			.catch(crash);
		return () => abort.abort();
	}, [elsewhere, from, crash]);
	return (
		<TextScreen
			title="What it would take"
			lines={options => outlineLines(outlined, from, options)}
			problem={outlined.problem}
			notice={
				outlined.problem === null
					? {tone: 'plain', text: 'Nothing has been created.'}
					: {tone: 'problem', text: outlined.problem}
			}
			onKey={keypress => {
				const isClosing = isKey(keypress, 'escape') || isKey(keypress, 'enter') || isLetter(keypress, 'w');
				if (isClosing) onClose();
				return isClosing;
			}}
		/>
	);
}
