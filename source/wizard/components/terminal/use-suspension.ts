import {useApp} from 'ink';
import {type RefObject, useCallback, useEffect, useRef} from 'react';
import type {JobControl} from '../../streams.ts';

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

	useEffect(
		() =>
			job?.watch({
				onStopAsked: () => giveBackDuring(job.stopProcess),
				// Nobody was told of the stop (SIGSTOP), so the shell has had the terminal as it was.
				onContinued: () => giveBackDuring(async () => {}),
			}),
		[job, giveBackDuring],
	);
	const suspend = useCallback(() => {
		if (job) giveBackDuring(job.stopJob);
	}, [job, giveBackDuring]);
	return {suspend, isSuspended};
}
