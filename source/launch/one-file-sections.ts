import fs from 'node:fs';
import type {SectionSource} from './sections.ts';

/** How the file is made, as scripts/build/one-file.ts tells its beginning. */
export type FileLayout = {
	/** In bytes. */
	readonly tableLength: number;
	readonly textsLength: number;
	/** Stands in the sections for the end of the comment that they are in. */
	readonly endOfCommentMark: string;
};

/** Reads the sections at the end of a file. */
export function readSections(file: URL, layout: FileLayout): Pick<SectionSource, 'table' | 'readText'> {
	// All of it at once: the file may be replaced by a newer one while the program runs.
	const bytes = fs.readFileSync(file);
	const texts = bytes.length - '*/\n'.length - layout.textsLength;
	return {
		table: JSON.parse(bytes.toString('latin1', texts - 1 - layout.tableLength, texts - 1)),
		readText: ({start, length}) =>
			bytes.toString('latin1', texts + start, texts + start + length).replaceAll(layout.endOfCommentMark, '*/'),
	};
}
