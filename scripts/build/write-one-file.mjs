// Writes the one file: a launcher that can be read, and behind it the sections of the program in a comment, where V8
// passes over them until one is needed.
import {createHash} from 'node:crypto';
import {chmodSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {wholeBuiltinModulesPlugin} from './builtin-modules.mjs';
import {packageFilePlugin} from './package-file.mjs';

/** Stands for the end of a comment within the comment. */
const endOfCommentMark = '*%end%/';

/** The sections' texts one behind the other, and the table that says where each of them is. */
export function layOut({entry, first, sections, groups}) {
	const table = {entry, first, sections: {}, groups};
	let texts = '';
	for (const {name, text, ...rest} of sections) {
		table.sections[name] = {start: texts.length, length: text.length, ...rest};
		texts += `${text}\n`;
	}
	// Offsets are counted in bytes, and the launcher reads bytes as characters.
	if (/[^\0-\x7f]/.test(texts)) throw new Error('The sections are not ASCII alone');
	return {table: JSON.stringify(table), texts};
}

/** A launcher from source/launch/ with the table of sections in it. */
export async function bundleLauncher(entryPoint, format, definitions) {
	const {outputFiles} = await build({
		entryPoints: [entryPoint],
		write: false,
		bundle: true,
		platform: 'node',
		// An older Node must get as far as reading what it lacks.
		target: 'node12',
		format,
		legalComments: 'none',
		logLevel: 'warning',
		define: Object.fromEntries(Object.entries(definitions).map(([name, value]) => [name, JSON.stringify(value)])),
		plugins: [wholeBuiltinModulesPlugin, packageFilePlugin],
	});
	return outputFiles[0].text;
}

/** @param {string} title the first line of the file after the one for the shell */
export async function writeOneFile(file, bundle, title) {
	const marked = bundle.sections.map(section => {
		if (section.text.includes(endOfCommentMark)) throw new Error(`${section.name} holds ${endOfCommentMark}`);
		return {...section, text: section.text.replaceAll('*/', endOfCommentMark)};
	});
	const {table, texts} = layOut({...bundle, sections: marked});
	const launcher = await bundleLauncher('source/launch/one-file.ts', 'esm', {
		layout: {
			tableLength: table.length,
			textsLength: texts.length,
			buildId: createHash('sha256').update(table).update(texts).digest('hex').slice(0, 12),
			endOfCommentMark,
		},
	});
	const explanation = [
		title,
		'// This part starts the program. The program itself follows in a comment: a table of its sections, and their texts,',
		'// which are compiled and run only when they are needed.',
	];
	writeFileSync(file, `#!/usr/bin/env node\n${explanation.join('\n')}\n${launcher}/*\n${table}\n${texts}*/\n`);
	chmodSync(file, 0o755);
}
