import {lintSettings} from '../settings/lint/lint-settings.ts';
import type {LintNote} from '../settings/lint/types.ts';
import type {Environment, Settings} from '../settings/types.ts';
import {readPem} from './files/read-pem.ts';

/** What in the settings, the environment and the CA file will trip the agents or other tools. Throws a UsageError for a file that can't be read. */
export async function lintAround(settings: Settings, environment: Environment): Promise<readonly LintNote[]> {
	return lintSettings(settings, environment, await readPem(settings.caFile, '--ca-file'));
}
