import process from 'node:process';
import {describe, it} from 'vitest';
import {missingPrograms} from './missing-programs.ts';

/** Defines tests that need programs of others; where one is missing, or there is no namespace of our own, that is said on screen. */
export function describeWithPeers(title: string, programs: readonly string[], define: () => void): void {
	const missing = missingPrograms(programs);
	if (process.env.ARC_NETCHECK_PEERS !== '1')
		it.skip(`${title}: skipped, since it is not run by test/real-peers/run.sh`);
	else if (missing.length > 0) it.skip(`${title}: skipped, since ${missing.join(', ')} is not installed`);
	else describe(title, define);
}
