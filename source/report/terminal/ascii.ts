/** What our own texts use beyond ASCII. */
const twins: {readonly [character: string]: string} = {
	'…': '...',
	'–': '-',
	'—': '-',
	'·': '-',
	'“': '"',
	'”': '"',
	'‘': "'",
	'’': "'",
	'→': '->',
};

/**
 * Text for a terminal that draws ASCII only. The bytes of other characters could be controls there (0x9B starts an
 * escape sequence in an 8-bit terminal), so each becomes a question mark.
 */
export function toAscii(text: string): string {
	return text.replace(/[^ -~]/gu, character => twins[character] ?? '?');
}
