import {Box, Text} from 'ink';
import {useEffect, useReducer, useState} from 'react';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {useFrame} from '../components/frame/use-frame.ts';
import {List} from '../components/list/list.tsx';
import {useList} from '../components/list/use-list.ts';
import {Pointer} from '../components/pointer.tsx';
import {TextInput} from '../components/text-input/text-input.tsx';
import {textInputAction} from '../components/text-input/text-input-keys.ts';
import {sentenceOf} from '../expected-error.ts';
import type {Keypress} from '../input/keypress.ts';
import {useKeys} from '../input/use-keys.tsx';
import type {ProfileServices} from '../profile-services.ts';
import {nameProblem} from '../profiles/name-problem.ts';
import {ProfileLine} from '../profiles/profile-line.tsx';
import {describeProfile} from '../profiles/profile-words.ts';
import {useScreen} from '../screen-context.tsx';
import {initialAnswers} from '../step-context.ts';
import {handleCommonKey, isKey, isLetter, useWizard} from '../wizard-context.ts';
import {reduceProfiles, typedName} from './profiles-state.ts';

const renameLabel = 'New name  ';

/** All profiles, and below them a new check. What can't be used is said at first, and the rest goes on. */
export function ProfilesScreen({services}: {readonly services: ProfileServices}) {
	const {
		state: {profiles: list, problem: lastProblem},
		dispatch,
		context,
		services: {initial},
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [{phase, problem}, change] = useReducer(reduceProfiles, {phase: {name: 'choosing'}, problem: lastProblem});
	const [isTold, setTold] = useState(false);
	const {profiles, problems} = list;
	const typed = phase.name === 'renaming' ? typedName(phase.input) : '';
	const typedProblem = phase.name === 'renaming' ? nameProblem(typed) : null;
	const shownProblem = typedProblem ?? problem ?? (isTold ? null : (problems[0] ?? null));
	const {rows, ...frame} = useFrame({
		stage: 'Profiles',
		title: 'What do you want to check?',
		reason: 'Saved profiles, the last one checked on top; or a new check.',
		problem: shownProblem,
	});
	const spaces = rows.isSpaced ? 1 : 0;
	const height = Math.max(1, rows.bodyHeight - spaces - 1);
	const cursor = useList({count: profiles.length + 1, height: height + 1});
	const current = profiles[cursor.state.cursor] ?? null;

	useEffect(() => {
		// Ages and results may be others than when the list was last shown.
		services.list().then(list => dispatch({type: 'list-profiles', list}), crash);
	}, [services, dispatch, crash]);

	function attempt(work: () => Promise<void>): void {
		change({type: 'wait'});
		work().catch((error: unknown) => {
			const sentence = sentenceOf(error);
			if (sentence === null) crash(error);
			else change({type: 'fail', problem: sentence});
		});
	}

	function open(name: string): void {
		attempt(async () => {
			const opened = await services.open(name);
			dispatch({type: 'open-profile', opened, answers: initialAnswers(context, opened.answers)});
		});
	}

	function alter(work: () => Promise<void>): void {
		attempt(async () => {
			await work();
			dispatch({type: 'list-profiles', list: await services.list()});
			change({type: 'rest'});
		});
	}

	function handleChoosing(keypress: Keypress): void {
		setTold(true);
		if (cursor.handleKey(keypress)) change({type: 'rest'});
		else if (isKey(keypress, 'enter')) {
			if (current) open(current.profile.name);
			else dispatch({type: 'start-over', answers: initialAnswers(context, initial)});
		} else if (isLetter(keypress, 'n')) dispatch({type: 'start-over', answers: initialAnswers(context, initial)});
		else if (isLetter(keypress, 'r') && current) change({type: 'rename', profile: current.profile.name});
		else if (isLetter(keypress, 'd') && current) change({type: 'delete', profile: current.profile.name});
		else handleCommonKey(keypress, dispatch);
	}

	useKeys(
		keypress => {
			switch (phase.name) {
				case 'choosing':
					handleChoosing(keypress);
					break;
				case 'deleting':
					if (isLetter(keypress, 'y')) alter(() => services.remove(phase.profile));
					else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'rest'});
					break;
				case 'renaming': {
					const action = textInputAction(keypress, '');
					if (isKey(keypress, 'escape')) change({type: 'rest'});
					else if (isKey(keypress, 'enter')) {
						if (typed === phase.profile) change({type: 'rest'});
						else if (typedProblem === null) alter(() => services.rename(phase.profile, typed));
					} else if (action) change({type: 'edit', action});
					break;
				}
				case 'waiting':
					break;
				default:
					phase satisfies never;
			}
		},
		{takesText: phase.name === 'renaming'},
	);

	const {move, enter, back, help, quit} = commonHints(glyphs);
	const nameWidth = Math.max(0, ...profiles.map(({profile}) => profile.name.length));
	const notice = (): Notice => {
		if (shownProblem !== null) {
			const more = problems.length > 1 && shownProblem === problems[0] ? ` (and ${problems.length - 1} more)` : '';
			return {tone: typedProblem ? 'problem' : 'warning', text: shownProblem + more};
		}
		if (phase.name === 'deleting') {
			return {tone: 'warning', text: `Delete the profile ${phase.profile} and its runs? They can't be brought back.`};
		}
		if (phase.name === 'renaming') return {tone: 'plain', text: 'The runs go with it.'};
		return {
			tone: 'plain',
			text: current
				? describeProfile(current.profile)
				: 'Asks for the region, the proxy, and what will run on the cluster.',
		};
	};
	return (
		<Frame
			{...frame}
			rows={rows}
			notice={notice()}
			hints={
				phase.name === 'deleting'
					? [
							{keys: 'y', label: 'delete'},
							{keys: 'n', label: 'keep'},
						]
					: phase.name === 'renaming'
						? [enter('rename'), back]
						: [
								move,
								enter(current ? 'open' : 'start'),
								{keys: 'n', label: 'new check', isMinor: true},
								...(current
									? [
											{keys: 'r', label: 'rename', isMinor: true},
											{keys: 'd', label: 'delete', isMinor: true},
										]
									: []),
								quit,
								help,
							]
			}
		>
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
