import type * as z from 'zod';
import type {shapeKit} from '../holds.ts';
import type {CloudId} from '../vocabulary.ts';

export type ShapeKit = typeof shapeKit;

/** A name and a value in words. */
export type NamedText = readonly [name: string, text: string];

/** An option of the command line. */
export type Flag<Value> = {
	/** As the help writes it: `--region <name>`. */
	readonly name: string;
	readonly help: string;
	/** It may come more than once: what it says adds up. */
	readonly isList?: true;
	/**
	 * Reads its argument; without it the text is the value, or true where there is no argument. Throws a UsageError that
	 * names `field`. `before`: what a list came to so far.
	 */
	read?(text: string, field: string, before: Value | undefined): Value;
};

type FactContext = {
	readonly cloud: CloudId;
	titlesOf(features: readonly string[]): readonly string[];
};

/** What follows from any setting. `Draft` is its value while it may still be open (null), for the catalog to fill in. */
export type Field<Value, Draft = Value> = {
	/** What holds where nobody said anything. */
	readonly default: Draft;
	/** For a file of this machine, which a profile names by its whole path: what it is called on a screen. */
	readonly file?: string;
	/** As reports show it, with what it holds of somebody's own. A setting that older reports lack has a default. */
	report(kit: ShapeKit): z.ZodType<Value>;
	/** As a profile may say it; refused are texts that no flag would take. */
	profile(kit: ShapeKit): z.ZodType<Draft>;
	/** For those that another region makes void: the value from what was given and what the profile has. */
	choose?(given: Value | undefined, kept: Draft | undefined, isRegionKept: boolean): Draft;
	/** As a comparison of two runs writes it, always under the same names. */
	words(value: Value): readonly NamedText[];
	/** As a report lists it. `titlesOf` gives features by their titles. */
	facts?(value: Value, around: FactContext): readonly NamedText[];
	/** The flags that give the value again, in a command that repeats the check. */
	readonly retest?: {
		/** Whether it decides on what is probed, or on the way there. */
		readonly decides: 'targets' | 'way';
		words(value: Value): readonly string[];
	};
};
