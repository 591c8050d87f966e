import {useApp, useStdout} from 'ink';
import {type RefObject, useCallback, useEffect, useLayoutEffect, useRef} from 'react';
import type {JobControl} from '../services.ts';

/**
 * Gives the terminal back while the process is stopped, and draws everything anew when it goes on. Returns what Ctrl-Z
 * does, and whether the terminal is somebody else's just now.
 */
export function useSuspension(
	job: JobControl | null,
	repaint: () => void,
): {
	readonly suspend: () => void;
	readonly isSuspended: RefObject<boolean>;
} {
	const {suspendTerminal} = useApp();
	const isSuspended = useRef(false);

	const giveBackDuring = useCallback(
		async (stop: () => Promise<void>) => {
			if (isSuspended.current) return;
			isSuspended.current = true;
			await suspendTerminal(stop);
			isSuspended.current = false;
			// Ink has drawn from where the shell left the cursor.
			repaint();
		},
		[suspendTerminal, repaint],
	);

	// With the frame itself: a stop that comes between the two would leave the terminal as it is.
	useLayoutEffect(
		() =>
			job?.watch({
				onStopAsked: () => giveBackDuring(job.stopProcess),
				// Nobody was told of the stop (SIGSTOP), so the shell has had the terminal as it was.
				onContinued: () => giveBackDuring(async () => {}),
			}),
		[job, giveBackDuring],
	);
	const suspend = useCallback(() => {
		if (job) void giveBackDuring(job.stopJob);
	}, [job, giveBackDuring]);
	return {suspend, isSuspended};
}

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
