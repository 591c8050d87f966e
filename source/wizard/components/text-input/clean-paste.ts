/** Control and escape characters, and the marks that hide or reorder text. */
const unwanted = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Makes a paste fit into one line. A line feed at its end is dropped and never counts as Enter: what was pasted should be
 * seen before it is taken. Those inside become `joiner`, so that a list of one name a line stays a list.
 */
export function cleanPaste(text: string, joiner: string): string {
	return text
		.split(/[\r\n]+/)
		.map(line => line.replace(unwanted, '').trim())
		.filter(line => line !== '')
		.join(joiner);
}
