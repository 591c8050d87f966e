import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {notableTests} from './test/helpers/notable-tests.ts';

export default defineConfig({
	test: {
		reporters: ['default', notableTests],
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/real-peers/**'],
		setupFiles: ['test/setup.ts'],
		// No module has state or acts when it is imported, so nothing is gained by loading all of them for each file anew;
		// test/setup.ts holds that a file leaves no trace for the next one.
		isolate: false,
		// Most tests wait, for a peer, a frame or another process, and none depends on how long that takes.
		maxWorkers: Math.min(8, 2 * availableParallelism()),
		// Nothing is measured by these: they end what hangs. Some tests start the program a dozen times, and a busy machine of
		// one core needs seconds for each.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		expect: {poll: {timeout: 60_000}},
	},
});
