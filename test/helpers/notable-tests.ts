import process from 'node:process';
import type {Reporter, TestCase} from 'vitest/node';

/**
 * Names the tests that were skipped, whose titles say why, and those that passed only when they were repeated. The
 * reporters of Vitest itself only count them.
 */
export const notableTests: Reporter = {
	onTestRunEnd(modules) {
		const linesOf = (state: 'passed' | 'skipped', isNotable: (test: TestCase) => boolean) =>
			modules.flatMap(module =>
				[...module.children.allTests(state)]
					.filter(isNotable)
					.map(({fullName}) => `  ${module.relativeModuleId}: ${fullName}\n`),
			);
		const print = (title: string, lines: readonly string[]) => {
			if (lines.length > 0) process.stdout.write(`\n${title}\n${lines.join('')}`);
		};
		// Who asks for tests by name knows why the others are skipped.
		if (!modules.some(({project}) => project.globalConfig.testNamePattern)) {
			print(
				'Skipped:',
				linesOf('skipped', ({options}) => options.mode === 'skip'),
			);
		}
		print(
			'Passed only when repeated:',
			linesOf('passed', test => test.diagnostic()?.flaky === true),
		);
	},
};
