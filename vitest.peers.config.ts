import process from 'node:process';
import {defineConfig} from 'vitest/config';
import {notableTests} from './test/helpers/notable-tests.ts';

/** Checks against software that others wrote. They need root for a network namespace of their own; see test/real-peers/run.sh. With a release that was
 * made, that is looked at in their place. */
export default defineConfig({
	test: {
		reporters: ['default', notableTests],
		include: [process.env.ARC_NETCHECK_RELEASE ? 'test/release/**/*.test.ts' : 'test/real-peers/**/*.test.ts'],
		setupFiles: ['test/setup.ts'],
		testTimeout: 60_000,
		hookTimeout: 60_000,
		// They share the namespace's ports.
		fileParallelism: false,
	},
});
