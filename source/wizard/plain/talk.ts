import stringWidth from 'string-width';
import {wrapText} from '../../wrap-text.ts';
import type {Talk} from '../components/conversation/question.ts';
import {presentable} from '../components/text/presentable.ts';
import type {WizardStreams} from '../services.ts';
import {openLineInput} from './line-input.ts';

/** Where nobody knows how wide the window is. */
const unbroken = 4000;

/** A line that fits stays as it is, blanks and all: it may be a table, or part of a command. So does one word: a path. */
function breakLine(text: string, width: number): readonly string[] {
	return stringWidth(text) <= width || !text.includes(' ') ? [text] : wrapText(text, width);
}

/** Keys such as the arrows are lines of characters here. */
const keySequences = /\u001b(?:[[O][0-9;?]*[ -/]*[@-~])?/g;

export function openTalk(
	{stdin, stdout, signal = new AbortController().signal}: WizardStreams,
	isUnicode: boolean,
): Talk {
	const input = openLineInput(stdin, signal);
	const width = () => stdout.columns || unbroken;
	const clean = (line: string) => presentable(line.replace(keySequences, ''), true);

	async function ask(prompt: string, read: () => Promise<string>): Promise<string> {
		stdout.write(`${presentable(prompt, isUnicode)} `);
		try {
			return await read();
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
		listen: onLine => input.listen(line => onLine(clean(line))),
		close: input.close,
	};
}
