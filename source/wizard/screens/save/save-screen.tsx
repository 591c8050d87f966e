import {Box, Text} from 'ink';
import {useCallback, useState} from 'react';
import type {SaveRequest} from '../../../session/profiles/change-profile.ts';
import {formatPasswordSource} from '../../../store/profile.ts';
import {Form} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {sentenceOf, truncate} from '../../components/text.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {nameProblem} from '../profiles/profile-words.ts';
import {
	checkPasswordPlace,
	commandsFor,
	passwordPlaceNote,
	proposeName,
	readPasswordPlace,
	type SaveTexts,
	saveFieldsFor,
} from './save-lines.ts';

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

type SavePhase =
	| {readonly name: 'editing'; readonly problem: string | null}
	/** There is a profile of that name, and nobody said yet that it may go. */
	| {readonly name: 'asking'}
	| {readonly name: 'saving'};

type SaveFormProps = {
	readonly services: ProfileServices;
	readonly fields: ReturnType<typeof saveFieldsFor>;
	readonly texts: SaveTexts;
	readonly phase: SavePhase;
	readonly onType: (texts: SaveTexts) => void;
	readonly onSave: (isReplaceAllowed: boolean) => void;
	/** Another name is to be given. */
	readonly onDecline: () => void;
};

/** The name, and where a run without questions finds the password of the proxy. */
function SaveForm({services, fields, texts, phase, onType, onSave, onDecline}: SaveFormProps) {
	const {
		dispatch,
		services: {completePath},
	} = useWizard();
	const {glyphs} = useScreen();
	const problem = phase.name === 'editing' ? phase.problem : null;
	const frame = useFrame({
		title: 'Save as profile',
		reason: 'All answers under a name, to check again later and see what changed.',
		problem,
	});
	const checkPlace = useCallback((text: string) => checkPasswordPlace(text, services), [services]);
	const place = useFileCheck(texts.passwordPlace, checkPlace);
	const typedIn = ([name = '', passwordPlace = '']: readonly string[]): SaveTexts => ({name, passwordPlace});
	const noteOn = (id: keyof SaveTexts, typed: SaveTexts, isEntered: boolean): Notice => {
		if (id === 'passwordPlace') return passwordPlaceNote(typed.passwordPlace, place);
		const name = typed.name.trim();
		const wrong = nameProblem(name);
		if (wrong !== null && (name !== '' || isEntered)) return {tone: 'problem', text: wrong};
		return {tone: wrong === null ? 'ok' : 'plain', text: 'Only you can read it; it holds no password.'};
	};

	const completePlace = (text: string) =>
		text.startsWith('file:') ? `file:${completePath(text.slice('file:'.length))}` : text;
	const form = useForm({
		texts: fields.map(({id}) => texts[id]),
		fields: fields.map(field => (field.id === 'passwordPlace' ? {...field, complete: completePlace} : field)),
		isBad: (field, typed) => noteOn(fields[field]?.id ?? 'name', typedIn(typed), true).tone === 'problem',
		onChange(typed) {
			onType(typedIn(typed));
			return typed;
		},
		onSubmit: () => onSave(false),
	});
	useKeys(
		keypress => {
			if (phase.name === 'editing') {
				if (!form.handleKey(keypress)) handleCommonKey(keypress, dispatch);
			} else if (phase.name === 'asking') {
				if (isLetter(keypress, 'y')) onSave(true);
				else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) onDecline();
			}
		},
		{takesText: phase.name === 'editing'},
	);

	const {enter, back} = commonHints(glyphs);
	const isLast = form.state.focused === fields.length - 1;
	const move = fields.length > 1 ? [{keys: glyphs.upDown, label: 'field'}] : [];
	const editing = [...move, enter(isLast ? 'save' : 'next'), back];
	const asking = [
		{keys: 'y', label: 'replace'},
		{keys: 'n', label: 'another name'},
	];
	const notice = (): Notice | null => {
		if (problem !== null) return {tone: 'problem', text: problem};
		if (phase.name !== 'asking') return null;
		return {tone: 'warning', text: `There is a profile ${texts.name.trim()} already. Replace it? Its runs stay.`};
	};
	return (
		<Frame {...frame} notice={notice()} hints={phase.name === 'asking' ? asking : editing}>
			<Form
				fields={fields.map(field => ({...field, note: noteOn(field.id, texts, form.isRefused)}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}
