import {Box, type DOMElement, Text} from 'ink';
import {useRef} from 'react';
import {useScreen} from '../screen-context.tsx';
import {truncate} from '../text/fit.ts';
import type {Mask} from './masks.ts';
import {TextCursor} from './text-cursor.tsx';
import {type TextInputState, textOf} from './text-input-state.ts';
import {visibleText} from './visible-text.ts';

export type TextInputProps = {
	readonly state: TextInputState;
	readonly width: number;
	readonly isFocused: boolean;
	/** What is shown as dots; undefined: nothing. */
	readonly mask?: Mask | undefined;
	/** Shown while nothing is typed. */
	readonly placeholder?: string | undefined;
};

/** One line of text that can be edited; the screen that shows it hands it its keys. */
export function TextInput({state, width, isFocused, mask, placeholder = ''}: TextInputProps) {
	const {glyphs, isCovered} = useScreen();
	const box = useRef<DOMElement>(null);
	const {text, cursorColumn} = visibleText(
		isFocused ? state : {...state, cursor: 0},
		width,
		mask ? {mask, sign: glyphs.mask} : null,
	);
	return (
		<Box ref={box} width={width} height={1}>
			{textOf(state) === '' ? (
				<Text dimColor wrap="truncate">
					{truncate(placeholder, width, glyphs.ellipsis)}
				</Text>
			) : (
				<Text wrap="truncate">{text}</Text>
			)}
			{isFocused && !isCovered ? <TextCursor element={box} column={cursorColumn} /> : null}
		</Box>
	);
}
