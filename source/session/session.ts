import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {catalog as builtIn} from '../catalog/catalog.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import type {Network} from '../probe/network.ts';
import {flagNames, type SettingNames} from '../settings/setting-names.ts';
import type {Environment} from '../settings/types.ts';
import {parseInternetSettings, parseWinHttp, type SystemProxy} from '../settings/windows-proxy.ts';
import {type Home, locateHome} from '../store/home.ts';
import {system32} from '../system32.ts';
import {openUserFiles, type UserFiles} from './files/user-files.ts';

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

const internetSettings = String.raw`Software\Microsoft\Windows\CurrentVersion\Internet Settings`;

/** Where Windows keeps proxies, in the order in which they are looked for: of the user, of the machine, and of its services. */
const places = [
	{key: `HKCU\\${internetSettings}`, parse: parseInternetSettings},
	{key: `HKLM\\${internetSettings}`, parse: parseInternetSettings},
	{key: `HKLM\\${internetSettings}\\Connections`, parse: parseWinHttp},
];

/** A query takes some 50 ms, and a machine that is busy more. */
const patienceMs = 3000;
/** A thousand times what stands there. */
const largestListing = 1_000_000;

/** What Windows names as its proxies, read when it is first asked for; null on other systems, which have no one place for it. */
export function openSystemProxy(
	environment: Environment,
	platform: NodeJS.Platform = process.platform,
	query = queryRegistry,
): (() => SystemProxy | null) | null {
	if (platform !== 'win32') return null;
	let answer: {readonly found: SystemProxy | null} | UsageError | undefined;
	return () => {
		answer ??= readPlaces(key => query(key, environment));
		if (answer instanceof UsageError) throw answer;
		return answer.found;
	};
}

function readPlaces(query: (key: string) => string): {readonly found: SystemProxy | null} | UsageError {
	try {
		for (const {key, parse} of places) {
			const found = parse(query(key));
			if (found !== null) return {found};
		}
		return {found: null};
	} catch (error) {
		if (error instanceof UsageError) return error;
		throw error;
	}
}

/** The values of a key; empty where it is missing. */
function queryRegistry(key: string, environment: Environment): string {
	const {status, stdout} = spawnSync(system32(environment, 'reg.exe'), ['query', key], {
		...{encoding: 'latin1', timeout: patienceMs, maxBuffer: largestListing, windowsHide: true},
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return status === 0 ? stdout : '';
}
