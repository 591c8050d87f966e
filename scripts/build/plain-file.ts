// Makes the program one file by esbuild alone: no sections, no cache of compiled code, nothing patched. It starts
// slower, and takes any release of any dependency, so that a security release never waits for a patch to be mended.
import {build} from 'esbuild';
import {programOptions} from './esbuild-options.ts';

/**
 * The file, and what went into it, as esbuild names that.
 *
 * @param title the first line of the file after the one for the shell
 */
export async function renderPlainFile(
	entryPoint: string,
	title: string,
): Promise<{readonly text: string; readonly inputs: readonly string[]}> {
	const {outputFiles, metafile} = await build({
		...programOptions,
		entryPoints: [entryPoint],
		// An older Node gets as far as reading what it lacks; 16 could not even read the regular expressions of emoji.
		target: 'node18',
		banner: {
			js: [
				'#!/usr/bin/env node',
				title,
				// Libraries in CommonJS ask for Node's own modules.
				"import {createRequire} from 'node:module';",
				'const require = createRequire(import.meta.url);',
			].join('\n'),
		},
	});
	return {text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs)};
}
