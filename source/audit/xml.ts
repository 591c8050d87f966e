import {XmlElement as Element, parseXml as parse, XmlCdata, XmlError, XmlText} from '@rgrove/parse-xml';
import {UsageError} from '../errors.ts';

export type XmlElement = {
	readonly name: string;
	readonly line: number;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	readonly text: string;
};

/**
 * Reads the elements of an exported configuration, or of a part of one with several roots. Nothing is loaded, and a DOCTYPE is
 * refused. Throws a UsageError that names the file and the line.
 */
export function parseXml(text: string, file: string): XmlElement {
	const source = text
		.replace(/^\uFEFF/, '')
		.replace(/\r\n?/g, '\n')
		.replace(/^\s*<\?xml[^>]*\?>/, declaration => declaration.replace(/[^\n]/g, ''));
	const refuse = (line: number) =>
		new UsageError(`${file} can't be read at line ${line}: mend its XML there, or export it again.`);
	try {
		const {root} = parse(`<root>${source}</root>`, {includeOffsets: true});
		if (root === null) throw refuse(1);
		return toElement(root, lineCounter(source, '<root>'.length));
	} catch (error) {
		if (error instanceof XmlError) throw refuse(error.line);
		// The parser calls itself for each element within another.
		if (error instanceof RangeError)
			throw new UsageError(`${file} is nested too deeply to be a list of rules: give another file.`);
		throw error;
	}
}

/** The line of a place in the text, for places that are asked for in their order. */
function lineCounter(source: string, skipped: number): (offset: number) => number {
	let line = 1;
	let at = 0;
	return offset => {
		for (; at < offset - skipped; at++) if (source[at] === '\n') line++;
		return line;
	};
}

function toElement({name, start, attributes, children}: Element, lineAt: (offset: number) => number): XmlElement {
	const line = lineAt(start);
	return {
		name,
		line,
		attributes: new Map(Object.entries(attributes)),
		children: children.flatMap(child => (child instanceof Element ? toElement(child, lineAt) : [])),
		text: children.map(child => (child instanceof XmlText || child instanceof XmlCdata ? child.text : '')).join(''),
	};
}
