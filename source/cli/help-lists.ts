import {dialects} from '../allowlists/dialects.ts';
import {catalog} from '../catalog/catalog.ts';
import {runFormatNames} from '../report/format-names.ts';
import {createPage, type RenderOptions} from '../report/terminal/page.ts';

/** What `help` is asked of beside the commands. */
export type HelpTopic = 'features' | 'formats' | 'dialects' | 'regions';

type Topic = {
	readonly title: string;
	readonly rows: readonly {readonly id: string; readonly words: string}[];
};

const topics: {readonly [topic in HelpTopic]: Topic} = {
	features: {
		title: 'Features, for --features. Those with a * are the default.',
		rows: catalog.features.map(({id, title, isDefault}) => ({id: isDefault ? `${id} *` : id, words: title})),
	},
	formats: {
		title: 'Formats, for --format.',
		rows: runFormatNames.map(({id, summary}) => ({id, words: summary})),
	},
	dialects: {
		title: 'Dialects, for rules.',
		rows: dialects.map(({id, title}) => ({id, words: title})),
	},
	regions: {
		title: 'Regions, for --region.',
		rows: catalog.regions.map(({name, displayName, cloud}) => ({
			id: name,
			words: cloud === 'public' ? displayName : `${displayName}, ${cloud} cloud`,
		})),
	},
};

/** What `help features` and the like say, one line each where the terminal is wide enough. */
export function writeHelpTopic(topic: HelpTopic, options: RenderOptions): string {
	const {title, rows} = topics[topic];
	const page = createPage({...options, colour: false});
	page.paragraph(title);
	const width = Math.max(...rows.map(({id}) => id.length)) + 2;
	for (const {id, words} of rows) page.paragraph(words, {indent: 2, lead: {text: id.padEnd(width)}});
	return page.toString();
}
