import fs from 'node:fs';
import path from 'node:path';
import type {Run} from '../../record/run.ts';
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

/** Whether anything has this name, be it a link that leads nowhere. */
export function isThere(file: string): boolean {
	return fs.lstatSync(file, {throwIfNoEntry: false}) !== undefined;
}

/** The path itself if nothing has it yet, else the first of `name-2`, `name-3`. A file keeps its ending. */
export function freePath(typed: string, places: Places): string {
	const isFree = (other: string) => !isThere(resolveTyped(other, places));
	if (isFree(typed)) return typed;
	const {dir, name, ext} = path.parse(typed);
	for (let number = 2; ; number++) {
		const other = path.join(dir, `${name}-${number}${ext}`);
		if (isFree(other)) return other;
	}
}

/** A folder for the export of a run that is not there yet: here, or under the home folder where nothing can be written here. */
export function proposeFolder(run: Pick<Run, 'settings' | 'startedAt' | 'vantage'>, places: Places): string {
	const name = proposeFileName(run);
	return freePath(isWritable(places.current) ? name : `~/${name}`, places);
}

function isWritable(folder: string): boolean {
	try {
		fs.accessSync(folder, fs.constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

type Named = Pick<Run, 'startedAt' | 'vantage'> & {readonly settings: Pick<Run['settings'], 'region'>};

/** A name for the files of a run, without an ending: place and day, and `demo` where it was made in the practice network. */
export function proposeFileName({settings, startedAt, vantage}: Named): string {
	const parts = ['arc-netcheck', vantage.kind === 'practice' ? 'demo' : '', settings.region, startedAt.slice(0, 10)];
	return parts.filter(part => part !== '').join('-');
}

/** More entries are not looked at: a folder of so many is not typed into by hand. */
const mostEntries = 10_000;

/**
 * What a shell would make of a path at Tab: as much as all names that fit have in common, with a slash behind a folder. The text
 * as it is where nothing fits, or where it can't be read.
 */
export function completePath(typed: string, places: Places): string {
	const slash = typed.lastIndexOf('/') + 1;
	const [folder, start] = [typed.slice(0, slash), typed.slice(slash)];
	if (typed === '~') return '~/';
	try {
		const whole = resolveTyped(folder === '' ? '.' : folder, places);
		const names = fs
			.readdirSync(whole, {withFileTypes: true})
			.slice(0, mostEntries)
			.map(({name}) => name)
			.filter(name => name.startsWith(start) && (start !== '' || !name.startsWith('.')));
		const [first, ...others] = names;
		if (first === undefined) return typed;
		const common = others.reduce(commonStart, first);
		const isFolder = others.length === 0 && fs.statSync(path.join(whole, common)).isDirectory();
		return `${folder}${common}${isFolder ? '/' : ''}`;
	} catch {
		return typed;
	}
}

function commonStart(one: string, other: string): string {
	let length = 0;
	while (length < one.length && one[length] === other[length]) length++;
	return one.slice(0, length);
}
