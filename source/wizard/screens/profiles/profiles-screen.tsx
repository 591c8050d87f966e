import {Box, Text} from 'ink';
import type {ListedProfile} from '../../../session/profiles/list-profiles.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints, type KeyHint} from '../../components/frame/key-hints.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List} from '../../components/list/list.tsx';
import {useList} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored, Pointer} from '../../components/signs.tsx';
import {fitLeft, fitRight} from '../../components/text/fit.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import type {ProfileServices} from '../../profile-services.ts';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {describeGlance, describeProfile} from './profile-words.ts';
import {type ProfilesPhase, type UseProfiles, useProfiles} from './use-profiles.ts';

const renameLabel = 'New name  ';

/** All profiles, and below them a new check. What can't be used is said at first, and the rest goes on. */
export function ProfilesScreen({services}: {readonly services: ProfileServices}) {
	const {
		state: {
			profiles: {profiles},
		},
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const work = useProfiles(services);
	const {phase, wrongName, problem} = work;
	const frame = useFrame({
		title: 'What do you want to check?',
		reason: 'Saved profiles, the last one checked on top; or a new check.',
		problem: wrongName ?? problem,
	});
	const spaces = frame.rows.isSpaced ? 1 : 0;
	const height = Math.max(1, frame.rows.bodyHeight - spaces - 1);
	const cursor = useList({count: profiles.length + 1, height: height + 1});
	const current = profiles[cursor.state.cursor] ?? null;

	useKeys(
		keypress => {
			if (phase.name === 'choosing' && cursor.handleKey(keypress)) work.rest();
			else work.handleKey(keypress, current?.profile.name ?? null);
		},
		{takesText: phase.name === 'renaming'},
	);

	const nameWidth = Math.max(0, ...profiles.map(({profile}) => profile.name.length));
	return (
		<Frame {...frame} notice={noticeFor(work, current)} hints={hintsFor(phase, current !== null, glyphs)}>
			<List
				rows={profiles}
				state={cursor.state}
				height={Math.min(profiles.length, height)}
				keyOf={({profile}) => profile.name}
				renderRow={(row, isFocused) => <ProfileLine row={row} isFocused={isFocused} nameWidth={nameWidth} />}
			/>
			{spaces > 0 && profiles.length > 0 ? <Text> </Text> : null}
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

function noticeFor({phase, wrongName, problem}: UseProfiles, current: ListedProfile | null): Notice {
	if (wrongName !== null) return {tone: 'problem', text: wrongName};
	if (problem !== null) return {tone: 'warning', text: problem};
	switch (phase.name) {
		case 'deleting':
			return {tone: 'warning', text: `Delete the profile ${phase.profile} and its runs? They can't be brought back.`};
		case 'renaming':
			return {tone: 'plain', text: 'The runs go with it.'};
		default: {
			const newCheck = 'Asks for the region, the proxy, and what will run on the cluster.';
			return {tone: 'plain', text: current ? describeProfile(current.profile) : newCheck};
		}
	}
}

function hintsFor({name}: ProfilesPhase, isProfile: boolean, glyphs: Glyphs): readonly KeyHint[] {
	const {move, enter, back, help, quit} = commonHints(glyphs);
	if (name === 'renaming') return [enter('rename'), back];
	if (name === 'deleting') {
		return [
			{keys: 'y', label: 'delete'},
			{keys: 'n', label: 'keep'},
		];
	}
	const forProfile = [
		{keys: 'r', label: 'rename', isMinor: true},
		{keys: 'd', label: 'delete', isMinor: true},
	];
	return [
		move,
		enter(isProfile ? 'open' : 'start'),
		{keys: 'n', label: 'new check', isMinor: true},
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

/** A profile in one line: name, region, how its last check ended, and when. */
function ProfileLine({
	row: {profile, lastRun, age},
	isFocused,
	nameWidth,
}: {
	readonly row: ListedProfile;
	readonly isFocused: boolean;
	/** Of the longest name in the list. */
	readonly nameWidth: number;
}) {
	const {layout, glyphs} = useScreen();
	const {tone, text} = describeGlance(lastRun);
	const room = layout.width - 2;
	const others = layout.isNarrow ? 0 : regionWidth + ageWidth + 2;
	const width = Math.min(nameWidth + 2, room - others - outcomeRoom - 2);
	const outcomeWidth = room - others - width - 2;
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{fitLeft(profile.name, width - 2, glyphs.ellipsis)}</Text>
			{'  '}
			{layout.isNarrow ? null : fitLeft(profile.settings.region, regionWidth, glyphs.ellipsis)}
			<Colored color={colors[tone]}>{signOf(tone, glyphs)}</Colored> {fitLeft(text, outcomeWidth, glyphs.ellipsis)}
			{layout.isNarrow ? null : <Text dimColor>{fitRight(age ?? '', ageWidth, glyphs.ellipsis)}</Text>}
		</Text>
	);
}

function signOf(tone: Notice['tone'], {failed, ok, warning, ahead}: Glyphs): string {
	return {problem: failed, ok, warning, plain: ahead}[tone];
}
