import {Box, Text} from 'ink';
import {useReducer} from 'react';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {useFrame} from '../components/frame/use-frame.ts';
import {Pointer} from '../components/pointer.tsx';
import {TextInput} from '../components/text-input/text-input.tsx';
import {textInputAction} from '../components/text-input/text-input-keys.ts';
import {sentenceOf} from '../expected-error.ts';
import {useKeys} from '../input/use-keys.tsx';
import type {ProfileServices, SaveRequest} from '../profile-services.ts';
import {nameProblem} from '../profiles/name-problem.ts';
import {commandsFor, passwordNote, proposeName} from '../profiles/save-words.ts';
import {useScreen} from '../screen-context.tsx';
import {stageOf} from '../stage-of.ts';
import {truncate} from '../text/fit.ts';
import {handleCommonKey, isKey, isLetter, useWizard} from '../wizard-context.ts';
import {createSave, nameOf, reduceSave} from './save-state.ts';

const label = 'Name  ';

export type SaveProfileScreenProps = {
	readonly services: ProfileServices;
	readonly request: Omit<SaveRequest, 'name' | 'isReplaceAllowed'>;
};

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export function SaveProfileScreen({services, request}: SaveProfileScreenProps) {
	const {
		state: {view, profile},
		dispatch,
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const base = profile?.profile ?? null;
	const [state, change] = useReducer(reduceSave, request, ({settings}) => createSave(proposeName(base, settings)));
	const {phase} = state;
	const name = nameOf(state);
	const wrongName = nameProblem(name);
	const problem = (phase.name === 'editing' ? phase.problem : null) ?? (name === '' ? null : wrongName);
	const {rows, ...frame} = useFrame({
		stage: stageOf(view),
		title: phase.name === 'saved' ? `Saved as ${name}` : 'Save as profile',
		reason: 'All answers under a name, to check again later and see what changed.',
		problem,
	});

	function save(isReplaceAllowed: boolean): void {
		if (wrongName !== null) {
			change({type: 'fail', problem: wrongName});
			return;
		}
		change({type: 'save'});
		services
			.save({...request, name, isReplaceAllowed})
			.then(
				outcome => {
					if (outcome.kind === 'exists') change({type: 'ask'});
					else {
						dispatch({type: 'renew-profile', opened: outcome.opened});
						change({type: 'done'});
					}
				},
				(error: unknown) => change({type: 'fail', problem: sentenceOf(error)}),
			)
			.catch(crash);
	}

	useKeys(
		keypress => {
			switch (phase.name) {
				case 'editing': {
					const action = textInputAction(keypress, '');
					if (isKey(keypress, 'enter')) save(false);
					else if (action) change({type: 'edit', action});
					else handleCommonKey(keypress, dispatch);
					break;
				}
				case 'asking':
					if (isLetter(keypress, 'y')) save(true);
					else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'resume'});
					break;
				case 'saved':
					if (isKey(keypress, 'enter') || isKey(keypress, 'escape')) dispatch({type: 'back'});
					break;
				case 'saving':
					break;
				default:
					phase satisfies never;
			}
		},
		{takesText: phase.name === 'editing'},
	);

	const {enter, back} = commonHints(glyphs);
	const hints = {
		editing: [enter('save'), back],
		asking: [
			{keys: 'y', label: 'replace'},
			{keys: 'n', label: 'another name'},
		],
		saving: [back],
		saved: [enter('go on')],
	};
	const notice = (): Notice => {
		if (problem !== null) return {tone: 'problem', text: problem};
		if (phase.name === 'asking')
			return {tone: 'warning', text: `There is a profile ${name} already. Replace it? Its runs stay.`};
		return {tone: 'plain', text: passwordNote(request.settings, base) ?? 'Only you can read it; it holds no password.'};
	};
	return (
		<Frame {...frame} rows={rows} notice={notice()} hints={hints[phase.name]}>
			{phase.name === 'saved' ? (
				<SavedLines name={name} />
			) : (
				<Box height={1}>
					<Pointer isHere={true} />
					<Text bold>{label}</Text>
					<TextInput
						state={state.input}
						width={layout.width - 2 - label.length - 2}
						isFocused={phase.name === 'editing'}
						placeholder="such as prod-eastus"
					/>
					{name === '' ? null : (
						<Text color={wrongName === null ? 'green' : 'red'}> {wrongName === null ? glyphs.ok : glyphs.failed}</Text>
					)}
				</Box>
			)}
		</Frame>
	);
}

function SavedLines({name}: {readonly name: string}) {
	const {layout, glyphs} = useScreen();
	const commands = commandsFor(name);
	const width = Math.max(...commands.map(([command]) => command.length)) + 2;
	const hasMeanings = width + 20 <= layout.width;
	return (
		<Box flexDirection="column">
			{commands.map(([command, meaning]) => (
				<Text key={command} wrap="truncate">
					{hasMeanings ? command.padEnd(width) : truncate(command, layout.width, glyphs.ellipsis)}
					{hasMeanings ? <Text dimColor>{truncate(meaning, layout.width - width, glyphs.ellipsis)}</Text> : null}
				</Text>
			))}
		</Box>
	);
}
