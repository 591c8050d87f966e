// The beginning of the one file: runs the program from the sections that follow it there.
import './require-node.ts';

import {versionLine} from '../version.ts';
import type {FileLayout} from './run-one-file.ts';

/** Filled in by scripts/build/write-one-file.mjs. */
declare const layout: FileLayout;

const runProgram = async () => {
	const {runOneFile} = await import('./run-one-file.ts');
	runOneFile(new URL(import.meta.url), layout);
};

if (process.argv.length === 3 && process.argv[2] === '--version') {
	// The question that scripts ask most often needs none of the program, unless nobody takes the answer.
	process.stdout.once('error', runProgram);
	process.stdout.write(`${versionLine}\n`);
} else {
	runProgram();
}
