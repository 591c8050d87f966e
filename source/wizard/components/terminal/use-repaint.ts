import {useStdout} from 'ink';
import {type RefObject, useEffect} from 'react';

/** A window that is dragged tells every step of it; this long after the last one it has its size, in milliseconds. */
const settleMs = 40;

/**
 * Paints everything anew once the window has its size. Ink moves from line to line of its last frame, and where those lines are
 * after a resize is up to the terminal.
 */
export function useRepaint(repaint: () => void, isSuspended: RefObject<boolean>): void {
	const {stdout} = useStdout();
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		const onResize = () => {
			clearTimeout(timer);
			timer = setTimeout(() => {
				if (isSuspended.current) onResize();
				else repaint();
			}, settleMs);
		};
		stdout.on('resize', onResize);
		return () => {
			clearTimeout(timer);
			stdout.off('resize', onResize);
		};
	}, [stdout, repaint, isSuspended]);
}
