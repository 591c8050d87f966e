import type {Change} from '../../../record/diff/diff-report.ts';
import {isChange, isNews} from '../../../record/diff/diff-runs.ts';
import {changeTitles} from '../../../report/diff/words.ts';
import {overallVerdict} from '../../../report/verdict-line.ts';
import {formatTime} from '../../../report/view/settings-facts.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import {changedText} from './change-lines.ts';

/** What is known of a profile's last run, in sentences: how it went, when it was, what changed with it. */
export function lastRunTexts({last, changes, problems}: OpenedProfile): readonly string[] {
	if (last === null) return ['Never checked.', ...problems];
	const {report, run, age} = last;
	return [
		overallVerdict(report).sentence,
		`Checked ${age}, ${formatTime(report.startedAt)}.`,
		...(changes === null ? [] : [changedText(changes)]),
		...(run === null ? ['What is to be checked has changed since, so only all can be checked again.'] : []),
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
