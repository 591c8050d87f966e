import {createHash} from 'node:crypto';
import * as z from 'zod';
import {UsageError} from '../errors.ts';
import {parseJson, placeIn} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {findBrokenRule} from './catalog-rules.ts';
import {documentSchema, featureSchema, regionSchema, requirementSchema} from './schema.ts';
import type {Catalog} from './types.ts';

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
