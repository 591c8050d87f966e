// The beginning of the binary, which brings its own Node: runs the program from the assets in it.
import sea from 'node:sea';
import {answer} from './answer.ts';
import {runProgram} from './run-program.ts';

/** Filled in by scripts/build/write-binary.ts, like the assets. */
declare const buildId: string;

answer(() => {
	const texts = Buffer.from(sea.getRawAsset('texts') as ArrayBuffer);
	runProgram(
		{
			table: JSON.parse(sea.getAsset('table', 'latin1')),
			readText: ({start, length}) => texts.toString('latin1', start, start + length),
		},
		buildId,
	);
});
