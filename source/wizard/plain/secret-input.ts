/** What was typed of a secret. `left` is what came after its Enter. */
export type SecretInput = {
	readonly text: string;
	readonly end: 'entered' | 'interrupted' | null;
	readonly left: string;
};

export const noSecret: SecretInput = {text: '', end: null, left: ''};

/** Sequences of keys such as the arrows, which have no place in a secret. */
const keySequences = /\u001b(?:[[O][0-9;?]*[ -/]*[@-~])?/g;

/** Takes what a terminal sends in raw mode, where nobody else sees to Backspace, Ctrl-U, Ctrl-C and Ctrl-D. */
export function typeSecret(typed: SecretInput, chunk: string): SecretInput {
	let {text} = typed;
	const characters = [...chunk.replace(keySequences, '')];
	for (const [index, character] of characters.entries()) {
		const left = characters.slice(index + 1).join('');
		if (character === '\r' || character === '\n') return {text, end: 'entered', left};
		if (character === '\u0003' || (character === '\u0004' && text === '')) return {text: '', end: 'interrupted', left};
		if (character === '\u007f' || character === '\b') text = [...text].slice(0, -1).join('');
		else if (character === '\u0015') text = '';
		else if (character >= ' ') text += character;
	}
	return {text, end: null, left: ''};
}
