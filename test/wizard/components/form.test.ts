import {describe, expect, it} from 'vitest';
import {formAction} from '../../../source/wizard/components/form/form-keys.ts';
import {createForm, type FormAction, formTexts, reduceForm} from '../../../source/wizard/components/form/form-state.ts';

describe('reduceForm', () => {
	it.each<[string, number, FormAction, number, readonly string[]]>([
		['types into the field under edit', 1, {type: 'edit', action: {type: 'insert', text: 'x'}}, 1, ['a', 'bx', 'c']],
		['goes on', 1, {type: 'focus', to: 'next'}, 2, ['a', 'b', 'c']],
		['stays in the last', 2, {type: 'focus', to: 'next'}, 2, ['a', 'b', 'c']],
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

describe('formAction', () => {
	const field = {joiner: ',', takesQuestionMark: false, isLast: false};
	const isNext = {type: 'focus', to: 'next'};
	it.each([
		[{kind: 'key', name: 'enter'}, field, isNext],
		[{kind: 'key', name: 'enter'}, {...field, isLast: true}, 'submit'],
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
