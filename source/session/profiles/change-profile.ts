import type {Environment} from '../../settings/types.ts';
import {locateHome} from '../../store/home.ts';
import {profilesFolder, removeProfileFile, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import {moveRuns, removeRuns} from '../../store/runs-folder.ts';
import {withStore} from '../store-errors.ts';
import {loadProfile} from './load-profile.ts';

/** Gives a profile and its runs another name. Throws a UsageError where that is taken, or where there is no such profile. */
export function moveProfile(oldName: string, newName: string, environment: Environment): void {
	const profile = loadProfile(parseProfileName(oldName, 'The old name'), environment);
	parseProfileName(newName, 'The new name');
	const {configuration, runs} = locateHome(environment);
	const folder = profilesFolder(configuration);
	withStore(folder, () => {
		// The new one is there before the old one goes: a crash in between leaves two, never none.
		writeProfileFile(folder, {...profile, name: newName}, {isExclusive: true});
		try {
			removeProfileFile(folder, oldName);
		} catch (error) {
			// Another process was quicker: what it did holds, and there is no second profile.
			removeProfileFile(folder, newName);
			throw error;
		}
		moveRuns(runs, oldName, newName);
	});
}

/** Removes a profile and its runs, and returns how many runs there were. */
export function dropProfile(name: string, environment: Environment): number {
	parseProfileName(name, 'The name');
	const {configuration, runs} = locateHome(environment);
	const folder = profilesFolder(configuration);
	return withStore(folder, () => {
		removeProfileFile(folder, name);
		return removeRuns(runs, name);
	});
}
