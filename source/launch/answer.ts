import process from 'node:process';
import {versionLine} from '../version.ts';

/** Answers the question that scripts ask most often, which needs none of the program; all else is for `runProgram`. */
export function answer(runProgram: () => void): void {
	if (process.argv.length === 3 && process.argv[2] === '--version') {
		// Where nobody takes the answer, the program knows what to say.
		process.stdout.once('error', runProgram);
		process.stdout.write(`${versionLine}\n`);
	} else {
		runProgram();
	}
}
