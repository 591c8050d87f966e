import {expect, it} from 'vitest';
import {noSecret, typeSecret} from '../../../source/wizard/plain/line-input.ts';

it.each<[string, readonly string[], Partial<typeof noSecret>]>([
	['is what was typed', ['s', 'e', 'cret', '\r'], {text: 'secret', end: 'entered'}],
	['may hold any sign', ['? back é✓\n'], {text: '? back é✓', end: 'entered'}],
	['loses its last sign by Backspace', ['ab✓\u007f\u007fc\r'], {text: 'ac', end: 'entered'}],
	['is emptied by Ctrl-U', ['wrong\u0015right\r'], {text: 'right', end: 'entered'}],
	['takes no arrow keys', ['a\u001b[Db\u001b[1;5Cc\u001bOAd\r'], {text: 'abcd', end: 'entered'}],
	['leaves what follows', ['one\rtwo\r'], {text: 'one', end: 'entered', left: 'two\r'}],
	['is not over before Enter', ['half'], {text: 'half', end: null}],
	['is forgotten after Ctrl-C', ['half\u0003'], {text: '', end: 'interrupted'}],
	['ends an empty line by Ctrl-D', ['\u0004'], {text: '', end: 'interrupted'}],
	['ignores Ctrl-D in a line', ['a\u0004b\r'], {text: 'ab', end: 'entered'}],
])('a secret %s', (_name, chunks, expected) => {
	expect(chunks.reduce(typeSecret, noSecret)).toMatchObject(expected);
});
