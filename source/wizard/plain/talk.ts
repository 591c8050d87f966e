import stringWidth from 'string-width';
import {wrapText} from '../../wrap-text.ts';
import type {Talk} from '../components/conversation.ts';
import {presentable} from '../components/text.ts';
import type {WizardStreams} from '../services.ts';
import {keySequences, openLineInput} from './line-input.ts';

/** Where nobody knows how wide the window is. */
const unbroken = 4000;

/** A line that fits stays as it is, blanks and all: it may be a table, or part of a command. So does one word: a path. */
function breakLine(text: string, width: number): readonly string[] {
	return stringWidth(text) <= width || !text.includes(' ') ? [text] : wrapText(text, width);
}

export function openTalk(streams: WizardStreams, isUnicode: boolean): Talk {
	const {stdout} = streams;
	const input = openLineInput(streams);
	const width = () => stdout.columns || unbroken;
	// Keys such as the arrows are lines of characters here.
	const clean = (line: string) => presentable(line.replace(keySequences, ''), true);

	async function ask(prompt: string, read: (askAgain: () => void) => Promise<string>): Promise<string> {
		const show = () => stdout.write(`${presentable(prompt, isUnicode)} `);
		show();
		try {
			return await read(show);
		} catch (error) {
			// The line of the prompt is still open.
			stdout.write('\n');
			throw error;
		}
	}

	return {
		width,
		say(...texts) {
			for (const text of texts) stdout.write(`${breakLine(presentable(text, isUnicode), width()).join('\n')}\n`);
		},
		read: async prompt => clean(await ask(prompt, input.readLine)),
		async readSecret(prompt) {
			const secret = await ask(prompt, input.readSecret);
			stdout.write('\n');
			return secret;
		},
		listen: (onLine, onEnd) => input.listen(line => onLine(clean(line)), onEnd),
		close: input.close,
	};
}
