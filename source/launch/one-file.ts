// The beginning of the one file: runs the program from the sections that follow it there.
import './require-node.ts';

import {versionLine} from '../version.ts';
import type {FileLayout} from './run-one-file.ts';

/** Filled in by scripts/build/write-one-file.mjs. */
declare const layout: FileLayout;

// The question that scripts ask most often needs none of the program.
if (process.argv.length === 3 && process.argv[2] === '--version') process.stdout.write(`${versionLine}\n`);
else import('./run-one-file.ts').then(({runOneFile}) => runOneFile(new URL(import.meta.url), layout));
