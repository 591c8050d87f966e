import {termsLines, termsOf, usablePlaces} from '../../../session/vantage/outlook.ts';
import type {PlaceOutline} from '../../../session/vantage/places.ts';
import {blankLine, type DetailLine, heading, type Page, paragraph} from '../../components/text.ts';

/** What was said of the places so far; neither: it is being asked for. */
export type Outlined = {readonly outlines: readonly PlaceOutline[] | null; readonly problem: string | null};

const labelWidth = 10;

/** What places would create and need: as they say themselves, else what is known without asking. */
export function outlineLines(
	{outlines, problem}: Outlined,
	from: readonly string[],
	page: Page,
): readonly DetailLine[] {
	const isAsking = outlines === null && problem === null;
	const known = outlines ?? usablePlaces(from).map(title => ({title, lines: termsLines(termsOf(title))}));
	return [
		...(isAsking ? paragraph('Asking the cluster. Nothing is created.', page, {tone: 'faint'}) : []),
		...known.flatMap(({title, lines}, index) => [
			...(index > 0 || isAsking ? [blankLine] : []),
			...heading(title === 'here' ? 'this machine' : title, page),
			...lines.flatMap(({label, text, isItem}) =>
				paragraph(text, page, {
					prefix: [{text: isItem ? '- ' : label === null ? '' : `${label.padEnd(labelWidth - 1)} `, tone: 'faint'}],
				}),
			),
		]),
	];
}
