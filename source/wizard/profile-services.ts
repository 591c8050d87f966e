import {inTurns} from '../chunks.ts';
import {EnvironmentError} from '../errors.ts';
import {cloudOf} from '../plan/complete-settings.ts';
import type {Run} from '../record/run.ts';
import type {Survey} from '../record/survey/survey.ts';
import {removeProfile, renameProfile, type SaveRequest, saveProfile} from '../session/profiles/change-profile.ts';
import {
	type ListedProfile,
	listProfiles,
	listStart,
	type RecentRun,
	type StartList,
} from '../session/profiles/list-profiles.ts';
import {readPassword} from '../session/profiles/load-profile.ts';
import {type KeptProfile, openProfile, readPastRun} from '../session/profiles/open-profile.ts';
import type {Session} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {PasswordSource, Profile} from '../store/profile.ts';
import type {Answers} from './state/answers/answers.ts';
import {answersFromBoth, answersFromSettings} from './state/answers/known-answers.ts';
import {isElsewhere} from './state/answers/steps.ts';
import {prepareResults} from './state/results/result-groups.ts';

/** A profile with what is kept of it, and what it and its last run answer: with the password where it can be had. */
export type OpenedProfile = Omit<KeptProfile, 'password' | 'last'> & {
	readonly answers: Partial<Answers>;
	/** The newest run, or null. */
	readonly last:
		| (Omit<NonNullable<KeptProfile['last']>, 'password' | 'survey' | 'from'> & {
				readonly survey?: Survey | null;
				readonly answers: Partial<Answers>;
		  })
		| null;
};

/** `exists`: nothing was saved, because there is a profile of that name. */
export type SaveOutcome = {readonly kind: 'saved'; readonly opened: OpenedProfile} | {readonly kind: 'exists'};

/** A run that is kept, to be looked at or gone on with. */
export type OpenedRun = {
	readonly run: Run;
	readonly survey?: Survey | null;
	/** It was made from here, by the plan that would be made today, so that parts of it can be checked again. */
	readonly isRepeatable: boolean;
	readonly answers: Partial<Answers>;
	readonly profile: OpenedProfile | null;
};

/** What the wizard can do with profiles. What is in the way of it rejects with a UsageError or an EnvironmentError. */
export type ProfileServices = {
	/** The one that was checked last comes first; those that never were come last. */
	list(): Promise<StartList>;
	/** Opens a run that is kept, with its profile where it has one. */
	openRun(run: RecentRun): Promise<OpenedRun>;
	open(name: string): Promise<OpenedProfile>;
	save(request: SaveRequest): Promise<SaveOutcome>;
	/** What would have to be done for a password to be found there now, in a few words; null: nothing. */
	checkPasswordSource(source: PasswordSource): Promise<string | null>;
	/** Gives a profile and its runs another name. */
	rename(oldName: string, newName: string): Promise<void>;
	/** Removes a profile and its runs. */
	remove(name: string): Promise<void>;
};

/**
 * Where the wizard begins: with what is not known yet; with the first question, and goes through all of them; with a choice of
 * profiles; or in one of them.
 */
export type Opening =
	| {readonly kind: 'questions'; readonly list?: StartList}
	| {readonly kind: 'walk'}
	| {readonly kind: 'profiles'; readonly list: StartList}
	| {readonly kind: 'profile'; readonly opened: OpenedProfile};

/** The profiles of this user; what the command line says goes before what a profile says. */
export function createProfileServices(
	flags: SettingsInput,
	session: Session,
	from?: readonly string[],
): ProfileServices {
	const open = async (name: string) => {
		const kept = await openProfile(name, flags, session);
		if (kept.last && !kept.last.survey) await inTurns(prepareResults(kept.last.run));
		const opened = withAnswers(kept, flags, session);
		return from === undefined ? opened : {...opened, answers: {...opened.answers, from}};
	};
	return {
		list: async () => listByAge(session),
		open,
		async openRun({outline}) {
			const {run, survey, from, isRepeatable} = await readPastRun(outline, session);
			if (!survey) await inTurns(prepareResults(run));
			const profile = outline.profile === null ? null : await open(outline.profile);
			// What the profile itself answers may be the password of another proxy than that of this run.
			const password = profile?.last?.run.id === run.id ? (profile.last.answers.ownProxy?.password ?? null) : null;
			return {
				run,
				survey,
				isRepeatable,
				answers: {...answersFromSettings(run.settings, password), ...placesOf(from, profile?.profile)},
				profile,
			};
		},
		async save(request) {
			if (saveProfile(request, session).kind === 'exists') return {kind: 'exists'};
			return {kind: 'saved', opened: await open(request.name)};
		},
		checkPasswordSource: async source => (await readPassword(source, session)).problem,
		rename: async (oldName, newName) => renameProfile(oldName, newName, session),
		async remove(name) {
			removeProfile(name, session);
		},
	};
}

function withAnswers(
	{password, last, ...kept}: KeptProfile,
	flags: SettingsInput,
	{catalog}: Pick<Session, 'catalog'>,
): OpenedProfile {
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, catalog));
	return {
		...kept,
		answers: answersFromBoth(kept.profile, password, flags, cloud),
		last: last && {
			...last,
			answers: {...answersFromSettings(last.run.settings, last.password), ...placesOf(last.from, kept.profile)},
		},
	};
}

/** A profile says where its checks are made; the names of the places do so only in part. */
function placesOf(seen: readonly string[], profile: Profile | undefined): Pick<Answers, 'from'> {
	return {from: isElsewhere(seen) ? (profile?.from ?? seen) : seen};
}

/** A store that can't be read is no reason not to check. */
function listByAge(session: Session): StartList {
	try {
		const {profiles, problems} = listProfiles(session);
		const timeOf = ({lastRun}: ListedProfile) => Date.parse(lastRun?.startedAt ?? '') || 0;
		return listStart({profiles: profiles.toSorted((one, other) => timeOf(other) - timeOf(one)), problems}, session);
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		return listStart({profiles: [], problems: [`${error.message} ${error.hint}`]}, session);
	}
}
