// The beginning of the one file: runs the program from the sections that follow it there.
import './require-node.ts';

import {answer} from './answer.ts';
import type {FileLayout} from './one-file-sections.ts';

/** Filled in by scripts/build/write-one-file.mjs. */
declare const layout: FileLayout;
declare const buildId: string;

answer(async () => {
	const [{readSections}, {runProgram}] = await Promise.all([
		import('./one-file-sections.ts'),
		import('./run-program.ts'),
	]);
	runProgram(readSections(new URL(import.meta.url), layout), buildId);
});
