import fs from 'node:fs';
import type {Run} from '../../record/run.ts';
import {proposeFileName} from '../../report/file-name.ts';
import type {Places} from './destination.ts';
import {freePath} from './free-path.ts';

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
