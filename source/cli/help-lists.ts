import {dialects} from '../allowlists/dialects.ts';
import {catalog} from '../catalog/catalog.ts';
import {runFormatNames} from '../report/format-names.ts';
import {createPage, type RenderOptions} from '../report/terminal/page.ts';

type List = {
	readonly title: string;
	/** Commands whose help shows it; an empty name is the program itself. */
	readonly commands: readonly string[];
	readonly rows: readonly {readonly id: string; readonly words: string}[];
};

const lists: readonly List[] = [
	{
		title: 'Features, for --features; those with a * are in use unless it is given:',
		commands: ['', 'check', 'plan', 'rules', 'profiles save'],
		rows: catalog.features.map(({id, title, isDefault}) => ({id: isDefault ? `${id} *` : id, words: title})),
	},
	{
		title: 'Formats, for --format:',
		commands: ['', 'check', 'explain', 'report', 'runs show'],
		rows: runFormatNames.map(({id, summary}) => ({id, words: summary})),
	},
	{
		title: 'Dialects, for rules:',
		commands: ['', 'rules'],
		rows: dialects.map(({id, title}) => ({id, words: title})),
	},
];

/** What the help of a command says on features, formats and dialects, one line each where the terminal is wide enough. */
export function writeHelpLists(command: string, options: RenderOptions): string {
	const page = createPage({...options, colour: false});
	for (const {title, rows} of lists.filter(({commands}) => commands.includes(command))) {
		page.line('');
		page.paragraph(title);
		const width = Math.max(...rows.map(({id}) => id.length)) + 2;
		for (const {id, words} of rows) page.paragraph(words, {indent: 2, lead: {text: id.padEnd(width)}});
	}
	return page.toString();
}
