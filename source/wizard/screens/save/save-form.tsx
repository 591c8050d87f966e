import {useCallback} from 'react';
import {Form} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import type {ProfileServices} from '../../profile-services.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {nameProblem} from '../profiles/profile-words.ts';
import {checkPasswordPlace, passwordPlaceNote, type SaveTexts, type saveFieldsFor} from './save-fields.ts';

export type SavePhase =
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
export function SaveForm({services, fields, texts, phase, onType, onSave, onDecline}: SaveFormProps) {
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
