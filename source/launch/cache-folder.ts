import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
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
	/** A file in it. Null if the folder or the file can't be trusted; throws if there is none. */
	read(fileName: string): Buffer | null;
};

/**
 * Where the program keeps compiled code: below NODE_COMPILE_CACHE or ARC_NETCHECK_HOME, else where the XDG base directories
 * have caches. Null where the user wants none, in the way in which Node is told so, or has no such place.
 *
 * On Windows it is below LOCALAPPDATA, which is the user's alone by what every folder there inherits; elsewhere nothing can be
 * told of who may write.
 *
 * @param userId as process.getuid() says; undefined where files have no owner to be checked
 */
export function locateCacheFolder(
	environment: Environment,
	userId: number | undefined,
	platform: NodeJS.Platform = process.platform,
): CacheFolder | null {
	if (environment.NODE_DISABLE_COMPILE_CACHE) return null;
	if (platform === 'win32') return localFolder(environment.LOCALAPPDATA);
	const folder = choosePath(environment);
	if (folder === null || userId === undefined) return null;
	const isTrusted = () => {
		const stats = fs.lstatSync(folder, {throwIfNoEntry: false});
		const isPrivate = stats?.isDirectory() && stats.uid === userId && (stats.mode & 0o077) === 0;
		return isPrivate === true && isSafe(path.dirname(folder), userId);
	};
	return {
		path: folder,
		isTrusted,
		read: fileName => (isTrusted() ? readOwnFile(path.join(folder, fileName), userId) : null),
		make() {
			if (!isSafe(nearestFolder(folder), userId)) throw new Error(`Others can replace what is in ${folder}`);
			makeFolder(folder);
		},
	};
}

function localFolder(local: string | undefined): CacheFolder | null {
	if (!local || !path.isAbsolute(local)) return null;
	const folder = path.join(local, 'arc-netcheck', 'cache');
	// A link leads out of what is the user's alone.
	const isTrusted = () =>
		[path.dirname(folder), folder].every(one => fs.lstatSync(one, {throwIfNoEntry: false})?.isDirectory() === true);
	return {
		path: folder,
		isTrusted,
		make: () => makeFolder(folder),
		read: fileName => (isTrusted() ? fs.readFileSync(path.join(folder, fileName)) : null),
	};
}

function choosePath(environment: Environment): string | null {
	const {NODE_COMPILE_CACHE: shared, ARC_NETCHECK_HOME: own, XDG_CACHE_HOME: cache, HOME: home} = environment;
	if (shared) return path.resolve(shared, 'arc-netcheck');
	if (own) return path.resolve(own, 'cache');
	if (cache && path.isAbsolute(cache)) return path.join(cache, 'arc-netcheck');
	return home && path.isAbsolute(home) ? path.join(home, '.cache', 'arc-netcheck') : null;
}

function nearestFolder(folder: string): string {
	return fs.existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

/**
 * No folder on the way belongs to somebody else but root, or lets a group or everybody rename what is in it. What a group
 * may do does not matter below a folder of the user's own that nobody else may pass: some systems make every folder
 * writable for the group, which is then the user's own.
 */
function isSafe(folder: string, userId: number): boolean {
	let isOpenToGroup = false;
	for (let current = fs.realpathSync(folder); ; current = path.dirname(current)) {
		const {uid, mode} = fs.statSync(current);
		const isSticky = (mode & 0o1000) !== 0;
		if ((uid !== userId && uid !== 0) || ((mode & 0o002) !== 0 && !isSticky)) return false;
		if ((mode & 0o020) !== 0 && !isSticky) isOpenToGroup = true;
		else if (uid === userId && (mode & 0o011) === 0) isOpenToGroup = false;
		if (current === path.dirname(current)) return !isOpenToGroup;
	}
}

/** What is looked at is what was opened: the folder may be another one by now. */
function readOwnFile(file: string, userId: number): Buffer | null {
	const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
	try {
		const stats = fs.fstatSync(descriptor);
		const isOwn = stats.isFile() && stats.uid === userId && (stats.mode & 0o022) === 0;
		return isOwn ? fs.readFileSync(descriptor) : null;
	} finally {
		fs.closeSync(descriptor);
	}
}
