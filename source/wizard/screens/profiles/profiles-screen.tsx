import {Box, Text} from 'ink';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints, type KeyHint} from '../../components/frame/key-hints.ts';
import {useFrame} from '../../components/frame/use-frame.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List} from '../../components/list/list.tsx';
import {useList} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Pointer} from '../../components/signs.tsx';
import {TextInput} from '../../components/text-input/text-input.tsx';
import type {ListedProfile, ProfileServices} from '../../profile-services.ts';
import {useWizard} from '../../state/wizard-context.ts';
import {ProfileLine} from './profile-line.tsx';
import {describeProfile} from './profile-words.ts';
import type {ProfilesPhase} from './profiles-state.ts';
import {type UseProfiles, useProfiles} from './use-profiles.ts';

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
	const {rows, ...frame} = useFrame({
		stage: 'Profiles',
		title: 'What do you want to check?',
		reason: 'Saved profiles, the last one checked on top; or a new check.',
		problem: wrongName ?? problem,
	});
	const spaces = rows.isSpaced ? 1 : 0;
	const height = Math.max(1, rows.bodyHeight - spaces - 1);
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
		<Frame {...frame} rows={rows} notice={noticeFor(work, current)} hints={hintsFor(phase, current !== null, glyphs)}>
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
