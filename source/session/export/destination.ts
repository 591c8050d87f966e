import path from 'node:path';
import {type OutputId, outputOf, outputs} from './outputs.ts';

/** Where relative paths and `~` lead. */
export type Places = {readonly current: string; readonly home: string};

/** Which files are written, and where. */
export type Destination = {
	readonly folder: string;
	readonly files: ReadonlyArray<{readonly output: OutputId; readonly file: string}>;
};

/** The endings that make a file of what was typed. A folder may well have a dot in its name. */
const fileEndings = new Set(outputs.map(({fileName}) => path.extname(fileName)));

/**
 * Reads what was typed as a folder or, where it ends as one of our files does, as the name of a file: `r1.md` is that file,
 * and what else is ticked goes beside it as `r1.html`, `r1-change-request.txt`.
 */
export function destinationFor(typed: string, ticked: readonly OutputId[], places: Places): Destination {
	const whole = resolveTyped(typed, places);
	const ending = path.extname(whole);
	if (!fileEndings.has(ending) || isFolderLike(typed)) {
		const files = ticked.map(output => ({output, file: path.join(whole, outputOf(output).fileName)}));
		return {folder: whole, files};
	}
	const folder = path.dirname(whole);
	const base = path.basename(whole, ending);
	const [only] = ticked;
	if (ticked.length === 1 && only && path.extname(outputOf(only).fileName) === ending) {
		return {folder, files: [{output: only, file: whole}]};
	}
	return {
		folder,
		files: ticked.map(output => ({output, file: path.join(folder, besideName(base, outputOf(output).fileName))})),
	};
}

function isFolderLike(typed: string): boolean {
	return /[/\\]$/.test(typed.trim());
}

/** The absolute path that was meant. A shell would have read the `~`; here nobody did. */
export function resolveTyped(typed: string, {current, home}: Places): string {
	const text = typed.trim();
	return path.resolve(current, text === '~' || /^~[/\\]/.test(text) ? path.join(home, text.slice(1)) : text);
}

function besideName(base: string, fileName: string): string {
	return fileName.startsWith('report.') ? `${base}${fileName.slice('report'.length)}` : `${base}-${fileName}`;
}

/** A path as a person would write it: `~` for the home folder. */
export function shortenHome(file: string, {home}: Places): string {
	const inside = path.relative(home, file);
	const isInside = inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside);
	return isInside ? path.join('~', inside) : file;
}
