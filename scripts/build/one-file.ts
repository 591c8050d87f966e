// Makes the one file: a launcher that can be read, and behind it the sections of the program, packed, in a comment: V8 has
// to look for its end at every start, and the less there is the sooner it finds it.
import zlib from 'node:zlib';
import type {Bundle} from './bundle-sections.ts';
import {bundleLauncher, layOut} from './lay-out.ts';

/** The highest that needs no window above the usual one; it takes a second. */
const packing = {params: {[zlib.constants.ZSTD_c_compressionLevel]: 12}};

/** @param title the first line of the file after the one for the shell */
export async function renderOneFile(bundle: Bundle, title: string): Promise<string> {
	const {table, texts, buildId} = layOut(bundle);
	// A table could name what ends a comment; letters and digits can't.
	if (table.includes('*/')) throw new Error('The table ends the comment that it is in');
	const packed = zlib.zstdCompressSync(texts, packing).toString('base64');
	const layout = {tableLength: table.length, packedLength: packed.length};
	const launcher = await bundleLauncher('source/launch/one-file.ts', 'esm', {layout, buildId});
	const explanation = [
		title,
		'// This part starts the program. The program itself follows in a comment: a table of its sections, and their texts,',
		'// packed by Zstandard in Base64, which are compiled and run only when they are needed.',
	];
	return `#!/usr/bin/env node\n${explanation.join('\n')}\n${launcher}/*\n${table}\n${packed}\n*/\n`;
}
