import {problemOf} from '../../../errors.ts';
import type {Plan} from '../../../plan/types.ts';
import {settingChanges} from '../../../record/diff/diff-runs.ts';
import type {SaveRequest} from '../../../session/profiles/change-profile.ts';
import {passwordVariable} from '../../../settings/resolve-settings.ts';
import type {Settings} from '../../../settings/types.ts';
import {
	describePasswordSource,
	formatPasswordSource,
	type PasswordSource,
	type Profile,
	parsePasswordSource,
} from '../../../store/profile.ts';
import {
	answer,
	ask,
	keptOrTyped,
	problem,
	type Question,
	shownText,
	yesOrNoQuestion,
} from '../../components/conversation.ts';
import type {FieldOptions, FileCheck} from '../../components/form/use-form.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {sentenceOf} from '../../components/text.ts';
import type {ProfileServices, SaveOutcome} from '../../profile-services.ts';
import type {PlainSession} from '../../state/check.ts';
import {answersInView, type WizardAction, type WizardState} from '../../state/state.ts';
import {nameQuestion} from '../profiles/profiles-lines.ts';

/** Asks for a name, and before it replaces a profile; then says what the profile is good for. */
export async function showSave({state, services, prepared, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const request = saveRequestFor(state, prepared.plan);
	const {profiles, ownCommand} = services;
	if (profiles === null || request === null) return [{type: 'back'}];
	const {settings} = request;
	const [nameField, placeField] = saveFieldsFor(settings);
	const before = proposeName(state.profile?.profile ?? null, settings);
	const line = 'Save as profile: all answers under a name, to check again later.';
	for (;;) {
		const named = await ask(nameQuestion(nameField.label, before, [line]), talk);
		if (named === null) return [{type: 'back'}];
		const name = named.value;
		const placed = placeField
			? await ask(passwordPlaceQuestion(placeField.label, request.passwordFrom, profiles), talk)
			: {value: request.passwordFrom};
		if (placed === null) continue;
		const opened = await save({...request, name, passwordFrom: placed.value}, profiles, talk);
		if (opened === null) continue;
		talk.say(
			`Saved as ${name}.`,
			...commandsFor(name, ownCommand).map(([command, meaning]) => `${command}  ${meaning}`),
		);
		return [{type: 'renew-profile', opened}, {type: 'back'}];
	}
}

/** Where a run without questions finds the password of the proxy. */
function passwordPlaceQuestion(
	prompt: string,
	source: PasswordSource | null,
	services: ProfileServices,
): Question<PasswordSource | null> {
	const before = formatPasswordSource(source);
	const lineOn = (text: string, problem: string | null) => passwordPlaceNote(text, {isChecked: true, problem});
	return {
		lines: [lineOn('', null).text],
		prompt,
		proposal: shownText(before),
		help: [
			'env:NAME is an environment variable, file:PATH a file with nothing else in it; a single hyphen names none.',
		],
		async read(text) {
			const place = keptOrTyped(text, before);
			const {tone, text: said} = lineOn(place, await checkPasswordPlace(place, services));
			return tone === 'problem' ? problem(said) : answer(readPasswordPlace(place), tone === 'warning' ? said : null);
		},
	};
}

/** Saves, once it may replace what is there. Null: nothing was saved, and why was said. */
async function save(
	request: Omit<SaveRequest, 'isReplaceAllowed'>,
	profiles: ProfileServices,
	talk: PlainSession['talk'],
): Promise<Extract<SaveOutcome, {readonly kind: 'saved'}>['opened'] | null> {
	try {
		const outcome = await profiles.save({...request, isReplaceAllowed: false});
		if (outcome.kind === 'saved') return outcome.opened;
		const line = `There is a profile ${request.name} already; its runs would stay.`;
		const isMeant = await ask(yesOrNoQuestion(line, {prompt: 'Replace? y or n'}), talk);
		const second = isMeant?.value ? await profiles.save({...request, isReplaceAllowed: true}) : null;
		return second?.kind === 'saved' ? second.opened : null;
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}

/** What is typed: the name, and where the password of the proxy is, if one is needed. */
export type SaveTexts = {readonly name: string; readonly passwordPlace: string};

type SaveField = FieldOptions & {
	readonly id: keyof SaveTexts;
	readonly label: string;
	readonly placeholder: string;
};

const nameField: SaveField = {id: 'name', label: 'Name', placeholder: 'such as prod-eastus'};
const placeField: SaveField = {
	id: 'passwordPlace',
	label: 'Password from',
	placeholder: 'env:NAME or file:PATH, or skip',
	takesQuestionMark: true,
};

/** What is asked before settings are saved; the place only where a proxy has a user whose password a run has to find. */
export function saveFieldsFor({proxy}: Pick<Settings, 'proxy'>): readonly [SaveField, ...SaveField[]] {
	return (proxy.https?.username ?? proxy.http?.username) ? [nameField, placeField] : [nameField];
}

/** Reads where the password of the proxy is, as it was typed. An empty text names no place. Throws a UsageError. */
export function readPasswordPlace(text: string): PasswordSource | null {
	return text.trim() === '' ? null : parsePasswordSource(text.trim(), 'This line');
}

/** What would have to be done for a password to be found there now; null: nothing, or no place is named yet. */
export async function checkPasswordPlace(
	text: string,
	services: Pick<ProfileServices, 'checkPasswordSource'>,
): Promise<string | null> {
	if (problemOf(() => readPasswordPlace(text)) !== null) return null;
	const place = readPasswordPlace(text);
	return place && services.checkPasswordSource(place);
}

/**
 * What is said of a place for the password. That nothing is there yet is no reason to refuse it: the runs may have another
 * environment than the wizard.
 */
export function passwordPlaceNote(text: string, {isChecked, problem}: FileCheck): Notice {
	const wrong = problemOf(() => readPasswordPlace(text));
	if (wrong !== null) return {tone: 'problem', text: wrong};
	const place = readPasswordPlace(text);
	if (place === null) {
		return {
			tone: 'plain',
			text: `The password is not saved. A run without questions takes it from ${passwordVariable}, or from the env:NAME or file:PATH given here.`,
		};
	}
	if (isChecked && problem !== null) return {tone: 'warning', text: `It isn't there now: ${problem}.`};
	return {tone: 'ok', text: `A run takes the password from ${describePasswordSource(place)}; it is not saved.`};
}

/**
 * What is to be saved: from the results the settings that were checked, elsewhere those of the answers, of which `plan` is
 * made; with the run that was made here with these settings. Null while the answers can't be read.
 */
export function saveRequestFor(
	state: Pick<WizardState, 'view' | 'run' | 'isFresh' | 'profile' | 'answers' | 'runAnswers'>,
	plan: Plan | null,
): Omit<SaveRequest, 'name' | 'isReplaceAllowed'> | null {
	const {view, run, isFresh, profile} = state;
	const isOfRun = view.name === 'save-profile' && view.origin === 'results' && run !== null;
	const settings = isOfRun ? run.settings : (plan?.settings ?? null);
	if (settings === null) return null;
	const isRunOfThese = run !== null && isFresh && settingChanges(run.settings, settings).length === 0;
	const base = profile?.profile ?? null;
	return {
		settings,
		passwordFrom: base?.passwordFrom ?? null,
		base,
		from: answersInView(state).from,
		run: isRunOfThese ? run : null,
	};
}

/** A name to propose: that of the profile that is open, else the region. */
export function proposeName(profile: Profile | null, {region}: Pick<Settings, 'region'>): string {
	return profile?.name ?? region;
}

/** What a saved profile is good for, as commands with a word on each. */
export function commandsFor(
	name: string,
	ownCommand: string,
): readonly (readonly [command: string, meaning: string])[] {
	return [
		[`${ownCommand} --profile ${name}`, 'opens it here'],
		[`${ownCommand} check --profile ${name}`, 'checks without questions, as from cron'],
		[`${ownCommand} diff ${name}@2 ${name}@last`, 'tells what changed'],
	];
}
