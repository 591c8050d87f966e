import {onTestFinished, vi} from 'vitest';
import {runWizard} from '../../../source/wizard/run-wizard.tsx';
import type {WizardOutcome} from '../../../source/wizard/services.ts';
import {createTerminal, type TestTerminal} from '../../helpers/terminal.ts';
import {fakeServices, type GivenServices, type Journal} from './services.ts';

export const windows = {
	usual: {columns: 80, rows: 24},
	small: {columns: 40, rows: 12},
	large: {columns: 120, rows: 50},
} as const;

/** A test mostly looks at what is drawn in the end: no frame has to wait long for its turn. */
const quickFps = 60;

export type OpenWizard = {
	readonly terminal: TestTerminal;
	readonly journal: Journal;
	readonly outcome: Promise<WizardOutcome>;
	/** As if the process had been asked to end. */
	end(): void;
};

/**
 * Opens the wizard in a terminal of this size, and closes it when the test is over. With `isPaced` it draws as few frames
 * a second as it does for a person.
 */
export function openWizard(
	window: {readonly columns: number; readonly rows: number},
	given: GivenServices = {},
	{isPaced = false} = {},
): OpenWizard {
	const terminal = createTerminal(window);
	const {services, journal} = fakeServices(given);
	const abort = new AbortController();
	const streams = {stdin: terminal.stdin, stdout: terminal.stdout, signal: abort.signal};
	const outcome = runWizard(services, streams, isPaced ? undefined : quickFps);
	onTestFinished(async () => {
		// It takes a moment to close, which a clock of the test's own would not let pass.
		vi.useRealTimers();
		abort.abort();
		abort.abort();
		terminal.press('\u0003', '\u0003');
		await Promise.allSettled([outcome]);
	});
	return {terminal, journal, outcome, end: () => abort.abort()};
}
