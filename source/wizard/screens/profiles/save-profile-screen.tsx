import {useReducer} from 'react';
import {formatPasswordSource} from '../../../store/password-source.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {ProfileServices, SaveRequest} from '../../profile-services.ts';
import {useWizard} from '../../state/wizard-context.ts';
import {SavedScreen} from '../export/saved-screen.tsx';
import {needsPasswordPlace, readPasswordPlace} from './password-place.ts';
import {SaveForm} from './save-form.tsx';
import {createSave, reduceSave} from './save-state.ts';
import {proposeName} from './save-words.ts';

export type SaveProfileScreenProps = {
	readonly services: ProfileServices;
	readonly request: Omit<SaveRequest, 'name' | 'isReplaceAllowed'>;
};

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export function SaveProfileScreen({services, request}: SaveProfileScreenProps) {
	const {dispatch, crash} = useWizard();
	const [state, change] = useReducer(reduceSave, request, ({settings, base, passwordFrom}) =>
		createSave({name: proposeName(base, settings), passwordPlace: formatPasswordSource(passwordFrom)}),
	);
	const {phase, texts, attempt} = state;
	const name = texts.name.trim();
	const hasPlace = needsPasswordPlace(request.settings);

	function save(isReplaceAllowed: boolean): void {
		change({type: 'save'});
		const passwordFrom = hasPlace ? readPasswordPlace(texts.passwordPlace) : request.passwordFrom;
		services
			.save({...request, name, passwordFrom, isReplaceAllowed})
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

	if (phase.name === 'saved') return <SavedScreen name={name} />;
	return (
		<SaveForm
			key={attempt}
			services={services}
			texts={texts}
			hasPlace={hasPlace}
			phase={phase}
			change={change}
			onSave={save}
		/>
	);
}
