import type {Question} from './question.ts';
import type {Talk} from './talk.ts';

/** Null: `back` was typed. */
type Asked<Value> = {readonly value: Value} | null;

/** Asks until there is an answer. `?` explains and `back` goes back, whatever is asked, but for a secret. */
export async function ask<Value>(question: Question<Value>, talk: Talk): Promise<Asked<Value>> {
	let current = question;
	talk.say(...current.lines);
	for (;;) {
		const {isMasked = false} = current;
		const text = await (isMasked ? talk.readSecret(promptOf(current)) : talk.read(promptOf(current)));
		if (!isMasked && text === '?') {
			talk.say(...current.help);
			continue;
		}
		if (!isMasked && text.toLowerCase() === 'back') return null;
		const reply = await current.read(text);
		switch (reply.kind) {
			case 'answer':
				if (reply.remark !== null) talk.say(reply.remark);
				return {value: reply.value};
			case 'problem':
				talk.say(reply.problem);
				break;
			case 'narrow':
				current = reply.question;
				talk.say(...current.lines);
				break;
			default:
				return reply satisfies never;
		}
	}
}

/** `Region [eastus]:` */
function promptOf({prompt, proposal}: Pick<Question<never>, 'prompt' | 'proposal'>): string {
	return proposal === null ? `${prompt}:` : `${prompt} [${proposal}]:`;
}
