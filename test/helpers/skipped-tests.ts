import process from 'node:process';
import type {Reporter} from 'vitest/node';

/** Names the tests that were skipped: their titles say why. The reporters of Vitest itself only count them. */
export const skippedTests: Reporter = {
	onTestRunEnd(modules) {
		// Who asks for tests by name knows why the others are skipped.
		if (modules.some(({project}) => project.globalConfig.testNamePattern)) return;
		const skipped = modules.flatMap(module =>
			[...module.children.allTests('skipped')]
				.filter(({options}) => options.mode === 'skip')
				.map(({fullName}) => `${module.relativeModuleId}: ${fullName}`),
		);
		if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map(line => `  ${line}\n`).join('')}`);
	},
};
