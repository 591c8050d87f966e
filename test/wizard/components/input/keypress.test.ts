import {describe, expect, it} from 'vitest';
import {
	dropLateSequences,
	type Keypress,
	readKeypresses,
	splitText,
} from '../../../../source/wizard/components/input/keypress.ts';

const key = (name: Extract<Keypress, {kind: 'key'}>['name']): Keypress => ({kind: 'key', name});
const text = (value: string): Keypress => ({kind: 'text', text: value});

describe('readKeypresses', () => {
	it.each<[string, Parameters<typeof readKeypresses>, readonly Keypress[]]>([
		['a letter', ['a', {}], [text('a')]],
		['a capital letter', ['A', {shift: true}], [text('A')]],
		['an arrow', ['', {upArrow: true}], [key('up')]],
		['Alt and an arrow', ['', {leftArrow: true, meta: true}], [key('left')]],
		['Enter', ['\r', {return: true}], [key('enter')]],
		['a lone Escape', ['', {escape: true}], [key('escape')]],
		['Escape twice in one read', ['', {escape: true, meta: true}], [key('escape'), key('escape')]],
		['Escape and a letter in one read', ['j', {meta: true}], [key('escape'), text('j')]],
		['Escape and Enter in one read', ['', {return: true, meta: true}], [key('escape'), key('enter')]],
		['Backspace', ['', {backspace: true}], [key('backspace')]],
		['Alt and Backspace', ['', {backspace: true, meta: true}], [key('delete-word')]],
		['Tab', ['', {tab: true}], [key('tab')]],
		['Shift and Tab', ['', {tab: true, shift: true}], [key('back-tab')]],
		['Ctrl-C', ['c', {ctrl: true}], [key('interrupt')]],
		['Ctrl-Z', ['z', {ctrl: true}], [key('suspend')]],
		['Ctrl-W', ['w', {ctrl: true}], [key('delete-word')]],
		['a Ctrl key without a meaning', ['x', {ctrl: true}], []],
		['a key let go', ['a', {eventType: 'release'}], []],
		['text and Enter in one read', ['abc\r', {}], [text('abc'), key('enter')]],
	])('%s', (_name, [input, pressed], expected) => {
		expect(readKeypresses(input, pressed)).toEqual(expected);
	});
});

describe('splitText', () => {
	it.each<[string, readonly Keypress[]]>([
		['abc', [text('abc')]],
		['a\rb\nc\r\nd', [text('a'), key('enter'), text('b'), key('enter'), text('c'), key('enter'), text('d')]],
		['old\u0015new', [text('old'), key('delete-to-start'), text('new')]],
		['a\tb', [text('a'), key('tab'), text('b')]],
		['a\u0000\u0007b', [text('a'), text('b')]],
		['Zürich 東京', [text('Zürich 東京')]],
		['', []],
	])('%j', (chunk, expected) => {
		expect(splitText(chunk)).toEqual(expected);
	});
});

it.each<[string, readonly Keypress[]]>([
	['[A', []],
	['[1;5C', []],
	['[5~', []],
	['OA', []],
	['[12;40R', []],
	['[?62;22c', []],
	['[?2026;2$y', []],
	['[8;24;80t', []],
	['[<0;10;10M', []],
	['[I', []],
	['[Bj', [text('j')]],
	['Osaka', [text('Osaka')]],
	['[east', [text('[east')]],
	['east', [text('east')]],
])('what comes late after an Escape is no text: %j', (typed, expected) => {
	expect(dropLateSequences([text(typed)], key('escape'))).toEqual(expected);
	expect(dropLateSequences([key('escape'), text(typed)], null)).toEqual([key('escape'), ...expected]);
	expect(dropLateSequences([text(typed)], text('x'))).toEqual([text(typed)]);
});
