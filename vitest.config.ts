import {defineConfig} from 'vitest/config';
import {skippedTests} from './test/helpers/skipped-tests.ts';

export default defineConfig({
	test: {
		reporters: ['default', skippedTests],
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/real-peers/**'],
		setupFiles: ['test/setup.ts'],
		// Nothing is measured by these: they end what hangs. Some tests start the program a dozen times, and a busy machine of
		// one core needs seconds for each.
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
