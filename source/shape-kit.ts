import * as z from 'zod';

/**
 * What a field of a record holds, for whoever has to take out what is somebody's own. Every text in the shapes of reports
 * says one of these; what is no text (a number, a word of a closed list) holds nothing of anybody's.
 */
export type Holding =
	/** Nothing of anybody's own: a code, a time, a version. */
	| 'public'
	/** A host that the user or the plan names, or an address in its place. */
	| 'host'
	/** A host that a name server, a peer or a certificate names. */
	| 'name'
	/** An address of a machine, with a port or without. */
	| 'address'
	/** Who logs in. */
	| 'user'
	/** A path on this machine. */
	| 'file'
	/** Names of own resources by their kind. */
	| 'resources'
	/** A no_proxy list. */
	| 'no-proxy'
	/** A sentence, a command or a list, in which anything may stand. */
	| 'text'
	/** What is public of a requirement of the catalog, and the user's own of any other: `documented` says what it gives way to. */
	| 'documented'
	/** The id of a requirement, of a row, of a finding. */
	| 'requirement-id'
	| 'row-id'
	| 'finding-id'
	/** The path that a row asks for, and the line that was sent. */
	| 'path'
	| 'request'
	/** What a peer sent: the words behind its status, headers, body, title, certificates. */
	| 'reason'
	| 'headers'
	| 'body'
	| 'title'
	| 'chain'
	/** The name of a certificate that this machine or the user trusts. */
	| 'authority'
	/** Frames, on which the fields inside depend: a row may be the user's own, and a handshake proves who is there. */
	| 'row'
	| 'handshake';

type Held = {readonly holds: Holding; readonly instead?: unknown};

const holdings = z.registry<Held>();

/** Says what a field holds. It stays out of the JSON Schema files, and a copy of the shape (`describe`, `meta`) knows it too. */
export function holds<Shape extends z.ZodType>(what: Holding, shape: Shape): Shape {
	holdings.add(shape, {holds: what});
	return shape;
}

/** Says that a field is public in requirements of the catalog, and what takes its place in the user's own. */
export function documented<Shape extends z.ZodType>(instead: z.output<Shape>, shape: Shape): Shape {
	holdings.add(shape, {holds: 'documented', instead});
	return shape;
}

/** What a field was said to hold; undefined: nothing was said. */
export function heldBy(shape: z.core.$ZodType): Held | undefined {
	return holdings.get(shape);
}

/**
 * What the rows of the settings make their shapes with. It is handed to them, so that a start without a file to read loads
 * no zod; and it names what they use, since all of zod in one value would be bundled with its words in sixty languages.
 */
export const shapeKit = {
	z: {
		array: z.array,
		boolean: z.boolean,
		enum: z.enum,
		int: z.int,
		ipv4: z.ipv4,
		ipv6: z.ipv6,
		number: z.number,
		object: z.object,
		partialRecord: z.partialRecord,
		strictObject: z.strictObject,
		string: z.string,
		union: z.union,
	},
	holds,
};

/*
 * What a number or a time in a file can be. A file may come from anybody: a time beyond these bounds is none that a date
 * can hold, and sums of them stay finite.
 */

/** Milliseconds that something took: up to a year, more than any run. */
export const milliseconds = () => z.number().min(0).max(31_536_000_000);

export const portNumber = () => z.int().min(0).max(65_535);

/** How many of something there were: no file holds more. */
export const count = () => z.int().min(0).max(1_000_000_000);

/** A time as ISO 8601 has it, with its zone: from the year 1 to 9999. */
export const isoTime = () =>
	z
		.string()
		.regex(
			/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/,
			'give a time such as 2026-11-22T10:30:00Z',
		);

/** A type that was inferred from a schema, as data that nobody changes. */
export type ReadOnly<Type> = Type extends readonly (infer Item)[]
	? readonly ReadOnly<Item>[]
	: Type extends object
		? {readonly [Key in keyof Type]: ReadOnly<Type[Key]>}
		: Type;
