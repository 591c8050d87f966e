import {isDeepStrictEqual} from 'node:util';
import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import type {Change} from '../../../record/diff/diff-report.ts';
import {isChange, isNews, settingChanges} from '../../../record/diff/diff-runs.ts';
import {describeWorstFault} from '../../../record/endpoints.ts';
import {changeTitles, describeDiff} from '../../../report/diff/describe-diff.ts';
import {overallVerdict} from '../../../report/view/summary.ts';
import type {ListedProfile, RecentRun, StartList} from '../../../session/profiles/list-profiles.ts';
import type {RunOutline} from '../../../session/runs/outline-run.ts';
import type {Profile} from '../../../store/profile.ts';
import {profileNameRule} from '../../../store/profile-name.ts';
import {countOf, formatTime} from '../../../words.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/answers.ts';
import {describeProxySettings} from '../../state/answers/proxy-answer.ts';
import {describePlaces} from '../../state/answers/steps.ts';
import {beginCheck, partOfRun, rowsThatFailed, type Sitting, whyNotInPart} from '../../state/check.ts';
import type {CheckPart, WizardAction} from '../../state/state.ts';
import {changedText} from '../changes/changes-lines.ts';

/** How the last check of a profile ended, in a few words. */
export function describeGlance(run: RunOutline | null): {readonly tone: Notice['tone']; readonly text: string} {
	if (run === null) return {tone: 'plain', text: 'never checked'};
	const {state, endpoints} = run;
	if (endpoints === null) return {tone: 'warning', text: "can't be read"};
	const {total, probed, faults, warnings} = endpoints;
	switch (state) {
		case 'ok':
			return warnings > 0 ? {tone: 'warning', text: `ok, ${countOf(warnings, 'warning')}`} : {tone: 'ok', text: 'ok'};
		case 'failing':
			return {tone: 'problem', text: describeWorstFault(faults)};
		case 'undecided':
			return {tone: 'warning', text: 'undecided, nothing tested'};
		case 'stopped':
			return {tone: 'warning', text: `stopped at ${probed} of ${total}`};
		case 'incomplete':
			return {tone: 'warning', text: `cut off at ${probed} of ${total}`};
		case 'running':
			return {tone: 'plain', text: `under way, ${probed} of ${total}`};
		case 'damaged':
			return {tone: 'warning', text: "can't be read"};
		default:
			return state satisfies never;
	}
}

/** What one can come back to: the run that was interrupted, a profile, or a run without one. */
export type StartRow =
	| {readonly kind: 'continue' | 'run'; readonly run: RecentRun}
	| {readonly kind: 'profile'; readonly listed: ListedProfile};

/** In the order in which they are offered. */
export function startRows({profiles, runs, interrupted}: StartList): readonly StartRow[] {
	return [
		...(interrupted === null ? [] : [{kind: 'continue', run: interrupted} as const]),
		...profiles.map(listed => ({kind: 'profile', listed}) as const),
		...runs.filter(({outline}) => outline.id !== interrupted?.outline.id).map(run => ({kind: 'run', run}) as const),
	];
}

/** A row in words: what it is called, its region, how the last check of it ended, and when. */
export function startRowWords(row: StartRow): {
	readonly name: string;
	readonly region: string;
	readonly outline: RunOutline | null;
	readonly age: string | null;
} {
	if (row.kind === 'profile') {
		const {profile, lastRun, age} = row.listed;
		return {name: profile.name, region: profile.settings.region, outline: lastRun, age};
	}
	const {outline, age} = row.run;
	const of = outline.profile ?? (outline.places === undefined ? 'no profile' : countOf(outline.places, 'place'));
	return {name: row.kind === 'continue' ? 'Continue' : of, region: outline.region ?? '', outline, age};
}

/** What a profile holds, in one phrase: `http://proxy:3128, 5 features, 2 own resources`. */
export function describeProfile({settings: {proxy, features, resources}, from}: Profile): string {
	const own = Object.values(resources).flat().length;
	return [
		describeProxySettings(proxy),
		features === null ? 'the usual features' : countOf(features.length, 'feature'),
		...(own > 0 ? [countOf(own, 'own resource')] : []),
		...(from ? [`from ${describePlaces(from, 3)}`] : []),
	].join(', ');
}

/** What is wrong with a name for a profile, as far as it is typed; null: nothing. */
export function nameProblem(name: string): string | null {
	if (name === '') return 'Give it a name, such as prod-eastus.';
	const rule = profileNameRule(name);
	return rule === null ? null : `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}

/** Something that can be done with a profile that is open. */
type ProfileMenuRow = {
	readonly label: string;
	/** How much of it there is; empty: nothing to say. */
	readonly detail: string;
	/** What it does, in a sentence. */
	readonly hint: string;
	readonly action: WizardAction;
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
function failedPart({last}: OpenedProfile, plan: Plan | null): CheckPart | null {
	if (!last?.isRepeatable || plan === null) return null;
	const changed = settingChanges(last.run.settings, plan.settings).filter(({name}) => !limits.includes(name));
	if (changed.length > 0) return null;
	const part = partOfRun(last.run, rowsThatFailed(last.run));
	return part.plan.targets.length > 0 ? part : null;
}

/** The choices, what one opens a profile for first. */
export function profileMenu(opened: OpenedProfile, sitting: Sitting): readonly ProfileMenuRow[] {
	const {last, changes} = opened;
	const {plan} = sitting.prepared;
	const part = failedPart(opened, plan);
	const saved = opened.profile.from ?? ['here'];
	const isMoved = !isDeepStrictEqual(sitting.state.answers.from, saved);
	const unsaved = [...unsavedSettings(opened, plan), ...(isMoved ? ['places'] : [])];
	const rows: readonly (ProfileMenuRow | null)[] = [
		{
			label: last === null ? 'Check' : 'Check all again',
			detail: plan === null ? '' : countOf(countPlannedEndpoints(plan.targets), 'endpoint'),
			hint: 'Checks everything that the profile asks for, and keeps the run with it.',
			action: beginCheck(sitting, null),
		},
		part && {
			label: 'Check what was not ok',
			detail: countOf(countPlannedEndpoints(part.plan.targets), 'endpoint'),
			hint: `Checks these again; the others keep what was seen ${last?.age ?? 'before'}, and the report says so.`,
			action: beginCheck(sitting, part),
		},
		last && (last.isRepeatable || last.run.vantage.name !== undefined)
			? {
					label: 'Show the last results',
					detail: last.age,
					hint: 'Findings and endpoints of the last run, to look at, to export, or to check again one by one.',
					action: {
						type: 'show-run',
						run: last.run,
						survey: last.survey ?? null,
						runAnswers: initialAnswers(sitting.context, last.answers),
					},
				}
			: null,
		changes && {
			label: 'Show what changed',
			detail: describeDiff(changes),
			hint: 'The last run against the one before it, endpoint by endpoint.',
			action: {type: 'open-changes'},
		},
		{
			label: 'Change the answers',
			detail: unsaved.length > 0 ? `changed: ${unsaved.join(', ')}` : '',
			hint: 'What is changed holds for this sitting, unless it is saved.',
			action: {type: 'revise'},
		},
		unsaved.length > 0
			? {
					label: 'Save the changed answers',
					detail: '',
					hint: 'Puts them in the place of what the profile holds, or under another name.',
					action: {type: 'open-save'},
				}
			: null,
	];
	return rows.filter(row => row !== null);
}

/** What is known of a profile's last run, in sentences: how it went, when it was, what changed with it. */
export function lastRunTexts({last, changes, problems}: OpenedProfile): readonly string[] {
	if (last === null) return ['Never checked.', ...problems];
	const {run, isRepeatable, age} = last;
	return [
		overallVerdict(run).sentence,
		`Checked ${age}, ${formatTime(run.startedAt)}.`,
		...(changes === null ? [] : [changedText(changes)]),
		...(isRepeatable ? [] : [whyNotInPart(run)]),
		...problems,
	];
}

/** The endpoints that changed, the most urgent first; what is blocked as before is left out. */
export function changedEndpoints({
	changes,
}: OpenedProfile): readonly {readonly word: string; readonly change: Change}[] {
	return (changes?.changes ?? []).filter(isChange).flatMap(change => {
		const kind = change.kinds.find(isNews);
		return kind ? [{word: changeTitles[kind], change}] : [];
	});
}
