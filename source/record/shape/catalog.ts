import * as z from 'zod';
import {holds} from '../../shape-kit.ts';

/** The catalog that a plan or a run was made with. */
export const catalogShape = z.object({
	version: holds('public', z.string()).describe('The date of the newest fact in it.'),
	checksum: holds('public', z.string())
		.optional()
		.describe('SHA-256 of what it holds, where it came from a file. Absent for the one of the program.'),
});

export function toCatalogUsed({
	catalogVersion,
	catalogChecksum,
}: {
	readonly catalogVersion: string;
	readonly catalogChecksum?: string | undefined;
}): z.output<typeof catalogShape> {
	return {version: catalogVersion, ...(catalogChecksum !== undefined && {checksum: catalogChecksum})};
}
