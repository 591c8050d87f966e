import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Where the program keeps what it remembers. */
export type Home = {
	/** Profiles and the last answers. */
	readonly configuration: string;
	/** Runs, finished and interrupted. */
	readonly runs: string;
};

/**
 * ARC_NETCHECK_HOME holds everything if it is set; else the XDG base directories do (freedesktop.org basedir-spec 0.8), on
 * Windows APPDATA and LOCALAPPDATA where those are not set.
 */
export function locateHome(
	environment: {readonly [name: string]: string | undefined},
	platform: NodeJS.Platform = process.platform,
): Home {
	const own = environment.ARC_NETCHECK_HOME;
	if (own) return {configuration: path.resolve(own), runs: path.resolve(own, 'runs')};
	// The specification wants absolute paths, and others ignored.
	const folder = (variable: string, ofWindows: string, fallback: string) => {
		const given = environment[variable] || (platform === 'win32' ? environment[ofWindows] : undefined);
		return path.join(given && path.isAbsolute(given) ? given : path.join(homeFolder(), fallback), 'arc-netcheck');
	};
	return {
		configuration: folder('XDG_CONFIG_HOME', 'APPDATA', '.config'),
		runs: path.join(folder('XDG_STATE_HOME', 'LOCALAPPDATA', path.join('.local', 'state')), 'runs'),
	};
}

/** The root where there is no home: a pod may run as a user that no /etc/passwd knows, and container runtimes say so too. */
export function homeFolder(): string {
	try {
		return os.homedir();
	} catch {
		return path.parse(process.cwd()).root;
	}
}
