import {type DOMElement, measureElement, useCursor} from 'ink';
import {type RefObject, useLayoutEffect, useState} from 'react';

export type TextCursorProps = {
	readonly element: RefObject<DOMElement | null>;
	/** Cells from the left edge of the element. */
	readonly column: number;
};

/**
 * Puts the terminal's own cursor into an element while it is mounted. The real cursor needs no colour to be seen, and input
 * methods and screen magnifiers follow it. There must be one at a time: for Ink the last that was rendered decides, also if
 * all it wants is no cursor.
 */
export function TextCursor({element, column}: TextCursorProps) {
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
