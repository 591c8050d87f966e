import {defineConfig} from 'vitest/config';
import {skippedTests} from './test/helpers/skipped-tests.ts';

export default defineConfig({
	test: {
		reporters: ['default', skippedTests],
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/real-peers/**'],
		setupFiles: ['test/setup.ts'],
		testTimeout: 30_000,
		hookTimeout: 30_000,
	},
});
