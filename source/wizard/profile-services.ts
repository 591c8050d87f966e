import {catalog} from '../catalog/catalog.ts';
import {EnvironmentError} from '../errors.ts';
import {cloudOf} from '../plan/complete-settings.ts';
import type {Run} from '../record/run.ts';
import {removeProfile, renameProfile, type SaveRequest, saveProfile} from '../session/profiles/change-profile.ts';
import {listProfiles} from '../session/profiles/list-profiles.ts';
import {readPassword} from '../session/profiles/load-profile.ts';
import {openProfile, type OpenedProfile as ProfileOnDisk} from '../session/profiles/open-profile.ts';
import {describeAge, type RunOutline} from '../session/runs/outline-run.ts';
import type {Session} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {PasswordSource, Profile} from '../store/profile.ts';
import type {Answers} from './state/answers/answers.ts';
import {answersFromBoth, answersFromSettings} from './state/answers/known-answers.ts';

/** A run that is kept, in short, and how long ago it was made: `3 hours ago`. */
export type RunGlance = Pick<RunOutline, 'state' | 'endpoints'> & {readonly age: string};

export type ListedProfile = {readonly profile: Profile; readonly lastRun: RunGlance | null};

export type ProfileList = {
	/** The one that was checked last comes first; those that never were come last. */
	readonly profiles: readonly ListedProfile[];
	/** One sentence for each profile that can't be used, or for the whole store. */
	readonly problems: readonly string[];
};

/** A profile with what is kept of it, and what it and its last run answer. */
export type OpenedProfile = Omit<ProfileOnDisk, 'password' | 'last'> & {
	/** With the password where it can be had. */
	readonly answers: Partial<Answers>;
	/** The newest run, or null. */
	readonly last: {
		readonly run: Run;
		/** Its plan is still the one that would be made today, so that parts of it can be checked again. */
		readonly isRepeatable: boolean;
		/** How long ago it was made: `3 hours ago`. */
		readonly age: string;
		/** What it was made with, and the password of the profile where that fits. */
		readonly answers: Partial<Answers>;
	} | null;
};

/** `exists`: nothing was saved, because there is a profile of that name. */
export type SaveOutcome = {readonly kind: 'saved'; readonly opened: OpenedProfile} | {readonly kind: 'exists'};

/** What the wizard can do with profiles. What is in the way of it rejects with a UsageError or an EnvironmentError. */
export type ProfileServices = {
	list(): Promise<ProfileList>;
	open(name: string): Promise<OpenedProfile>;
	save(request: SaveRequest): Promise<SaveOutcome>;
	/** What would have to be done for a password to be found there now, in a few words; null: nothing. */
	checkPasswordSource(source: PasswordSource): Promise<string | null>;
	/** Gives a profile and its runs another name. */
	rename(oldName: string, newName: string): Promise<void>;
	/** Removes a profile and its runs. */
	remove(name: string): Promise<void>;
};

/** Where the wizard begins: with the first question, with a choice of profiles, or in one of them. */
export type Opening =
	| {readonly kind: 'questions'}
	| {readonly kind: 'profiles'; readonly list: ProfileList}
	| {readonly kind: 'profile'; readonly opened: OpenedProfile};

/** The profiles of this user; what the command line says goes before what a profile says. */
export function createProfileServices(flags: SettingsInput, session: Session): ProfileServices {
	const open = async (name: string) => withAnswers(await openProfile(name, flags, session), flags);
	return {
		list: async () => listByAge(session),
		open,
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

function withAnswers({password, last, ...opened}: ProfileOnDisk, flags: SettingsInput): OpenedProfile {
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, catalog));
	return {
		...opened,
		answers: answersFromBoth(opened.profile, password, flags, cloud),
		last: last && {
			run: last.report,
			isRepeatable: last.isRepeatable,
			age: last.age,
			answers: answersFromSettings(last.report.settings, last.password),
		},
	};
}

/** All profiles, the one that was checked last first. A store that can't be read is no reason not to check. */
function listByAge(session: Session): ProfileList {
	try {
		const {profiles, problems} = listProfiles(session);
		const listed = profiles
			.toSorted((one, other) => compareTexts(other.lastRun?.startedAt ?? '', one.lastRun?.startedAt ?? ''))
			.map(({profile, lastRun}) => ({
				profile,
				lastRun: lastRun && {...lastRun, age: describeAge(lastRun.startedAt, Date.now())},
			}));
		return {profiles: listed, problems};
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		return {profiles: [], problems: [`${error.message} ${error.hint}`]};
	}
}

function compareTexts(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
