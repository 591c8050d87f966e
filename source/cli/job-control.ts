import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import type {JobControl} from '../wizard/services.ts';

/** Long enough for a signal to arrive, in milliseconds. */
const arrivalMs = 50;

/** What a shell does with its jobs by Ctrl-Z, `fg` and `kill`; null where there are no jobs. The signal says that all ends. */
export function openJobControl(signal: AbortSignal): JobControl | null {
	if (process.platform === 'win32') return null;
	const listeners = new Set<() => void>();
	const onStop = () => {
		for (const listener of listeners) listener();
	};

	/** Only without a listener does the signal stop anything; without a shell to say `fg` the system ignores it even then. */
	async function stop(target: number): Promise<void> {
		process.off('SIGTSTP', onStop);
		process.on('exit', leaveAtOnce);
		process.kill(target, 'SIGTSTP');
		// Here it stands still.
		await sleep(arrivalMs);
		// What was sent meanwhile, as by "kill %1", arrives now.
		await sleep(arrivalMs);
		// The end comes without the terminal: whoever takes it while in the background is stopped again.
		if (signal.aborted) await new Promise(() => {});
		process.off('exit', leaveAtOnce);
		lookAtWindow();
		if (listeners.size > 0) process.on('SIGTSTP', onStop);
	}

	return {
		// The whole group, as the terminal would: npm and the like, which may have started this, would go on otherwise.
		stopJob: () => stop(0),
		stopProcess: () => stop(process.pid),
		watch({onStopAsked, onContinued}) {
			const onContinue = () => {
				lookAtWindow();
				onContinued();
			};
			listeners.add(onStopAsked);
			process.on('SIGTSTP', onStop);
			process.on('SIGCONT', onContinue);
			return () => {
				listeners.delete(onStopAsked);
				process.off('SIGTSTP', onStop);
				process.off('SIGCONT', onContinue);
			};
		},
	};
}

/** Of a window that changes its size only the job in the foreground is told. */
function lookAtWindow(): void {
	process.emit('SIGWINCH', 'SIGWINCH');
}

/** At its end Node gives the terminal its modes back, which in the background stops it. They are given back already. */
function leaveAtOnce(): void {
	process.removeAllListeners('SIGHUP');
	process.kill(process.pid, 'SIGHUP');
}
