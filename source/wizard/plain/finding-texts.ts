import {ownerNames} from '../../report/view/owner-names.ts';
import {severityMarks} from '../../report/view/status-marks.ts';
import {countOf} from '../../words.ts';
import {withoutFlags} from '../components/text/presentable.ts';
import type {ResultGroup} from '../state/results/result-groups.ts';

/** The groups that are findings, as they are numbered. */
export function findingGroups(groups: readonly ResultGroup[]): readonly ResultGroup[] {
	return groups.filter(({finding}) => finding !== null);
}

/** Each finding in short: what it is, who can put it right, how much stands behind it, and what to do first. */
export function findingTexts(groups: readonly ResultGroup[]): readonly string[] {
	return findingGroups(groups).flatMap(({finding, title, severity, endpoints}, index) => {
		if (finding === null) return [];
		const [fix] = finding.fix;
		// A finding about the settings alone has no endpoint behind it.
		const count = endpoints.length === 0 ? '' : `, ${countOf(endpoints.length, 'endpoint')}`;
		return [
			`${index + 1}. ${title} (${severityMarks[severity].word}): for ${ownerNames[finding.owner]}${count}.`,
			...(fix === undefined ? [] : [`First step: ${withoutFlags(fix)}`]),
		];
	});
}
