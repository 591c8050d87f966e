import {UsageError} from '../errors.ts';

export type XmlElement = {
	readonly name: string;
	readonly line: number;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: XmlElement[];
	text: string;
};

const entities: {readonly [name: string]: string} = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};
const decode = (text: string) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '');
const part =
	/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(!\w+)|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/)?>|([^<]+)|(<)/y;
const mostElements = 500_000;

/**
 * Reads the elements of an exported configuration. It defines no entities and loads nothing: a DOCTYPE is refused. Throws a
 * UsageError that names the file and the line.
 */
export function parseXml(text: string, file: string): XmlElement {
	const root: XmlElement = {name: '', line: 1, attributes: new Map(), children: [], text: ''};
	const open = [root];
	const reader = new RegExp(part);
	let line = 1;
	let count = 0;
	const refuse = () => new UsageError(`${file} can't be read at line ${line}: mend its XML there, or export it again.`);
	const source = text.replace(/^\uFEFF/, '');
	while (reader.lastIndex < source.length) {
		const match = reader.exec(source);
		const current = open.at(-1);
		if (match === null || current === undefined) throw refuse();
		const [whole, data, declaration, closed, opened, attributes = '', isEmpty, words, stray] = match;
		if (declaration !== undefined || stray !== undefined || ++count > mostElements) throw refuse();
		if (data !== undefined) current.text += data;
		else if (words !== undefined) current.text += decode(words);
		else if (closed !== undefined) {
			if (current.name !== closed || open.length < 2) throw refuse();
			open.pop();
		} else if (opened !== undefined) {
			const pairs = [...attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
			const element: XmlElement = {
				name: opened,
				line,
				attributes: new Map(pairs.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')])),
				children: [],
				text: '',
			};
			current.children.push(element);
			if (isEmpty === undefined) open.push(element);
		}
		line += whole.split('\n').length - 1;
	}
	if (open.length > 1) throw refuse();
	return root;
}
