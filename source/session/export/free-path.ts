import fs from 'node:fs';
import path from 'node:path';
import {type Places, resolveTyped} from './destination.ts';

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
