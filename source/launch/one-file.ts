// The beginning of the one file: runs the program from the sections that follow it there.
import {describeOldNode} from '../node-version.ts';
import type {FileLayout} from './sections.ts';

/** Filled in by scripts/build/one-file.ts. */
declare const layout: FileLayout;
declare const buildId: string;

// Node would open its debugger to every user of the machine, in a process that may hold a password.
process.on('SIGUSR1', () => {});

const problem = describeOldNode(process.versions.node);
if (problem === null) {
	// What rejects is an uncaught exception, which cli.tsx reports.
	void start();
} else {
	process.stderr.write(`${problem}\n`);
	process.exit(3);
}

/** All else is imported here: it asks for Node's own modules in a way that an old Node lacks. */
async function start(): Promise<void> {
	const {answer} = await import('./answer.ts');
	answer(async () => {
		const [{readSections}, {runProgram}] = await Promise.all([import('./sections.ts'), import('./run-program.ts')]);
		runProgram(readSections(new URL(import.meta.url), layout), buildId);
	});
}
