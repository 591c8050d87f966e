import fs from 'node:fs';
import path from 'node:path';
import {makeFolder} from '../make-folder.ts';

type Environment = {readonly [name: string]: string | undefined};

/** A folder of the user's own for compiled code. It need not be there yet. */
export type CacheFolder = {
	readonly path: string;
	/**
	 * Whether what is in it can be trusted. Whoever can write there decides what the program does, so it must be the
	 * user's alone, and nobody else may be able to put another folder in its place.
	 */
	isTrusted(): boolean;
	/** Makes it where it is missing. Throws if it can't be made, or not where it could be trusted. */
	make(): void;
};

/**
 * Where the program keeps compiled code: below ARC_NETCHECK_HOME, else where the XDG base directories have caches. Null
 * where the user wants none, in the way in which Node is told so, or has no such place.
 *
 * @param userId as process.getuid() says; undefined where files have no owner to be checked
 */
export function locateCacheFolder(environment: Environment, userId: number | undefined): CacheFolder | null {
	const folder = environment.NODE_DISABLE_COMPILE_CACHE ? null : choosePath(environment);
	if (folder === null || userId === undefined) return null;
	return {
		path: folder,
		isTrusted() {
			const stats = fs.lstatSync(folder, {throwIfNoEntry: false});
			const isPrivate = stats?.isDirectory() && stats.uid === userId && (stats.mode & 0o077) === 0;
			return isPrivate === true && isSafe(path.dirname(folder), userId);
		},
		make() {
			if (!isSafe(nearestFolder(folder), userId)) throw new Error(`Others can replace what is in ${folder}`);
			makeFolder(folder);
		},
	};
}

function choosePath(environment: Environment): string | null {
	const {ARC_NETCHECK_HOME: own, XDG_CACHE_HOME: cache, HOME: home} = environment;
	if (own) return path.resolve(own, 'cache');
	if (cache && path.isAbsolute(cache)) return path.join(cache, 'arc-netcheck');
	return home && path.isAbsolute(home) ? path.join(home, '.cache', 'arc-netcheck') : null;
}

function nearestFolder(folder: string): string {
	return fs.existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

/** No folder on the way belongs to somebody else but root, or lets everybody rename what is in it. */
function isSafe(folder: string, userId: number): boolean {
	for (let current = fs.realpathSync(folder); ; current = path.dirname(current)) {
		const {uid, mode} = fs.statSync(current);
		const isSticky = (mode & 0o1000) !== 0;
		if ((uid !== userId && uid !== 0) || ((mode & 0o002) !== 0 && !isSticky)) return false;
		if (current === path.dirname(current)) return true;
	}
}
