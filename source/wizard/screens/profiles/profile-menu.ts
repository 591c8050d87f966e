import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {settingChanges} from '../../../record/diff/setting-changes.ts';
import {describeDiff} from '../../../report/diff/words.ts';
import {countOf} from '../../../words.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import {partOfRun, rowsThatFailed} from '../../state/check.ts';
import type {CheckPart} from '../../state/state.ts';

/** What can be done with a profile that is open. */
export type ProfileAction = 'check-all' | 'check-failed' | 'show-results' | 'show-changes' | 'change-answers' | 'save';

export type ProfileMenuRow = {
	readonly action: ProfileAction;
	readonly label: string;
	/** How much of it there is; empty: nothing to say. */
	readonly detail: string;
	/** What it does, in a sentence. */
	readonly hint: string;
};

/** Settings that say how hard to try, not what is checked or over which way. */
const limits = ['timeout', 'retries', 'concurrency', 'compare direct'];

/** The settings of the answers that are other than those of the profile, by name. */
function unsavedSettings({profile}: OpenedProfile, plan: Plan | null): readonly string[] {
	if (plan === null) return [];
	const {settings} = profile;
	const {cloud, features} = plan.settings;
	const saved = {...settings, cloud: settings.cloud ?? cloud, features: settings.features ?? [...features]};
	return settingChanges(saved, {...plan.settings, features: [...features]}).map(({name}) => name);
}

/**
 * What did not get through the last time, to be checked again; null where all did, or where the rest of that run would say
 * nothing about what is to be checked now.
 */
export function failedPart({last}: OpenedProfile, plan: Plan | null): CheckPart | null {
	if (last?.run == null || plan === null) return null;
	const changed = settingChanges(last.report.settings, plan.settings).filter(({name}) => !limits.includes(name));
	if (changed.length > 0) return null;
	const part = partOfRun(last.run, rowsThatFailed(last.run));
	return part.plan.targets.length > 0 ? part : null;
}

/** The choices, what one opens a profile for first. `plan` is that of the answers as they are now. */
export function profileMenu(opened: OpenedProfile, plan: Plan | null): readonly ProfileMenuRow[] {
	const {last, changes} = opened;
	const part = failedPart(opened, plan);
	const unsaved = unsavedSettings(opened, plan);
	const rows: readonly (ProfileMenuRow | null)[] = [
		{
			action: 'check-all',
			label: last === null ? 'Check' : 'Check all again',
			detail: plan === null ? '' : countOf(countPlannedEndpoints(plan.targets), 'endpoint'),
			hint: 'Checks everything that the profile asks for, and keeps the run with it.',
		},
		part && {
			action: 'check-failed',
			label: 'Check what was not ok',
			detail: countOf(countPlannedEndpoints(part.plan.targets), 'endpoint'),
			hint: `Checks these again; the others keep what was seen ${last?.age ?? 'before'}, and the report says so.`,
		},
		last?.run
			? {
					action: 'show-results',
					label: 'Show the last results',
					detail: last.age,
					hint: 'Findings and endpoints of the last run, to look at, to export, or to check again one by one.',
				}
			: null,
		changes && {
			action: 'show-changes',
			label: 'Show what changed',
			detail: describeDiff(changes),
			hint: 'The last run against the one before it, endpoint by endpoint.',
		},
		{
			action: 'change-answers',
			label: 'Change the answers',
			detail: unsaved.length > 0 ? `changed: ${unsaved.join(', ')}` : '',
			hint: 'What is changed holds for this sitting, unless it is saved.',
		},
		unsaved.length > 0
			? {
					action: 'save',
					label: 'Save the changed answers',
					detail: '',
					hint: 'Puts them in the place of what the profile holds, or under another name.',
				}
			: null,
	];
	return rows.filter(row => row !== null);
}
