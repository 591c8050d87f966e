import {createHash} from 'node:crypto';
import {isIP} from 'node:net';
import {getPublicSuffix} from 'tldts';
import * as z from 'zod';
import {UsageError} from '../errors.ts';
import {parseJson, placeIn} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {isHost, matchesHostPattern} from './host-pattern.ts';
import {documentSchema, featureSchema, regionSchema, requirementSchema} from './schema.ts';
import type {Catalog, Requirement} from './types.ts';

const schemaTag = 'arc-netcheck/catalog@1';

const contentShape = {
	version: z.iso.date(),
	requirements: z.array(requirementSchema).min(1),
	regions: z.array(regionSchema).min(1),
	features: z.array(featureSchema).min(1),
	documents: z.array(documentSchema),
};
const fileSchema = z.strictObject({
	schema: z.literal(schemaTag),
	checksum: z.string().regex(/^[0-9a-f]{64}$/),
	...contentShape,
});

/** SHA-256 over what a catalog holds, in hexadecimal digits. */
export function checksumOf({version, requirements, regions, features, documents}: Catalog): string {
	return createHash('sha256')
		.update(JSON.stringify({version, requirements, regions, features, documents}))
		.digest('hex');
}

/** A catalog as a file that another version of the program reads. */
export function formatCatalog(catalog: Catalog): string {
	const {version, requirements, regions, features, documents} = catalog;
	const content = {version, requirements, regions, features, documents};
	return `${JSON.stringify({schema: schemaTag, checksum: checksumOf(catalog), ...content}, null, '\t')}\n`;
}

/**
 * Reads a catalog from the text of a file. Throws a UsageError that names the file, what is wrong and the cure: it can't be
 * read, was changed after it was written, does what no catalog may, or is older than `builtIn`.
 */
export function parseCatalogFile(text: string, fileName: string, builtIn: Pick<Catalog, 'version'>): Catalog {
	const file = safeText(fileName);
	const data = parseJson(text, file, 'give a file that "catalog export" wrote');
	const parsed = fileSchema.safeParse(data);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const place = placeIn(issue?.path ?? []) || 'the file';
		throw new UsageError(
			`${file}: ${place} does not fit a catalog of this version (${safeText(issue?.message ?? '', 120)}): give a file that "catalog export" wrote.`,
		);
	}
	// The order of the fields in the file is that of the checksum, which the schema may not keep.
	const {schema: _schema, checksum, ...catalog} = data as z.output<typeof fileSchema>;
	if (checksumOf(catalog) !== checksum) {
		throw new UsageError(
			`${file} was changed after it was written: its checksum does not fit what it holds. Get it again.`,
		);
	}
	const problem = findBrokenRule(catalog);
	if (problem !== null) throw new UsageError(`${file} can't be used: ${safeText(problem, 300)}. Get another catalog.`);
	if (catalog.version < builtIn.version) {
		throw new UsageError(
			`${file} is of ${catalog.version}, older than the catalog of ${builtIn.version} in this program: leave it out, or get a newer one.`,
		);
	}
	return {...catalog, checksum};
}

/** Every placeholder and every `*` as a label that stands for it. */
const filledIn = (pattern: string) => pattern.replaceAll(/<[a-z-]+>/g, 'sample').replaceAll('*', 'sample');

/**
 * Suffixes under which anybody can have a name, and which the vendor's documents name whole: accounts and relays there are
 * the service's own, chosen at run time. Any other one that is open to all, such as `*.azurewebsites.net`, is refused.
 */
const neededSuffixes: ReadonlySet<string> = new Set([
	'blob.core.windows.net',
	'blob.core.usgovcloudapi.net',
	'servicebus.windows.net',
	'servicebus.usgovcloudapi.net',
]);

type Rule = (row: Requirement, catalog: Pick<Catalog, 'features'>) => string | null;

/** What is wrong with a pattern by itself; null: nothing. */
function problemOfPattern(pattern: string): string | null {
	const isStarWhole = pattern.split('.').every(label => label === '*' || !label.includes('*'));
	if (!isStarWhole || !isHost(filledIn(pattern))) return `has ${pattern}, which is no host name`;
	if (isIP(pattern) !== 0) return `has the address ${pattern}: name a host, since addresses change`;
	return isOpenToAll(pattern) ? `has ${pattern}, under which anybody can have a name` : null;
}

/**
 * Whether what follows the last open label belongs to no one owner: a registry, or behind a `*` a service that rents names out.
 * A placeholder there is filled with the user's own name or region, and never becomes a wildcard.
 */
function isOpenToAll(pattern: string): boolean {
	const registered = tailBehind(pattern, /[*<]/);
	if (registered !== null && (registered === '' || getPublicSuffix(registered) === registered)) return true;
	const rented = tailBehind(pattern, /\*/);
	if (rented === null || neededSuffixes.has(rented)) return false;
	return getPublicSuffix(rented, {allowPrivateDomains: true}) === rented;
}

/** What stands behind the last label that is open, without its dot; null where none is. */
function tailBehind(pattern: string, open: RegExp): string | null {
	const labels = pattern.split('.');
	const last = labels.findLastIndex(label => open.test(label));
	return last === -1 ? null : labels.slice(last + 1).join('.');
}

/**
 * What no catalog may do, whoever wrote it: open more than the hosts of one owner, or send a request somewhere else. Each
 * gives what is wrong with a row, behind its id; null: nothing.
 */
const rules: readonly Rule[] = [
	({pattern}) => problemOfPattern(pattern),
	({pattern, narrowed}) => {
		if (narrowed === null) return null;
		const isNarrower = isUnder(pattern, narrowed);
		return (
			problemOfPattern(narrowed) ?? (isNarrower ? null : `narrows ${pattern} to ${narrowed}, which is not under it`)
		);
	},
	({path}) =>
		path === null || (path.startsWith('/') && !path.startsWith('//') && !/[\\@]|^[^?]*\/\.\.?(?:[/?]|$)/.test(path))
			? null
			: `asks for ${path}, which may lead to another host`,
	({pattern, standIns}) => {
		const stranger = standIns.find(({host}) => !isUnder(pattern, host));
		return stranger === undefined ? null : `has the stand-in ${stranger.host}, which is not under ${pattern}`;
	},
	({pattern, resource}) => {
		// The user gives the whole address of a cluster of AKS.
		if (resource === null || (resource.key === 'aks' && resource.host === '<aks>')) return null;
		const isOwn = isUnder(pattern, resource.host);
		return isOwn ? null : `has ${resource.host} for an own resource, which is not under ${pattern}`;
	},
	({features}, catalog) => {
		const unknown = features.find(id => !catalog.features.some(feature => feature.id === id));
		return unknown === undefined ? null : `names the feature ${unknown}, which is not there`;
	},
];

function isUnder(pattern: string, host: string): boolean {
	return isHost(filledIn(host)) && matchesHostPattern(pattern.replaceAll(/<[a-z-]+>/g, 'sample'), filledIn(host));
}

/** The first thing in a catalog that none may do, as one sentence without its end; null where there is nothing. */
export function findBrokenRule(catalog: Pick<Catalog, 'requirements' | 'features'>): string | null {
	const ids = new Set<string>();
	const places = new Set<string>();
	for (const row of catalog.requirements) {
		const problem = rules.map(rule => rule(row, catalog)).find(found => found !== null);
		if (problem != null) return `the requirement ${row.id} ${problem}`;
		if (ids.has(row.id)) return `the id ${row.id} is there twice`;
		ids.add(row.id);
		for (const cloud of row.clouds) {
			const place = `${row.pattern}:${row.port} in the cloud ${cloud}`;
			if (places.has(place)) return `${place} is there twice`;
			places.add(place);
		}
	}
	return null;
}
