import * as z from 'zod';

/** What a field of a record holds, for whoever has to take out what is somebody's own. */
export type Holding =
	/** Nothing of anybody's own: a code, a time, a version. */
	| 'public'
	/** A host name, or an address in its place. */
	| 'host'
	/** An address of a machine. */
	| 'address'
	/** Who logs in. */
	| 'user'
	/** A path on this machine. */
	| 'file'
	/** Names of own resources by their kind. */
	| 'resources'
	/** Sentences and lists, in which anything may stand. */
	| 'text';

const holdings = z.registry<{readonly holds: Holding}>();

/** Says what a field holds. It stays out of the JSON Schema files, and a copy of the shape (`describe`, `meta`) knows it too. */
export function holds<Shape extends z.ZodType>(what: Holding, shape: Shape): Shape {
	holdings.add(shape, {holds: what});
	return shape;
}

/** What a field was said to hold; null: nothing was said. */
export function holdingOf(shape: z.core.$ZodType): Holding | null {
	return holdings.get(shape)?.holds ?? null;
}
