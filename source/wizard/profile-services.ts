import type {Requirement} from '../catalog/types.ts';
import type {RunDiff} from '../record/diff/diff-report.ts';
import type {Run} from '../record/run.ts';
import type {Settings} from '../settings/types.ts';
import type {PasswordSource, Profile} from '../store/profile.ts';
import type {JudgedRun} from '../verdict/types.ts';
import type {Level} from '../vocabulary.ts';
import type {Answers} from './state/answers/answers.ts';

/** A run that is kept, in short. */
export type RunGlance = {
	/** `stopped`: ended early; `incomplete`: cut off, as by a line that dropped; `running`: under way in another process. */
	readonly state: 'ok' | 'failing' | 'undecided' | 'stopped' | 'incomplete' | 'running' | 'damaged';
	/** How long ago it was made: `3 hours ago`. */
	readonly age: string;
	/** Null where it can't be read. */
	readonly endpoints: {
		readonly total: number;
		readonly probed: number;
		readonly failing: number;
		readonly warnings: number;
	} | null;
};

export type ListedProfile = {readonly profile: Profile; readonly lastRun: RunGlance | null};

export type ProfileList = {
	/** The one that was checked last comes first; those that never were come last. */
	readonly profiles: readonly ListedProfile[];
	/** One sentence for each profile that can't be used, or for the whole store. */
	readonly problems: readonly string[];
};

/** A run that was kept, read again. */
export type PastRun = {
	readonly report: Run;
	/** The same with its plan, of which parts can be checked again; null where the plan is another one by now. */
	readonly run: JudgedRun | null;
	/** The answers that it was made with; the password is that of the profile where it fits. */
	readonly answers: Partial<Answers>;
	/** How long ago it was made: `3 hours ago`. */
	readonly age: string;
};

/** A profile with what is kept of it. */
export type OpenedProfile = {
	readonly profile: Profile;
	/** What it answers, with the password where it can be had. */
	readonly answers: Partial<Answers>;
	/** The lowest level still probed. */
	readonly level: Level;
	readonly ownRequirements: readonly Requirement[];
	/** Why the password isn't where the profile says, in a few words; null: it is there, or the profile names no place. */
	readonly missingPassword: string | null;
	/** The newest run, or null. */
	readonly last: PastRun | null;
	/** The newest run that is whole, against which the next one is held; null: none. */
	readonly baseline: Run | null;
	/** What changed with the newest run; null where there is none before it. */
	readonly changes: RunDiff | null;
	/** One sentence for each run that can't be read. */
	readonly problems: readonly string[];
};

export type SaveRequest = {
	readonly name: string;
	readonly settings: Settings;
	/** Where a run finds the password of the proxy; null: where runs without a profile do. */
	readonly passwordFrom: PasswordSource | null;
	/** The profile that is open; what the wizard doesn't ask for is taken over from it. */
	readonly base: Profile | null;
	/** The run to be kept with the profile; null: none. */
	readonly run: JudgedRun | null;
	readonly isReplaceAllowed: boolean;
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
