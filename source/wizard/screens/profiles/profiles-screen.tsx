import {Box, Text} from 'ink';
import {useEffect, useState} from 'react';
import {countOf, uniqueOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {type KeyHint, useScreen} from '../../components/screen-context.tsx';
import {Colored, Pointer} from '../../components/signs.tsx';
import {fitLeft, fitRight, sentenceOf} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {
	createTextInput,
	reduceTextInput,
	type TextInputState,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/answers.ts';
import {resumeRun} from '../../state/check.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {
	describeGlance,
	describeProfile,
	nameProblem,
	type StartRow,
	startRows,
	startRowWords,
} from './profile-words.ts';

const renameLabel = 'New name  ';

/** All profiles, and below them a new check. What can't be used is said at first, and the rest goes on. */
export function ProfilesScreen({services}: {readonly services: ProfileServices}) {
	const {
		state: {profiles},
	} = useWizard();
	const rows = startRows(profiles);
	const {layout, glyphs} = useScreen();
	const work = useProfiles(services);
	const {phase, wrongName, problem} = work;
	const frame = useFrame({
		title: 'What do you want to check?',
		reason: 'Profiles, and what was checked without one; or a new check.',
		problem: wrongName ?? problem,
	});
	const spaces = frame.rows.isSpaced ? 1 : 0;
	const height = Math.max(1, frame.rows.bodyHeight - spaces - 1);
	const cursor = useList({count: rows.length + 1, height: height + 1});
	const current = rows[cursor.state.cursor] ?? null;

	useKeys(
		keypress => {
			if (phase.name === 'choosing' && cursor.handleKey(keypress)) work.rest();
			else work.handleKey(keypress, current);
		},
		{takesText: phase.name === 'renaming'},
	);

	const nameWidth = Math.max(0, ...rows.map(row => startRowWords(row).name.length));
	return (
		<Frame {...frame} notice={noticeFor(work, current)} hints={hintsFor(phase, current, glyphs)}>
			<List
				rows={rows}
				state={cursor.state}
				height={Math.min(rows.length, height)}
				keyOf={row => (row.kind === 'profile' ? row.listed.profile.name : `${row.kind} ${row.run.outline.id}`)}
				renderRow={(row, isFocused) => <StartLine row={row} isFocused={isFocused} nameWidth={nameWidth} />}
			/>
			{spaces > 0 && rows.length > 0 ? <Text> </Text> : null}
			{phase.name === 'renaming' ? (
				<Box height={1}>
					<Text>{`  ${renameLabel}`}</Text>
					<TextInput state={phase.input} width={layout.width - 2 - renameLabel.length} isFocused={true} />
				</Box>
			) : (
				<Box height={1}>
					<Pointer isHere={current === null} />
					<Text bold wrap="truncate">
						New check
					</Text>
				</Box>
			)}
		</Frame>
	);
}

function noticeFor({phase, wrongName, problem}: UseProfiles, current: StartRow | null): Notice {
	if (wrongName !== null) return {tone: 'problem', text: wrongName};
	if (problem !== null) return {tone: 'warning', text: problem};
	switch (phase.name) {
		case 'deleting':
			return {tone: 'warning', text: `Delete the profile ${phase.profile} and its runs? They can't be brought back.`};
		case 'renaming':
			return {tone: 'plain', text: 'The runs go with it.'};
		default: {
			const newCheck = 'Asks for what is not known yet, and shows all answers first.';
			return {tone: 'plain', text: current ? hintOn(current) : newCheck};
		}
	}
}

function hintOn(row: StartRow): string {
	if (row.kind === 'profile') return describeProfile(row.listed.profile);
	const {outline} = row.run;
	const of = outline.profile === null ? '' : `The profile ${outline.profile}. `;
	if (row.kind === 'run') return 'Shows what was found, to export it or to check it again.';
	const {probed = 0, total = 0} = outline.endpoints ?? {};
	return `${of}Probes the ${total - probed} of ${total} endpoints whose turn did not come; what was found stays.`;
}

function hintsFor({name}: ProfilesPhase, current: StartRow | null, glyphs: Glyphs): readonly KeyHint[] {
	const {move, enter, back, help, quit} = commonHints(glyphs);
	if (name === 'renaming') return [enter('rename'), back];
	if (name === 'deleting') {
		return [
			{keys: 'y', label: 'delete'},
			{keys: 'n', label: 'keep'},
		];
	}
	const isProfile = current?.kind === 'profile';
	const forProfile = [
		{keys: 'r', label: 'rename', isMinor: true, meaning: 'give it another name'},
		{keys: 'd', label: 'delete', isMinor: true, meaning: 'delete it together with its runs'},
	];
	return [
		move,
		enter(current === null ? 'start' : current.kind === 'continue' ? 'continue' : 'open'),
		{keys: 'n', label: 'new check', isMinor: true},
		{keys: 'a', label: 'audit a list', isMinor: true},
		...(isProfile ? forProfile : []),
		quit,
		help,
	];
}

const colors = {problem: 'red', ok: 'green', warning: 'yellow', plain: undefined} as const;
const regionWidth = 18;
const ageWidth = 15;
/** An outcome is whole in so many columns; what is left is the name's. */
const outcomeRoom = 19;

/** A profile or a run in one line: name, region, how its last check ended, and when. */
function StartLine({
	row,
	isFocused,
	nameWidth,
}: {
	readonly row: StartRow;
	readonly isFocused: boolean;
	/** Of the longest name in the list. */
	readonly nameWidth: number;
}) {
	const {layout, glyphs} = useScreen();
	const {name, region, outline, age} = startRowWords(row);
	const {tone, text} = describeGlance(outline);
	const room = layout.width - 2;
	const others = layout.isNarrow ? 0 : regionWidth + ageWidth + 2;
	const width = Math.min(nameWidth + 2, room - others - outcomeRoom - 2);
	const outcomeWidth = room - others - width - 2;
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>
				{fitLeft(layout.isNarrow && row.kind === 'run' ? region : name, width - 2, glyphs.ellipsis)}
			</Text>
			{'  '}
			{layout.isNarrow ? null : fitLeft(region, regionWidth, glyphs.ellipsis)}
			<Colored color={colors[tone]}>{signOf(tone, glyphs)}</Colored> {fitLeft(text, outcomeWidth, glyphs.ellipsis)}
			{layout.isNarrow ? null : <Text dimColor>{fitRight(age ?? '', ageWidth, glyphs.ellipsis)}</Text>}
		</Text>
	);
}

function signOf(tone: Notice['tone'], {failed, ok, warning, ahead}: Glyphs): string {
	return {problem: failed, ok, warning, plain: ahead}[tone];
}

/** What is being done with the profile at the pointer. */
type ProfilesPhase =
	| {readonly name: 'choosing'}
	| {readonly name: 'renaming'; readonly profile: string; readonly input: TextInputState}
	| {readonly name: 'deleting'; readonly profile: string}
	/** A file is being read or written. */
	| {readonly name: 'waiting'};

type UseProfiles = {
	readonly phase: ProfilesPhase;
	/** What is wrong with the name that is being typed, or null. */
	readonly wrongName: string | null;
	/** What stood in the way of the last thing that was tried; at first what can't be used. Null: nothing. */
	readonly problem: string | null;
	/** `current` is the row at the pointer; null: the line of the new check. */
	handleKey(keypress: Keypress, current: StartRow | null): void;
	/** The pointer was moved: what was said has been read. */
	rest(): void;
};

/** What is done with the profiles, and its effects on disk. */
function useProfiles(services: ProfileServices): UseProfiles {
	const wizard = useWizard();
	const {
		state: {profiles, problem: lastProblem},
		dispatch,
		context,
		services: {initial},
		crash,
	} = wizard;
	const [phase, setPhase] = useState<ProfilesPhase>({name: 'choosing'});
	const [problem, setProblem] = useState(lastProblem);
	// A damaged file is moved aside by the first who reads it, so no later list tells of it.
	const [firstProblems] = useState(profiles.problems);
	const [isTold, setTold] = useState(false);

	useEffect(() => {
		// Ages and results may be others than when the list was last shown.
		services.list().then(list => dispatch({type: 'list-profiles', list}), crash);
	}, [services, dispatch, crash]);

	function enter(next: ProfilesPhase, trouble: string | null = null): void {
		setPhase(next);
		setProblem(trouble);
	}
	const rest = () => enter({name: 'choosing'});

	function attempt(work: () => Promise<void>): void {
		enter({name: 'waiting'});
		work()
			.catch((error: unknown) => enter({name: 'choosing'}, sentenceOf(error)))
			.catch(crash);
	}

	function open(row: StartRow): void {
		attempt(async () => {
			if (row.kind !== 'profile') {
				const run = await services.openRun(row.run);
				resumeRun(run, wizard, row.kind === 'continue').map(dispatch);
				return;
			}
			const {name} = row.listed.profile;
			const opened = await services.open(name);
			dispatch({type: 'open-profile', opened, answers: initialAnswers(context, opened.answers)});
		});
	}

	function alter(work: () => Promise<void>): void {
		attempt(async () => {
			await work();
			dispatch({type: 'list-profiles', list: await services.list()});
			rest();
		});
	}

	function choose(keypress: Keypress, row: StartRow | null): void {
		const current = row?.kind === 'profile' ? row.listed.profile.name : null;
		setTold(true);
		if (isLetter(keypress, 'n') || (isKey(keypress, 'enter') && row === null)) {
			dispatch({type: 'start-over', answers: initialAnswers(context, initial)});
		} else if (isLetter(keypress, 'a')) {
			dispatch({type: 'start-over', answers: initialAnswers(context, initial), isForAudit: true});
		} else if (isKey(keypress, 'enter') && row) open(row);
		else if (isLetter(keypress, 'r') && current) {
			enter({name: 'renaming', profile: current, input: createTextInput(current)});
		} else if (isLetter(keypress, 'd') && current) enter({name: 'deleting', profile: current});
		else handleCommonKey(keypress, dispatch);
	}

	function rename(keypress: Keypress, renaming: Extract<ProfilesPhase, {readonly name: 'renaming'}>): void {
		const {profile, input} = renaming;
		const name = typedName(input);
		const action = textInputAction(keypress, '');
		if (isKey(keypress, 'escape') || (isKey(keypress, 'enter') && name === profile)) rest();
		else if (isKey(keypress, 'enter')) {
			if (nameProblem(name) === null) alter(() => services.rename(profile, name));
		} else if (action) enter({...renaming, input: reduceTextInput(input, action)});
	}

	return {
		phase,
		wrongName: phase.name === 'renaming' ? nameProblem(typedName(phase.input)) : null,
		problem: problem ?? (isTold ? null : firstOf(uniqueOf([...firstProblems, ...profiles.problems]))),
		handleKey(keypress, current) {
			switch (phase.name) {
				case 'choosing':
					choose(keypress, current);
					break;
				case 'deleting':
					if (isLetter(keypress, 'y')) alter(() => services.remove(phase.profile));
					else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) rest();
					break;
				case 'renaming':
					rename(keypress, phase);
					break;
				case 'waiting':
					break;
				default:
					phase satisfies never;
			}
		},
		rest() {
			setTold(true);
			rest();
		},
	};
}

/** The first of several sentences, with the number of the others. */
function firstOf([first, ...others]: readonly string[]): string | null {
	return first && others.length > 0 ? `${first} (and ${countOf(others.length, 'more problem')})` : (first ?? null);
}

/** The name that is being typed. */
function typedName(input: TextInputState): string {
	return textOf(input).trim();
}
