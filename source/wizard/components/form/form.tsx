import {Box, Text} from 'ink';
import {wrapText} from '../../../report/terminal/wrap.ts';
import {Colored} from '../colored.tsx';
import type {Notice} from '../frame/frame-layout.ts';
import {noticeLook} from '../frame/notice-look.ts';
import {Pointer} from '../pointer.tsx';
import {useScreen} from '../screen-context.tsx';
import {fitLeft} from '../text/fit.ts';
import type {Mask} from '../text-input/masks.ts';
import {TextInput} from '../text-input/text-input.tsx';
import {textOf} from '../text-input/text-input-state.ts';
import {layoutForm} from './form-layout.ts';
import type {FormState} from './form-state.ts';

export type FormField = {
	readonly id: string;
	readonly label: string;
	readonly placeholder: string;
	readonly mask?: Mask;
	/** What the field means, how it was understood, or what is wrong with it. */
	readonly note: Notice;
};

export type FormProps = {
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
