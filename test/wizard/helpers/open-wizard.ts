import {onTestFinished} from 'vitest';
import {runWizard} from '../../../source/wizard/run-wizard.tsx';
import type {WizardOutcome} from '../../../source/wizard/services.ts';
import {createTerminal, type TestTerminal} from '../../helpers/terminal.ts';
import {fakeServices, type GivenServices, type Journal} from './services.ts';

export const windows = {
	usual: {columns: 80, rows: 24},
	small: {columns: 40, rows: 12},
	large: {columns: 120, rows: 50},
} as const;

export type OpenWizard = {
	readonly terminal: TestTerminal;
	readonly journal: Journal;
	readonly outcome: Promise<WizardOutcome>;
	/** As if the process had been asked to end. */
	end(): void;
};

/** Opens the wizard in a terminal of this size, and closes it when the test is over. */
export function openWizard(
	window: {readonly columns: number; readonly rows: number},
	given: GivenServices = {},
): OpenWizard {
	const terminal = createTerminal(window);
	const {services, journal} = fakeServices(given);
	const abort = new AbortController();
	const outcome = runWizard(services, {stdin: terminal.stdin, stdout: terminal.stdout, signal: abort.signal});
	onTestFinished(async () => {
		abort.abort();
		abort.abort();
		terminal.press('\u0003', '\u0003');
		await Promise.allSettled([outcome]);
	});
	return {terminal, journal, outcome, end: () => abort.abort()};
}
