import {availableParallelism} from 'node:os';
import process from 'node:process';
import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';
import {notableTests} from './test/helpers/notable-tests.ts';

/** What takes longest, by what was measured on 30 November 2026. */
const longest = [
	'journeys/profiles',
	'cli/check',
	'probe/limits',
	'vantage/kubernetes/look-from-cluster',
	'journeys/one-file',
	'session/check-again',
	'cli/manners',
	'store/many-writers',
	'session/probe-thread',
	'journeys/long-list',
];

/**
 * Begins with what takes long, and with what waits for other processes: begun last, one of them would keep one core busy
 * while the other has no work left.
 */
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({moduleId}: TestSpecification) => {
			const place = longest.findIndex(name => moduleId.includes(`/test/${name}.test.`));
			return place >= 0 ? place : longest.length + (/\/test\/(?:journeys|cli|packaging)\//.test(moduleId) ? 0 : 1);
		};
		return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
	}
}

// React as it is shipped; what it looks at besides while one develops costs half of each frame.
process.env.NODE_ENV = 'production';

export default defineConfig({
	test: {
		reporters: ['default', notableTests],
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/real-peers/**', 'test/release/**'],
		globalSetup: ['test/shared-code.ts'],
		setupFiles: ['test/setup.ts'],
		// No module has state or acts when it is imported, so nothing is gained by loading all of them for each file anew;
		// test/setup.ts holds that a file leaves no trace for the next one.
		isolate: false,
		// Who shuffles wants no order of ours: none of them needs any.
		...(!process.argv.some(word => word.startsWith('--sequence')) && {sequence: {sequencer: LongestFirst}}),
		// Most tests wait, for a peer, a frame or another process, and none depends on how long that takes.
		maxWorkers: Math.min(8, 3 * availableParallelism()),
		// Nothing is measured by these: they end what hangs. Some tests start the program a dozen times, and a busy machine of
		// one core needs seconds for each.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		expect: {poll: {timeout: 60_000}},
	},
});
