import {isDeepStrictEqual} from 'node:util';
import type {Catalog} from './types.ts';

type Kind = 'requirement' | 'region' | 'feature' | 'document';
type Entry = {readonly kind: Kind; readonly name: string};

export type CatalogDiff = {
	readonly old: {readonly version: string};
	readonly new: {readonly version: string};
	readonly added: readonly Entry[];
	readonly removed: readonly Entry[];
	readonly changed: ReadonlyArray<
		Entry & {
			readonly fields: ReadonlyArray<{readonly field: string; readonly before: string; readonly after: string}>;
		}
	>;
};

type Row = {readonly [field: string]: unknown};

/** What one catalog has that another lacks, and which fields of what both have differ; values as JSON. */
export function diffCatalogs(before: Catalog, after: Catalog): CatalogDiff {
	const parts = [
		diffRows(
			'requirement',
			before.requirements,
			after.requirements,
			({id, pattern, port}) => `${id} (${pattern}:${port})`,
		),
		diffRows('region', before.regions, after.regions, ({name}) => name),
		diffRows('feature', before.features, after.features, ({id}) => id),
		diffRows('document', before.documents, after.documents, ({id}) => id),
	];
	return {
		old: {version: before.version},
		new: {version: after.version},
		added: parts.flatMap(({added}) => added),
		removed: parts.flatMap(({removed}) => removed),
		changed: parts.flatMap(({changed}) => changed),
	};
}

function diffRows<Value extends object>(
	kind: Kind,
	before: readonly Value[],
	after: readonly Value[],
	nameOf: (row: Value) => string,
): Pick<CatalogDiff, 'added' | 'removed' | 'changed'> {
	const keyOf = (row: Value) => ('id' in row ? String(row.id) : nameOf(row));
	const older = new Map(before.map(row => [keyOf(row), row]));
	const newer = new Map(after.map(row => [keyOf(row), row]));
	return {
		added: after.filter(row => !older.has(keyOf(row))).map(row => ({kind, name: nameOf(row)})),
		removed: before.filter(row => !newer.has(keyOf(row))).map(row => ({kind, name: nameOf(row)})),
		changed: after.flatMap(row => {
			const old = older.get(keyOf(row));
			const fields = old === undefined ? [] : differingFields(old as Row, row as Row);
			return fields.length === 0 ? [] : [{kind, name: nameOf(row), fields}];
		}),
	};
}

function differingFields(before: Row, after: Row) {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	const words = (value: unknown) => JSON.stringify(value) ?? 'nothing';
	return names
		.filter(name => !isDeepStrictEqual(before[name], after[name]))
		.map(field => ({field, before: words(before[field]), after: words(after[field])}));
}
