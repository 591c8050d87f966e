import type * as z from 'zod';
import {type Holding, heldBy} from '../shape-kit.ts';

/** Fields that say something of what is inside of them, and are walked through. */
const frames = ['row', 'handshake'] as const;
type Frame = (typeof frames)[number];

/** What is done with the fields of a record. `Scope` is what a field needs to know of what is around it. */
export type Visitor<Scope> = {
	/** The scope inside a frame. */
	enter(frame: Frame, value: unknown, scope: Scope): Scope;
	/** The value in place of a held one, never null. `instead`: what a documented field says gives way to it. */
	take(what: Exclude<Holding, Frame | 'public'>, value: unknown, scope: Scope, instead: unknown): unknown;
};

type Step = <Scope>(value: unknown, scope: Scope, visitor: Visitor<Scope>) => unknown;

const keep: Step = value => value;
const isFrame = (what: Holding): what is Frame => frames.some(frame => frame === what);

/**
 * Walks over a value by its shape and hands every field that holds something to a visitor. What the shape doesn't know is
 * left out. Throws an Error for a shape in which a text does not say what it holds.
 */
export function walk<Shape extends z.ZodType, Scope>(
	shape: Shape,
	value: unknown,
	{scope, visitor}: {readonly scope: Scope; readonly visitor: Visitor<Scope>},
): z.output<Shape> {
	return stepOf(shape, '')(value, scope, visitor) as z.output<Shape>;
}

function stepOf(shape: z.core.$ZodType, place: string): Step {
	const held = heldBy(shape);
	if (held === undefined) return stepInto(shape, place);
	const {holds, instead} = held;
	if (holds === 'public') return keep;
	if (isFrame(holds)) {
		const into = stepInto(shape, place);
		return (value, scope, visitor) => into(value, visitor.enter(holds, value, scope), visitor);
	}
	return (value, scope, visitor) =>
		value === null || value === undefined ? value : visitor.take(holds, value, scope, instead);
}

function stepInto(shape: z.core.$ZodType, place: string): Step {
	const {def} = (shape as z.core.$ZodTypes)._zod;
	switch (def.type) {
		case 'object':
			return objectStep(Object.entries(def.shape).map(([key, field]) => [key, stepOf(field, `${place}.${key}`)]));
		case 'array': {
			const step = stepOf(def.element, `${place}[]`);
			if (step === keep) return keep;
			return (value, scope, visitor) => (value as readonly unknown[]).map(item => step(item, scope, visitor));
		}
		case 'nullable':
		case 'optional':
		case 'default': {
			const step = stepOf(def.innerType, place);
			if (step === keep) return keep;
			return (value, scope, visitor) => (value === null || value === undefined ? value : step(value, scope, visitor));
		}
		case 'union':
			return unionStep(def, place);
		case 'enum':
		case 'literal':
		case 'number':
		case 'boolean':
			return keep;
		default:
			throw new Error(`The field ${place} of a shape does not say what it holds (shape-kit.ts).`);
	}
}

function objectStep(fields: readonly (readonly [key: string, step: Step])[]): Step {
	return (value, scope, visitor) => {
		const given = value as {readonly [key: string]: unknown};
		const made: {[key: string]: unknown} = {};
		for (const [key, step] of fields) if (key in given) made[key] = step(given[key], scope, visitor);
		return made;
	};
}

/** Of objects that a word tells apart, as the stages of a try. */
function unionStep(def: z.core.$ZodUnionDef, place: string): Step {
	const {discriminator} = def as z.core.$ZodDiscriminatedUnionDef;
	if (discriminator === undefined) throw new Error(`Nothing tells apart what ${place} of a shape may be.`);
	const steps = new Map(
		def.options.flatMap(option => {
			const step = stepOf(option, place);
			const words = option._zod.propValues?.[discriminator] ?? [];
			return [...words].map(word => [word, step] as const);
		}),
	);
	return (value, scope, visitor) => {
		const word = (value as {readonly [key: string]: unknown})[discriminator];
		return steps.get(word as z.core.util.Primitive)?.(value, scope, visitor) ?? null;
	};
}
