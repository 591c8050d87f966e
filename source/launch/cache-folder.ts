import fs from 'node:fs';
import path from 'node:path';

/**
 * Where Node may keep the compiled code of the program: in the user's own cache folder. Null where that can't be
 * trusted. Whoever can write there decides what the program does, so it must be the user's alone, and nobody else may
 * be able to put another folder in its place.
 */
export function openCacheFolder(
	environment: {readonly [name: string]: string | undefined},
	/** As process.getuid() says; undefined where files have no owner to be checked. */
	userId: number | undefined,
): string | null {
	const folder = locateCacheFolder(environment);
	if (folder === null || userId === undefined) return null;
	try {
		if (!fs.existsSync(folder)) {
			if (!isSafeToUse(nearestFolder(folder), userId)) return null;
			makeFolder(folder);
		}
		const stats = fs.lstatSync(folder);
		const isPrivate = stats.isDirectory() && stats.uid === userId && (stats.mode & 0o077) === 0;
		return isPrivate && isSafeToUse(path.dirname(folder), userId) ? folder : null;
	} catch {
		// A cache is a comfort: where there can be none, the program starts a little later.
		return null;
	}
}

function locateCacheFolder(environment: {readonly [name: string]: string | undefined}): string | null {
	const {ARC_NETCHECK_HOME: own, XDG_CACHE_HOME: cache, HOME: home} = environment;
	if (own) return path.resolve(own, 'cache');
	if (cache && path.isAbsolute(cache)) return path.join(cache, 'arc-netcheck');
	return home && path.isAbsolute(home) ? path.join(home, '.cache', 'arc-netcheck') : null;
}

/** Step by step: `recursive` never comes to an end below /proc, where making a folder fails with ENOENT. */
function makeFolder(folder: string): void {
	if (fs.existsSync(folder)) return;
	makeFolder(path.dirname(folder));
	fs.mkdirSync(folder, {mode: 0o700});
}

function nearestFolder(folder: string): string {
	return fs.existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

/** No folder on the way belongs to somebody else but root, or lets everybody rename what is in it. */
function isSafeToUse(folder: string, userId: number): boolean {
	for (let current = fs.realpathSync(folder); ; current = path.dirname(current)) {
		const {uid, mode} = fs.statSync(current);
		const isSticky = (mode & 0o1000) !== 0;
		if ((uid !== userId && uid !== 0) || ((mode & 0o002) !== 0 && !isSticky)) return false;
		if (current === path.dirname(current)) return true;
	}
}
