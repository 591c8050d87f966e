import {singleLine} from '../../safe-text.ts';

const entities: {readonly [character: string]: string} = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/** One line of text for XML 1.0, in an element or an attribute. Half surrogates and U+FFFE, U+FFFF may not stand there at all. */
export function xmlText(text: string): string {
	return singleLine(text)
		.toWellFormed()
		.replace(/[\uFFFE\uFFFF]/g, '')
		.replace(/[&<>"']/g, character => entities[character] ?? '');
}

/** An element; `children` are XML already, a text for a line of its own, one below the other. */
export function xmlElement(
	name: string,
	attributes: {readonly [name: string]: string | number},
	children: readonly string[] = [],
): string {
	const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${xmlText(String(value))}"`)];
	if (children.length === 0) return `<${start.join(' ')}/>`;
	return `<${start.join(' ')}>\n${children.join('\n')}\n</${name}>`;
}
