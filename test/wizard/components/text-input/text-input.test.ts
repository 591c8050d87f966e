import {describe, expect, it} from 'vitest';
import {
	cleanPaste,
	createTextInput,
	maskAll,
	maskPasswordInAddress,
	reduceTextInput,
	type TextInputAction,
	textInputAction,
	textOf,
	visibleText,
} from '../../../../source/wizard/components/text-input/text-input-state.ts';

/** `ab|c`: the bar is the cursor. */
function stateOf(drawn: string) {
	const [before = '', after = ''] = drawn.split('|');
	return {...createTextInput(before + after), cursor: createTextInput(before).cursor};
}

function draw(state: ReturnType<typeof createTextInput>): string {
	return [...state.characters.slice(0, state.cursor), '|', ...state.characters.slice(state.cursor)].join('');
}

describe('reduceTextInput', () => {
	it.each<[string, TextInputAction, string]>([
		['ab|d', {type: 'insert', text: 'c'}, 'abc|d'],
		['|', {type: 'insert', text: 'http://proxy'}, 'http://proxy|'],
		['e|x', {type: 'insert', text: '\u0301'}, 'e\u0301|x'],
		['ab|c', {type: 'move', to: 'left'}, 'a|bc'],
		['|abc', {type: 'move', to: 'left'}, '|abc'],
		['ab|c', {type: 'move', to: 'right'}, 'abc|'],
		['abc|', {type: 'move', to: 'right'}, 'abc|'],
		['ab|c', {type: 'move', to: 'start'}, '|abc'],
		['a|bc', {type: 'move', to: 'end'}, 'abc|'],
		['ab|c', {type: 'delete', what: 'before'}, 'a|c'],
		['|abc', {type: 'delete', what: 'before'}, '|abc'],
		['👩‍💻|c', {type: 'delete', what: 'before'}, '|c'],
		['a|bc', {type: 'delete', what: 'after'}, 'a|c'],
		['abc|', {type: 'delete', what: 'after'}, 'abc|'],
		['http://proxy.example|:3128', {type: 'delete', what: 'word'}, 'http://proxy.|:3128'],
		['http://proxy.|:3128', {type: 'delete', what: 'word'}, 'http://|:3128'],
		['abc |', {type: 'delete', what: 'word'}, '|'],
		['abc|def', {type: 'delete', what: 'to-start'}, '|def'],
		['abc|def', {type: 'delete', what: 'to-end'}, 'abc|'],
	])('%j, %j', (before, action, after) => {
		expect(draw(reduceTextInput(stateOf(before), action))).toBe(after);
	});

	it('refuses what nobody can have meant for one line', () => {
		const state = createTextInput('a');
		expect(textOf(reduceTextInput(state, {type: 'insert', text: 'x'.repeat(5000)}))).toBe('a');
	});
});

describe('cleanPaste', () => {
	it.each([
		['http://proxy:3128\n', 'http://proxy:3128'],
		['.svc\r\n.local\r10.0.0.0/8\n\n', '.svc,.local,10.0.0.0/8'],
		['  padded \t', 'padded'],
		['\u001b[31mred\u001b[0m', '[31mred[0m'],
		['a\u202eb\u200bc', 'abc'],
		['\n\n', ''],
	])('%j', (pasted, expected) => {
		expect(cleanPaste(pasted, ',')).toBe(expected);
	});
});

describe('visibleText', () => {
	it.each<[string, number, string, number]>([
		['abc|', 10, 'abc', 3],
		['|abc', 10, 'abc', 0],
		['abcdefgh|', 5, 'efgh', 4],
		['abcd|efgh', 5, 'abcde', 4],
		['abcde|fgh', 5, 'bcdef', 4],
		['東京大阪|', 6, '大阪', 4],
	])('%j in %i columns', (drawn, width, text, cursorColumn) => {
		expect(visibleText(stateOf(drawn), width, null)).toEqual({text, cursorColumn});
	});

	it('shows a mask in place of every character', () => {
		expect(visibleText(stateOf('s3cr|et'), 10, {mask: maskAll, sign: '*'})).toEqual({text: '******', cursorColumn: 4});
	});
});

describe('a password in an address', () => {
	it.each([
		['http://proxy.example:3128', 'http://proxy.example:3128'],
		['http://proxy.example:3128/', 'http://proxy.example:3128/'],
		['proxy.example:3128', 'proxy.example:3128'],
		['http://[fd00::1]:3128', 'http://[fd00::1]:3128'],
		['http://[fd00::', 'http://[fd00::'],
		['http://jo@proxy.example:3128', 'http://jo@proxy.example:3128'],
		// On the way to the scheme.
		['http:', 'http:'],
		['http:/', 'http:/'],
		['http://', 'http://'],
		// As it is typed, before the @ comes.
		['http://jo:', 'http://jo:'],
		['http://jo:s', 'http://jo:*'],
		['http://jo:s3cret', 'http://jo:******'],
		['http://jo:12345', 'http://jo:12345'],
		['http://jo:123456', 'http://jo:******'],
		['jo:s3cret', 'jo:******'],
		// As it is pasted.
		['http://jo:s3cret@proxy.example:3128', 'http://jo:******@proxy.example:3128'],
		['http://jo:12345@proxy.example:3128', 'http://jo:*****@proxy.example:3128'],
		['jo:s3cret@proxy.example:3128', 'jo:******@proxy.example:3128'],
		['http://jo:a@b:/c#d@proxy:3128', 'http://jo:********@proxy:3128'],
		['http://jo:s3cret@[fd00::1]:3128', 'http://jo:******@[fd00::1]:3128'],
		['http://http://jo:s3cret@proxy:3128', 'http://http://jo:******@proxy:3128'],
		// No password, but what is wrong with the address.
		['htp:/proxy:3128', 'htp:/proxy:3128'],
		['htps://proxy:3128', 'htps://proxy:3128'],
		['http://10.77.0.1:3128http://10.77.0.1:3128', 'http://10.77.0.1:3128http://10.77.0.1:3128'],
		['HTTP://jo:s3cret@proxy', 'HTTP://jo:******@proxy'],
	])('%s is drawn as %s', (typed, drawn) => {
		const masking = {mask: maskPasswordInAddress, sign: '*'};
		expect(visibleText(stateOf(`${typed}|`), 80, masking).text).toBe(drawn);
	});
});

it.each([
	['blanks around it', ' pass word '],
	['signs that nobody sees', 'pass\u00adword\u200b'],
	['controls', 'pass\u0007word\t'],
	['line feeds in it', 'pass\nword'],
	['letters of any alphabet', 'пароль\u0301'],
])('a secret is pasted as it came, with %s', (_what, secret) => {
	expect(textInputAction({kind: 'paste', text: `${secret}\r\n`}, null)).toEqual({type: 'insert', text: secret});
});
