import {Box, Text} from 'ink';
import {useState} from 'react';
import type {SaveRequest} from '../../../session/profiles/change-profile.ts';
import {formatPasswordSource} from '../../../store/password-source.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {sentenceOf, truncate} from '../../components/text.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {commandsFor, proposeName, readPasswordPlace, type SaveTexts, saveFieldsFor} from './save-fields.ts';
import {SaveForm, type SavePhase} from './save-form.tsx';

type SaveProfileScreenProps = {
	readonly services: ProfileServices;
	readonly request: Omit<SaveRequest, 'name' | 'isReplaceAllowed'>;
};

const editing: SavePhase = {name: 'editing', problem: null};

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export function SaveProfileScreen({services, request}: SaveProfileScreenProps) {
	const {dispatch, crash} = useWizard();
	const {settings, base} = request;
	const [phase, setPhase] = useState<SavePhase | 'saved'>(editing);
	// Each time the form is opened it begins with the name.
	const [timesOpened, setTimesOpened] = useState(1);
	const [texts, setTexts] = useState<SaveTexts>(() => ({
		name: proposeName(base, settings),
		passwordPlace: formatPasswordSource(request.passwordFrom),
	}));
	const name = texts.name.trim();
	const fields = saveFieldsFor(settings);

	function save(isReplaceAllowed: boolean): void {
		setPhase({name: 'saving'});
		const passwordFrom = fields.length > 1 ? readPasswordPlace(texts.passwordPlace) : request.passwordFrom;
		services
			.save({...request, name, passwordFrom, isReplaceAllowed})
			.then(
				outcome => {
					if (outcome.kind === 'saved') dispatch({type: 'renew-profile', opened: outcome.opened});
					setPhase(outcome.kind === 'saved' ? 'saved' : {name: 'asking'});
				},
				(error: unknown) => setPhase({name: 'editing', problem: sentenceOf(error)}),
			)
			.catch(crash);
	}

	if (phase === 'saved') return <SavedScreen name={name} />;
	return (
		<SaveForm
			key={timesOpened}
			services={services}
			fields={fields}
			texts={texts}
			phase={phase}
			onType={typed => {
				setTexts(typed);
				setPhase(editing);
			}}
			onSave={save}
			onDecline={() => {
				setTimesOpened(timesOpened + 1);
				setPhase(editing);
			}}
		/>
	);
}

/** Says what a profile that was just saved is good for. */
function SavedScreen({name}: {readonly name: string}) {
	const {dispatch, services} = useWizard();
	const {layout, glyphs} = useScreen();
	const frame = useFrame({
		title: `Saved as ${name}`,
		reason: 'All answers under a name, to check again later and see what changed.',
	});
	useKeys(keypress => {
		if (isKey(keypress, 'enter') || isKey(keypress, 'escape')) dispatch({type: 'back'});
	});

	const commands = commandsFor(name, services.ownCommand);
	const width = Math.max(...commands.map(([command]) => command.length)) + 2;
	const hasMeanings = width + 20 <= layout.width;
	return (
		<Frame
			{...frame}
			notice={{tone: 'plain', text: 'Only you can read it; it holds no password.'}}
			hints={[commonHints(glyphs).enter('go on')]}
		>
			<Box flexDirection="column">
				{commands.map(([command, meaning]) => (
					<Text key={command} wrap="truncate">
						{hasMeanings ? command.padEnd(width) : truncate(command, layout.width, glyphs.ellipsis)}
						{hasMeanings ? <Text dimColor>{truncate(meaning, layout.width - width, glyphs.ellipsis)}</Text> : null}
					</Text>
				))}
			</Box>
		</Frame>
	);
}
