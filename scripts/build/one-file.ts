// Makes the one file: a launcher that can be read, and behind it the sections of the program in a comment, where V8
// passes over them until one is needed.
import type {Bundle} from './bundle-sections.ts';
import {bundleLauncher, layOut} from './lay-out.ts';

/** Stands for the end of a comment within the comment. */
const endOfCommentMark = '*%end%/';

/** @param title the first line of the file after the one for the shell */
export async function renderOneFile(bundle: Bundle, title: string): Promise<string> {
	const marked = bundle.sections.map(section => {
		if (section.text.includes(endOfCommentMark)) throw new Error(`${section.name} holds ${endOfCommentMark}`);
		return {...section, text: section.text.replaceAll('*/', endOfCommentMark)};
	});
	const {table, texts, buildId} = layOut({...bundle, sections: marked});
	const layout = {tableLength: table.length, textsLength: texts.length, endOfCommentMark};
	const launcher = await bundleLauncher('source/launch/one-file.ts', 'esm', {layout, buildId});
	const explanation = [
		title,
		'// This part starts the program. The program itself follows in a comment: a table of its sections, and their texts,',
		'// which are compiled and run only when they are needed.',
	];
	return `#!/usr/bin/env node\n${explanation.join('\n')}\n${launcher}/*\n${table}\n${texts}*/\n`;
}
