import * as z from 'zod';
import {cloudIds, levels, resourceKeys} from '../vocabulary.ts';
import {
	answerBases,
	type Feature,
	lifecycleStates,
	protocols,
	type Region,
	type Requirement,
	type SourceDocument,
	scopes,
	sourceConfidences,
	trusts,
} from './types.ts';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const sentence = z.string().min(1);
const clouds = z.array(z.enum(cloudIds)).min(1);

export const portSchema = z.int().min(1).max(65_535);
export const statusSchema = z.int().min(100).max(599);
/** What goes on a request line: starts with a slash, and holds neither blanks nor anything beyond ASCII. */
export const pathSchema = z.string().regex(/^\/[\u0021-\u007e]*$/);

const proof = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('header'),
		name: z.string().regex(/^[a-z0-9-]+$/),
		includes: z.string().min(1).optional(),
	}),
	z.strictObject({kind: z.literal('body-equals'), text: z.string()}),
	z.strictObject({kind: z.literal('body-includes'), text: z.string().min(1)}),
	z.strictObject({kind: z.literal('json-array')}),
	z.strictObject({kind: z.literal('json-object'), keys: z.array(z.string()).min(1)}),
]);

export const requirementSchema = z.strictObject({
	id,
	clouds,
	pattern: z.string().regex(/^[a-z0-9*<>.-]+$/),
	port: portSchema,
	protocol: z.enum(protocols),
	level: z.enum(levels),
	features: z.array(id).min(1),
	purpose: sentence,
	impact: sentence,
	scope: z.array(z.enum(scopes)),
	trust: z.enum(trusts),
	lifecycle: z.strictObject({state: z.enum(lifecycleStates), replacement: z.string().min(1).nullable()}),
	noInspection: z.boolean(),
	narrowed: z.string().nullable(),
	resource: z
		.strictObject({
			key: z.enum(resourceKeys),
			host: z.string(),
			others: z.strictObject({features: z.array(id).min(1), why: sentence}).optional(),
		})
		.nullable(),
	standIns: z.array(
		z.strictObject({host: z.string(), confidence: z.enum(sourceConfidences), source: z.string().min(1)}),
	),
	path: pathSchema.nullable(),
	expect: z.strictObject({
		statuses: z.array(statusSchema),
		basis: z.enum(answerBases),
		proofs: z.array(proof),
		fixedBody: z.boolean(),
	}),
	notes: sentence.nullable(),
	sources: z.array(z.string().min(1)).min(1),
	link: z.url({protocol: /^https$/}),
}) satisfies z.ZodType<Requirement>;

export const regionSchema = z.strictObject({
	name: z.string().regex(/^[a-z0-9]+$/),
	displayName: z.string().min(1),
	place: z
		.string()
		.regex(/^[ -~]+$/)
		.nullable(),
	cloud: z.enum(cloudIds),
	arcCode: z
		.string()
		.regex(/^[a-z0-9]+$/)
		.nullable(),
	confidence: z.enum(sourceConfidences),
	source: z.string().min(1),
	arcKubernetes: z.boolean().nullable().optional(),
	machineLearning: z.boolean().nullable().optional(),
}) satisfies z.ZodType<Region>;

export const featureSchema = z.strictObject({
	id,
	title: z.string().min(1),
	summary: sentence,
	isDefault: z.boolean(),
	replaces: z.array(id),
	onArcOnly: z.array(id).min(1).optional(),
	byGateway: z.array(id).min(1).optional(),
	withoutOwn: z.array(id).min(1).optional(),
	clouds,
}) satisfies z.ZodType<Feature>;

export const documentSchema = z.strictObject({
	id,
	name: z.string().min(1),
	date: z.iso.date().nullable(),
	commit: z
		.string()
		.regex(/^[0-9a-f]{7,40}$/)
		.optional(),
	link: z.url({protocol: /^https$/}).nullable(),
}) satisfies z.ZodType<SourceDocument>;
