import {Box, Text} from 'ink';
import {useScreen} from '../../screen-context.tsx';
import {fitLeft} from '../../text/fit.ts';
import {clampList} from '../list/list-state.ts';
import {Pointer} from '../pointer.tsx';
import {TextInput} from '../text-input/text-input.tsx';
import {textOf} from '../text-input/text-input-state.ts';
import type {FormState} from './form-state.ts';

export type FormField = {
	readonly id: string;
	readonly label: string;
	readonly placeholder: string;
	readonly isMasked?: boolean;
	/** Whether what stands there now can be taken; null: not known, or nothing to say. */
	readonly isGood: boolean | null;
};

export type FormProps = {
	readonly fields: readonly FormField[];
	readonly state: FormState;
	readonly height: number;
};

/** Labelled lines of text, each with a sign that says whether it can be taken. */
export function Form({fields, state, height}: FormProps) {
	const {layout, glyphs} = useScreen();
	const longestLabel = Math.max(...fields.map(({label}) => label.length));
	const labelWidth = longestLabel + 2;
	const inputWidth = layout.width - 2 - labelWidth - 2;
	const {top} = clampList({cursor: state.focused, top: 0}, {count: fields.length, height});
	return (
		<Box flexDirection="column" height={height}>
			{fields.slice(top, top + height).map((field, index) => {
				const input = state.inputs[top + index];
				const isFocused = top + index === state.focused;
				if (!input) return null;
				return (
					<Box key={field.id} height={1}>
						<Pointer isHere={isFocused} />
						<Text bold={isFocused}>{fitLeft(field.label, labelWidth - 1, glyphs.ellipsis)} </Text>
						<TextInput
							state={input}
							width={inputWidth}
							isFocused={isFocused}
							isMasked={field.isMasked}
							placeholder={field.placeholder}
						/>
						{textOf(input) === '' || field.isGood === null ? null : (
							<Text color={field.isGood ? 'green' : 'red'}> {field.isGood ? glyphs.ok : glyphs.failed}</Text>
						)}
					</Box>
				);
			})}
		</Box>
	);
}
