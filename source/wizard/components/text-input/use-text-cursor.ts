import {type DOMElement, measureElement, useCursor} from 'ink';
import {type RefObject, useLayoutEffect, useState} from 'react';

/**
 * Puts the terminal's own cursor `column` cells into an element, or hides it. The real cursor needs no colour to be seen,
 * and input methods and screen magnifiers follow it.
 */
export function useTextCursor(element: RefObject<DOMElement | null>, column: number | null): void {
	const {setCursorPosition} = useCursor();
	const [origin, setOrigin] = useState<{readonly x: number; readonly y: number} | null>(null);
	// Where the element stands is known only after Ink has laid it out.
	useLayoutEffect(() => {
		if (!element.current) return;
		const {x, y} = measureElement(element.current);
		setOrigin(current => (current?.x === x && current.y === y ? current : {x, y}));
	});
	setCursorPosition(column === null || !origin ? undefined : {x: origin.x + column, y: origin.y});
}
