import {keys} from '../../helpers/terminal.ts';
import {type OpenWizard, openWizard, windows} from './open-wizard.ts';
import type {GivenServices} from './services.ts';

/** Opens the wizard and goes on to the results of `mixedRun`, or of the services given. */
export async function openResults(
	window: {readonly columns: number; readonly rows: number} = windows.usual,
	given: GivenServices = {},
): Promise<OpenWizard> {
	const wizard = openWizard(window, {initial: {region: 'eastus2', features: ['arc']}, ...given});
	await wizard.terminal.waitFor('Ready to check?');
	wizard.terminal.press(keys.enter);
	await wizard.terminal.waitFor('Results');
	return wizard;
}
