import {singleLine} from '../../safe-text.ts';

/** HTML that is safe to put into a page as it stands. */
export type Markup = {readonly markup: string};

type Part = string | number | Markup | null | readonly Part[];

const entities: {readonly [character: string]: string} = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** What nearly every text is: none of it is to be replaced. A blank at an end is a matter of its own. */
const plain = /^(?! )[ !#-%(-;=?-~]*(?<! )$/;

/** Text within an element or a quoted attribute: on one line, without controls, and with no character that HTML acts on. */
function escapeText(text: string): string {
	if (plain.test(text)) return text;
	const line = singleLine(text)
		.toWellFormed()
		.replace(/[&<>"']/g, character => entities[character] ?? '');
	// A blank at an end separates words of ours: the line itself comes without it.
	return [text.startsWith(' ') ? ' ' : '', line, text.endsWith(' ') && line !== '' ? ' ' : ''].join('');
}

function toText(part: Part): string {
	if (part === null) return '';
	if (typeof part === 'string') return escapeText(part);
	if (typeof part === 'number') return String(part);
	return 'markup' in part ? part.markup : part.reduce((text: string, inner) => text + toText(inner), '');
}

/** A template whose fixed text is HTML and whose values are escaped, unless they are markup themselves. Attributes need their quotes. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	let markup = fixed[0] ?? '';
	for (let index = 0; index < parts.length; index++) markup += toText(parts[index] ?? null) + fixed[index + 1];
	return {markup};
}

/** A host name that may be broken after its dots and before its port, and within a label only where nothing else helps. */
export function hostName(text: string): Markup {
	const parts = singleLine(text).split(/(?<=\.)|(?=:\d+$)/);
	return html`${parts.map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}`;
}

/** Text of our own that is no HTML: a style sheet or a script. */
export function verbatim(text: string): Markup {
	return {markup: text};
}
