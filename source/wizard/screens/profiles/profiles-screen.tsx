import {Box, Text} from 'ink';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints, type KeyHint} from '../../components/frame/key-hints.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored, Pointer} from '../../components/signs.tsx';
import {fitLeft, fitRight} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import type {ProfileServices} from '../../profile-services.ts';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {describeGlance, describeProfile, type StartRow, startRows, startRowWords} from './profile-words.ts';
import {type ProfilesPhase, type UseProfiles, useProfiles} from './use-profiles.ts';

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
