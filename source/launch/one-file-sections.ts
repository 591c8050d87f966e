import fs from 'node:fs';
import zlib from 'node:zlib';
import type {SectionSource} from './sections.ts';

/** How the file is made, as scripts/build/one-file.ts tells its beginning. */
export type FileLayout = {
	/** In bytes. */
	readonly tableLength: number;
	readonly packedLength: number;
};

/** Reads the sections at the end of a file. */
export function readSections(file: URL, layout: FileLayout): Pick<SectionSource, 'table' | 'readText'> {
	// All of it at once: the file may be replaced by a newer one while the program runs.
	const bytes = fs.readFileSync(file);
	const end = bytes.length - '\n*/\n'.length;
	const packed = end - layout.packedLength;
	let texts: Buffer | undefined;
	return {
		table: JSON.parse(bytes.toString('latin1', packed - 1 - layout.tableLength, packed - 1)),
		readText({start, length}) {
			texts ??= zlib.zstdDecompressSync(Buffer.from(bytes.toString('latin1', packed, end), 'base64'));
			return texts.toString('latin1', start, start + length);
		},
	};
}
