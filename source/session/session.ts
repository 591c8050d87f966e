import {catalog as builtIn} from '../catalog/catalog.ts';
import type {Catalog} from '../catalog/types.ts';
import type {Network} from '../probe/network.ts';
import {flagNames, type SettingNames} from '../settings/setting-names.ts';
import type {Environment} from '../settings/types.ts';
import type {SystemProxy} from '../settings/windows-proxy.ts';
import {type Home, locateHome} from '../store/home.ts';
import {openUserFiles, type UserFiles} from './files/user-files.ts';
import {openSystemProxy} from './proxy/system-proxy.ts';

/** What both faces work with, the commands and the wizard: where settings come from, and where what was found stays. */
export type Session = {
	readonly environment: Environment;
	/** What Windows names as its proxies, read once. Throws a UsageError where it can't be read; null: this is another system. */
	readonly systemProxy: (() => SystemProxy | null) | null;
	/** Told each password that is in use, so that a report of a fault can leave it out. */
	readonly keepSecret: (secret: string) => void;
	readonly files: UserFiles;
	/** Where profiles and runs are. */
	readonly home: Home;
	/** What sentences call the settings: flags, unless the session is one of screens. */
	readonly names: SettingNames;
	/** What must be reachable, for screens, which ask for more than one plan: the program's own unless another one was named. */
	readonly catalog: Catalog;
	/** Takes the place of the one that the settings describe, as the practice network does; null: none. */
	readonly network: Network | null;
};

/** Opens a session in an environment. Nothing is read or made before it is asked for. */
export function openSession(
	{environment, keepSecret}: Pick<Session, 'environment' | 'keepSecret'>,
	{
		network = null,
		names = flagNames,
		catalog = builtIn,
		systemProxy = network === null ? openSystemProxy(environment) : null,
	}: Partial<Pick<Session, 'network' | 'names' | 'catalog' | 'systemProxy'>> = {},
): Session {
	const [files, home] = [openUserFiles(), locateHome(environment)];
	return {environment, systemProxy, keepSecret, files, home, names, network, catalog};
}
