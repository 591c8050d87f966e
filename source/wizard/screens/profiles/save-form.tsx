import {useCallback} from 'react';
import {Form} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints} from '../../components/frame/key-hints.ts';
import {useFrame} from '../../components/frame/use-frame.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import type {ProfileServices} from '../../profile-services.ts';
import {stageOf} from '../../state/stage-of.ts';
import {handleCommonKey, useWizard} from '../../state/wizard-context.ts';
import {nameProblem} from './name-problem.ts';
import {checkPasswordPlace, passwordPlaceNote} from './password-place.ts';
import type {SaveAction, SaveState, SaveTexts} from './save-state.ts';

export type SaveFormProps = {
	readonly services: ProfileServices;
	readonly texts: SaveTexts;
	/** Whether a proxy has a user, so that its password must be found somewhere. */
	readonly hasPlace: boolean;
	readonly phase: SaveState['phase'];
	readonly change: (action: SaveAction) => void;
	readonly onSave: (isReplaceAllowed: boolean) => void;
};

/** The name, and where a run without questions finds the password of the proxy. */
export function SaveForm({services, texts, hasPlace, phase, change, onSave}: SaveFormProps) {
	const {
		state: {view},
		dispatch,
	} = useWizard();
	const {glyphs} = useScreen();
	const problem = phase.name === 'editing' ? phase.problem : null;
	const {rows, ...frame} = useFrame({
		stage: stageOf(view),
		title: 'Save as profile',
		reason: 'All answers under a name, to check again later and see what changed.',
		problem,
	});
	const checkPlace = useCallback((text: string) => checkPasswordPlace(text, services), [services]);
	const place = useFileCheck(texts.passwordPlace, checkPlace);
	const typedIn = ([name = '', passwordPlace = '']: readonly string[]): SaveTexts => ({name, passwordPlace});
	const noteOn = (field: number, typed: SaveTexts, isEntered: boolean): Notice => {
		if (field === 1) return passwordPlaceNote(typed.passwordPlace, place);
		const name = typed.name.trim();
		const wrong = nameProblem(name);
		if (wrong !== null && (name !== '' || isEntered)) return {tone: 'problem', text: wrong};
		return {tone: wrong === null ? 'ok' : 'plain', text: 'Only you can read it; it holds no password.'};
	};

	const form = useForm({
		texts: hasPlace ? [texts.name, texts.passwordPlace] : [texts.name],
		fields: hasPlace ? [{}, {takesQuestionMark: true}] : [{}],
		isBad: (field, typed) => noteOn(field, typedIn(typed), true).tone === 'problem',
		onChange(typed) {
			change({type: 'edit', texts: typedIn(typed)});
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
				else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'resume'});
			}
		},
		{takesText: phase.name === 'editing'},
	);

	const {enter, back} = commonHints(glyphs);
	const isLast = !hasPlace || form.state.focused === 1;
	const editing = [...(hasPlace ? [{keys: glyphs.upDown, label: 'field'}] : []), enter(isLast ? 'save' : 'next'), back];
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
		<Frame {...frame} rows={rows} notice={notice()} hints={phase.name === 'asking' ? asking : editing}>
			<Form
				fields={[
					{id: 'name', label: 'Name', placeholder: 'such as prod-eastus', note: noteOn(0, texts, form.isRefused)},
					...(hasPlace
						? [
								{
									id: 'password-place',
									label: 'Password from',
									placeholder: 'env:NAME or file:PATH, or skip',
									note: noteOn(1, texts, form.isRefused),
								},
							]
						: []),
				]}
				state={form.state}
				height={rows.bodyHeight}
			/>
		</Frame>
	);
}
