import fs from 'node:fs';
import process from 'node:process';
import {locateCacheFolder} from './cache-folder.ts';
import {openCachedScripts} from './cached-scripts.ts';
import {nameCache} from './name-cache.ts';
import {runSections, type SectionTable} from './sections.ts';

/** How the file is made, as scripts/build/write-one-file.mjs tells its beginning. */
export type FileLayout = {
	/** In bytes. */
	readonly tableLength: number;
	readonly textsLength: number;
	/** What the sections are, in a few letters: other ones have other letters. */
	readonly buildId: string;
	/** Stands in the sections for the end of the comment that they are in. */
	readonly endOfCommentMark: string;
};

/** Runs the program from the sections at the end of a file. */
export function runOneFile(file: URL, layout: FileLayout): void {
	// All of it at once: the file may be replaced by a newer one while the program runs.
	const bytes = fs.readFileSync(file);
	const texts = bytes.length - '*/\n'.length - layout.textsLength;
	const table: SectionTable = JSON.parse(bytes.toString('latin1', texts - 1 - layout.tableLength, texts - 1));

	const folder = locateCacheFolder(process.env, process.getuid?.());
	const scripts = openCachedScripts(folder, nameCache(layout.buildId, process));
	process.once('exit', code => {
		// Wrong usage is not worth keeping.
		if (code !== 2) scripts.save();
	});
	runSections({
		table,
		readText: ({start, length}) =>
			bytes.toString('latin1', texts + start, texts + start + length).replaceAll(layout.endOfCommentMark, '*/'),
		evaluate: scripts.evaluate,
		loadBuiltin: name => process.getBuiltinModule(name),
	});
}
