import type {Run} from '../../../record/run.ts';
import {rowsToWaitFor} from '../../../session/runs/check-again.ts';
import {isElsewhere} from '../../state/answers/steps.ts';
import {beginCheck, partOfRun, rowsThatFailed, type Sitting} from '../../state/check.ts';
import {answersInView, type WizardAction} from '../../state/state.ts';

/** Something that can be done with the results as a whole. */
export type ResultsMenuRow = {
	/** The letter that does it while the results are shown; none: only the menu after them does. */
	readonly key?: string;
	readonly label: string;
	/** What it does, beside the label. */
	readonly detail: string;
	/** What the letter does, said by lines; none: lines have another way to it, or none. */
	readonly spoken?: string;
	readonly isOnlyKey?: boolean;
	readonly toAction: () => WizardAction;
};

/** What can be done with the results, in the order of the menu. `hasChanges`: there is a run to hold this one against. */
export function resultsMenu(sitting: Sitting, run: Run, hasChanges: boolean): readonly ResultsMenuRow[] {
	const {
		state: {profile, survey},
		services,
	} = sitting;
	const isFromHere = run.vantage.name === undefined;
	const awaited = rowsToWaitFor(run);
	const rows: ReadonlyArray<ResultsMenuRow | false> = [
		{label: 'Back to the results', detail: '', toAction: () => ({type: 'open-results'})},
		{
			key: 'e',
			label: 'Export',
			detail: 'reports and firewall rules, as files',
			toAction: () => ({type: 'open-export', proposal: services.proposePath(run)}),
		},
		survey !== null && {
			key: 'm',
			label: 'Matrix',
			detail: 'what each place sees of each endpoint',
			spoken: 'tells what each place sees of each endpoint',
			toAction: () => ({type: 'open-matrix'}),
		},
		{
			key: 'a',
			label: 'Audit an allow-list',
			detail: 'against what is needed and what was denied',
			spoken: 'audits an allow-list',
			isOnlyKey: true,
			toAction: () => ({type: 'open-audit'}),
		},
		{
			key: 'f',
			label: 'Check what failed',
			detail: '',
			spoken: 'checks again what failed',
			isOnlyKey: true,
			toAction: () => beginCheck(sitting, partOfRun(run, rowsThatFailed(run))),
		},
		hasChanges && {
			key: 'w',
			label: 'What changed',
			detail: 'since the run before',
			spoken: 'tells what changed',
			toAction: () => ({type: 'open-changes'}),
		},
		services.profiles !== null && {
			key: 'p',
			label: 'Save as profile',
			detail: 'the answers under a name, to check again later',
			spoken: 'saves the settings as a profile',
			isOnlyKey: profile !== null,
			toAction: () => ({type: 'open-save'}),
		},
		{
			key: 'R',
			label: 'Check again',
			detail: isFromHere ? 'all endpoints, with the same answers' : 'all endpoints, from all places',
			toAction: () =>
				beginCheck(
					sitting,
					isFromHere || !isElsewhere(answersInView(sitting.state).from) ? partOfRun(run, run.results) : null,
				),
		},
		profile !== null && {
			label: 'To the profile',
			detail: 'what is kept of it',
			toAction: () => ({type: 'open-overview'}),
		},
		{
			label: 'Change an answer',
			detail: 'these results stay at hand until the next check',
			toAction: () => ({type: 'revise'}),
		},
		awaited.length > 0 && {
			key: 't',
			label: 'Wait for the fix',
			detail: 'asks what failed again until it gets through',
			spoken: 'waits for the fix',
			toAction: () => beginCheck(sitting, partOfRun(run, awaited), true),
		},
		{label: 'Leave', detail: 'a summary stays in the terminal', toAction: () => ({type: 'finish'})},
	];
	return rows.filter(row => row !== false);
}
