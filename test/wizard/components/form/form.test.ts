import {describe, expect, it} from 'vitest';
import {layoutForm} from '../../../../source/wizard/components/form/form.tsx';
import {
	createForm,
	type FormAction,
	formAction,
	formTexts,
	reduceForm,
} from '../../../../source/wizard/components/form/use-form.ts';

describe('reduceForm', () => {
	it.each<[string, number, FormAction, number, readonly string[]]>([
		['types into the field under edit', 1, {type: 'edit', action: {type: 'insert', text: 'x'}}, 1, ['a', 'bx', 'c']],
		['goes on', 1, {type: 'focus', to: 'next'}, 2, ['a', 'b', 'c']],
		['stays in the last', 2, {type: 'focus', to: 'next'}, 2, ['a', 'b', 'c']],
		['goes to a field', 0, {type: 'focus', to: 2}, 2, ['a', 'b', 'c']],
		['goes back', 1, {type: 'focus', to: 'previous'}, 0, ['a', 'b', 'c']],
		['stays in the first', 0, {type: 'focus', to: 'previous'}, 0, ['a', 'b', 'c']],
		['takes other texts', 0, {type: 'replace', texts: ['a', 'new', 'c']}, 0, ['a', 'new', 'c']],
	])('%s', (_name, focused, action, focusedAfter, texts) => {
		const after = reduceForm({...createForm(['a', 'b', 'c']), focused}, action);
		expect(after.focused).toBe(focusedAfter);
		expect(formTexts(after)).toEqual(texts);
	});

	it('leaves the cursor alone in a text that is replaced by itself', () => {
		const state = reduceForm(createForm(['abc']), {type: 'edit', action: {type: 'move', to: 'start'}});
		expect(reduceForm(state, {type: 'replace', texts: ['abc']}).inputs[0]?.cursor).toBe(0);
	});
});

describe('layoutForm', () => {
	const drawn = (rows: ReturnType<typeof layoutForm>) =>
		rows.map(row => (row.kind === 'field' ? row.index : row.line)).join(' ');
	it.each<[string, Parameters<typeof layoutForm>[0], string]>([
		['puts the note below its field', {count: 3, focused: 1, note: ['a', 'b'], height: 9}, '0 1 a b 2'],
		['scrolls to the end of the note', {count: 5, focused: 4, note: ['a', 'b'], height: 5}, '2 3 4 a b'],
		['does not scroll before it must', {count: 5, focused: 1, note: ['a', 'b'], height: 5}, '0 1 a b 2'],
		['cuts a note that is too long', {count: 3, focused: 1, note: ['a', 'b', 'c'], height: 3}, '1 a b'],
		['has a line for the field at least', {count: 3, focused: 2, note: ['a'], height: 1}, '2'],
	])('%s', (_name, given, expected) => {
		expect(drawn(layoutForm(given))).toBe(expected);
	});
});

describe('formAction', () => {
	const field = {joiner: ',', takesQuestionMark: false};
	const isNext = {type: 'focus', to: 'next'};
	it.each([
		[{kind: 'key', name: 'enter'}, field, 'enter'],
		[{kind: 'key', name: 'tab'}, field, isNext],
		[{kind: 'key', name: 'back-tab'}, field, {type: 'focus', to: 'previous'}],
		[{kind: 'key', name: 'escape'}, field, null],
		[{kind: 'text', text: '?'}, field, null],
		[
			{kind: 'text', text: '?'},
			{...field, takesQuestionMark: true},
			{type: 'edit', action: {type: 'insert', text: '?'}},
		],
		[{kind: 'paste', text: 'a\nb\n'}, field, {type: 'edit', action: {type: 'insert', text: 'a,b'}}],
		[{kind: 'key', name: 'backspace'}, field, {type: 'edit', action: {type: 'delete', what: 'before'}}],
	] as const)('%j', (keypress, options, expected) => {
		expect(formAction(keypress, options)).toEqual(expected);
	});
});
