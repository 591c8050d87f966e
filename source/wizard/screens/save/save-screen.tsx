import {useState} from 'react';
import type {SaveRequest} from '../../../session/profiles/change-profile.ts';
import {formatPasswordSource} from '../../../store/password-source.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {useWizard} from '../../use-wizard.ts';
import {proposeName, readPasswordPlace, type SaveTexts, saveFieldsFor} from './save-fields.ts';
import {SaveForm, type SavePhase} from './save-form.tsx';
import {SavedScreen} from './saved-screen.tsx';

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
