import {Box, Text} from 'ink';
import {wrapText} from '../../../wrap-text.ts';
import {type Notice, noticeLook} from '../frame/frame-parts.ts';
import {useScreen} from '../screen-context.tsx';
import {Colored, Pointer} from '../signs.tsx';
import {fitLeft} from '../text.ts';
import {TextInput} from '../text-input/text-input.tsx';
import {type Mask, textOf} from '../text-input/text-input-state.ts';
import type {FormState} from './use-form.ts';

type FormField = {
	readonly id: string;
	readonly label: string;
	readonly placeholder: string;
	readonly mask?: Mask;
	/** What the field means, how it was understood, or what is wrong with it. */
	readonly note: Notice;
};

type FormProps = {
	readonly fields: readonly FormField[];
	readonly state: FormState;
	readonly height: number;
};

/** The pointer, or the sign of a note. */
const signWidth = 2;

/** Labelled lines of text, each with a sign that says whether it can be taken, and below the one under edit its note. */
export function Form({fields, state, height}: FormProps) {
	const {layout, glyphs} = useScreen();
	const labelWidth = Math.max(...fields.map(({label}) => label.length)) + 2;
	const inputWidth = layout.width - signWidth - labelWidth - signWidth;
	const focused = fields[state.focused];
	const indent = layout.isNarrow ? signWidth : signWidth + labelWidth;
	const {sign, color} = noticeLook(focused?.note.tone ?? 'plain', glyphs);
	const noteWidth = layout.width - indent - (sign === '' ? 0 : signWidth);
	const note = focused ? wrapText(focused.note.text, noteWidth) : [];
	return (
		<Box flexDirection="column" height={height}>
			{layoutForm({count: fields.length, focused: state.focused, note, height}).map(row => {
				if (row.kind === 'note') {
					return (
						<Box key={`note ${row.line}`} height={1} paddingLeft={indent}>
							{sign === '' ? null : <Colored color={color}>{(row.isFirst ? sign : '').padEnd(signWidth)}</Colored>}
							<Text dimColor={sign === ''} wrap="truncate">
								{row.line}
							</Text>
						</Box>
					);
				}
				const field = fields[row.index];
				const input = state.inputs[row.index];
				if (!field || !input) return null;
				const isFocused = row.index === state.focused;
				const mark = noticeLook(field.note.tone, glyphs);
				return (
					<Box key={field.id} height={1}>
						<Pointer isHere={isFocused} />
						<Text bold={isFocused}>{fitLeft(field.label, labelWidth - 1, glyphs.ellipsis)} </Text>
						<TextInput
							state={input}
							width={inputWidth}
							isFocused={isFocused}
							mask={field.mask}
							placeholder={field.placeholder}
						/>
						{textOf(input) === '' && field.note.tone !== 'problem' ? null : (
							<Colored color={mark.color}>{` ${mark.sign}`}</Colored>
						)}
					</Box>
				);
			})}
		</Box>
	);
}

/** Most notes take no more lines. */
const noteHeight = 2;

/** One line of a form as it is drawn: a field, or a line of the note below the one under edit. */
type FormRow =
	| {readonly kind: 'field'; readonly index: number}
	| {readonly kind: 'note'; readonly line: string; readonly isFirst: boolean};

/**
 * Puts the note right below the field that it is about. Where not all fits, the rows scroll so that the field under edit
 * and its note are in view; a note that alone is too long loses its end.
 */
export function layoutForm({
	count,
	focused,
	note,
	height,
}: {
	readonly count: number;
	readonly focused: number;
	readonly note: readonly string[];
	readonly height: number;
}): readonly FormRow[] {
	const fields = Array.from({length: count}, (_, index): FormRow => ({kind: 'field', index}));
	const lines = note
		.slice(0, Math.max(0, height - 1))
		.map((line, index): FormRow => ({kind: 'note', line, isFirst: index === 0}));
	const rows = fields.toSpliced(focused + 1, 0, ...lines);
	const top = Math.max(0, focused + lines.length + 1 - height);
	return rows.slice(top, top + height);
}

/** `3 of 6`, where not all fields are in view at once; a note takes two lines of them. Else nothing. */
export function formPosition({focused, inputs}: Pick<FormState, 'focused' | 'inputs'>, height: number): string {
	return inputs.length + noteHeight > height ? `${focused + 1} of ${inputs.length}` : '';
}
