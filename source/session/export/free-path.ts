import fs from 'node:fs';
import path from 'node:path';
import type {Run} from '../../record/run.ts';
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
