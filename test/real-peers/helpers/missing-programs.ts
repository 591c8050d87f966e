import {spawnSync} from 'node:child_process';

/** Which of these programs this machine does not have. */
export function missingPrograms(programs: readonly string[]): string[] {
	return programs.filter(program => spawnSync('which', [program]).status !== 0);
}
