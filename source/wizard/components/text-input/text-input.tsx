import {Box, type DOMElement, measureElement, Text, useCursor} from 'ink';
import {type RefObject, useLayoutEffect, useRef, useState} from 'react';
import {useScreen} from '../screen-context.tsx';
import {truncate} from '../text.ts';
import {type Mask, type TextInputState, textOf, visibleText} from './text-input-state.ts';

type TextInputProps = {
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
	const masking = mask ? {mask, sign: glyphs.mask} : null;
	const {text, cursorColumn} = isFocused
		? visibleText(state, width, masking)
		: {
				text: truncate(
					visibleText({...state, cursor: 0}, Number.POSITIVE_INFINITY, masking).text,
					width,
					glyphs.ellipsis,
				),
				cursorColumn: 0,
			};
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

type TextCursorProps = {
	readonly element: RefObject<DOMElement | null>;
	/** Cells from the left edge of the element. */
	readonly column: number;
};

/**
 * Puts the terminal's own cursor into an element while it is mounted. The real cursor needs no colour to be seen, and input
 * methods and screen magnifiers follow it. There must be one at a time: for Ink the last that was rendered decides, also if
 * all it wants is no cursor.
 */
function TextCursor({element, column}: TextCursorProps) {
	const {setCursorPosition} = useCursor();
	const [origin, setOrigin] = useState<{readonly x: number; readonly y: number} | null>(null);
	// Where the element stands is known only after Ink has laid it out.
	useLayoutEffect(() => {
		if (!element.current) return;
		const {x, y} = measureElement(element.current);
		setOrigin(current => (current?.x === x && current.y === y ? current : {x, y}));
	});
	setCursorPosition(origin ? {x: origin.x + column, y: origin.y} : undefined);
	return null;
}
