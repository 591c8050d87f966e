import path from 'node:path';
import {findRegion} from '../catalog/regions.ts';
import type {Region} from '../catalog/types.ts';
import {homeFolder} from '../store/home.ts';
import {readBounded} from './files/user-files.ts';
import type {Session} from './session.ts';

/** The most that is read of the Azure CLI's configuration, in bytes. */
const largestConfiguration = 64_000;

/**
 * The region that the Azure CLI takes where none is given, as `az config set defaults.location=…` keeps it; null where there
 * is none that the catalog knows. Variables go before the file (learn.microsoft.com/cli/azure/azure-cli-configuration).
 */
export async function readAzureRegion({
	environment,
	catalog,
}: Pick<Session, 'environment' | 'catalog'>): Promise<Region | null> {
	const given = environment.AZURE_DEFAULTS_LOCATION;
	const folder = environment.AZURE_CONFIG_DIR || path.join(environment.HOME || homeFolder(), '.azure');
	const location = given || defaultLocation(await readConfiguration(path.join(folder, 'config')));
	return (location && findRegion(catalog, location)) || null;
}

/** What cannot be read is no reason not to ask. */
async function readConfiguration(file: string): Promise<string> {
	try {
		return (await readBounded(file, largestConfiguration)).text ?? '';
	} catch {
		return '';
	}
}

/** `location` in the section `[defaults]` of an INI file, in which Python's ConfigParser takes `=` and `:` alike. */
export function defaultLocation(text: string): string | null {
	let section = '';
	for (const line of text.split(/\r?\n/)) {
		section = /^\s*\[([^\]]*)\]/.exec(line)?.[1] ?? section;
		const [, value] = /^\s*location\s*[=:]\s*(.*?)\s*$/i.exec(line) ?? [];
		if (section === 'defaults' && value) return value;
	}
	return null;
}
