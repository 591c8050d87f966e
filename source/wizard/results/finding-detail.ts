import {ownerNames} from '../../report/view/owner-names.ts';
import {blankLine, command, type DetailLine, heading, type Page, paragraph} from './detail-line.ts';
import type {ResultGroup} from './result-groups.ts';

/** Everything about one group: why, who, the fix, how to prove it, and what each of its hosts is needed for. */
export function groupDetail({finding, endpoints}: ResultGroup, page: Page): readonly DetailLine[] {
	return [
		...(finding
			? [
					...paragraph(finding.why, page),
					...(finding.impact.length > 0 ? [blankLine, ...heading('What breaks', page)] : []),
					...finding.impact.flatMap(sentence => paragraph(sentence, page)),
					blankLine,
					...heading(`Fix, for ${ownerNames[finding.owner]}`, page),
					...finding.fix.flatMap((step, index) =>
						paragraph(step, page, {prefix: finding.fix.length > 1 ? `${index + 1}. ` : ''}),
					),
					...(finding.verify.length > 0 ? [blankLine, ...heading('Prove it', page)] : []),
					...finding.verify.flatMap(line => command(line, page)),
					blankLine,
				]
			: []),
		...(endpoints.length === 0 ? [] : heading(endpoints.length === 1 ? 'Needed for' : 'What each is needed for', page)),
		...endpoints.flatMap(({endpoint, results: [first]}) => [
			...paragraph(endpoint, page),
			...paragraph(first.planned.requirement.purpose, page, {tone: 'faint', prefix: '    '}),
		]),
	];
}
