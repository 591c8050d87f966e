import type {Page} from '../terminal/page.ts';
import {type Endpoint, textsOf} from '../view/endpoints.ts';
import {shapeOf} from '../view/evidence.ts';
import {severityMarks, statusMarks} from '../view/status-marks.ts';

/** In a longer list each endpoint gets its name and purpose only, so that the finding can still be read. */
export const detailedLimit = 12;

/** So many kinds of details are shown by an example. */
const exampleLimit = 3;

/** Details that several endpoints share, each by its shape with the first as an example. */
function findSharedDetails(endpoints: readonly Endpoint[]): Map<string, string> {
	const firsts = new Map<string, string>();
	const shared = new Map<string, string>();
	for (const {rows} of endpoints) {
		const details = new Map(rows.map(row => [shapeOf(row), row.detail]));
		for (const [shape, detail] of details) {
			const first = firsts.get(shape);
			if (first === undefined) firsts.set(shape, detail);
			else shared.set(shape, first);
		}
	}
	return shared;
}

function writeLabelled(page: Page, label: string, texts: readonly string[]): void {
	for (const text of texts) page.paragraph(text, {indent: 4, lead: {text: `${label}: `, style: 'dim'}});
}

function writeName(page: Page, {row, name, level}: Endpoint, isBrief: boolean): void {
	const words = [level, row.status === 'blocked' ? null : statusMarks[row.status].word, row.cause];
	const text = `${name} (${words.filter(word => word !== null).join(', ')})`;
	page.paragraph(text, {indent: 2, lead: page.lead(isBrief ? severityMarks.info : statusMarks[row.status])});
}

/**
 * The endpoints of a finding with what each is needed for and what was seen. What several saw alike is said once.
 *
 * @param isBrief nothing needs doing, so the names are enough
 */
export function writeEndpoints(page: Page, endpoints: readonly Endpoint[], isBrief: boolean): void {
	const isLong = endpoints.length > detailedLimit;
	const shared = findSharedDetails(endpoints);
	for (const example of isBrief ? [] : [...shared.values()].slice(0, exampleLimit)) {
		page.paragraph(example, {indent: 2, lead: {text: 'For example: ', style: 'dim'}});
	}
	page.blank();
	for (const endpoint of endpoints) {
		writeName(page, endpoint, isBrief);
		if (isBrief) continue;
		writeLabelled(
			page,
			'Needed for',
			textsOf(endpoint, ({requirement}) => requirement?.purpose),
		);
		if (!isLong)
			writeLabelled(
				page,
				'Without it',
				textsOf(endpoint, ({requirement}) => requirement?.impact),
			);
		writeLabelled(
			page,
			'Seen',
			textsOf(endpoint, row => (shared.has(shapeOf(row)) ? null : row.detail)),
		);
		if (!isLong) writeLabelled(page, 'Note', [...new Set(endpoint.rows.flatMap(({notes}) => notes))]);
	}
	if (isLong && !isBrief) {
		page.blank();
		page.paragraph('What breaks without each of them stands in the Markdown and JSON reports.', {
			indent: 2,
			style: 'dim',
		});
	}
}
