import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {UsageError} from '../../errors.ts';
import type {Environment} from '../../settings/types.ts';
import {parseInternetSettings, parseWinHttp, type SystemProxy} from '../../settings/windows-proxy.ts';
import {system32} from '../../system32.ts';

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
