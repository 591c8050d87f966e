import * as z from 'zod';
import {UsageError} from '../errors.ts';
import {describeIssue} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {fieldEntries} from '../settings/fields.ts';
import type {Field, SettingsDraft} from '../settings/types.ts';
import {shapeKit} from '../shape-kit.ts';
import {resourceKeys} from '../vocabulary.ts';

export const profileSchemaTag = 'arc-netcheck/profile@1';

/** Runs kept of a profile unless it says otherwise. */
export const defaultRunsKept = 50;
const mostRunsKept = 10_000;

/** A profile must name its region. */
type ProfileSettings = SettingsDraft & {readonly region: string};
type Shapes = {readonly [key in keyof ProfileSettings]: z.ZodType<ProfileSettings[key]>};

const settingsShape = z.strictObject(
	Object.fromEntries(fieldEntries.map(([key, row]) => [key, shapeOf(row)])) as Shapes,
);

/** What a profile leaves out is as by default, where the shape takes that for an answer. */
function shapeOf(row: Field<unknown>): z.ZodType {
	const shape = row.profile(shapeKit);
	if (!shape.safeParse(row.default).success) return shape;
	const whole = shape.default(row.default);
	return shape.description === undefined ? whole : whole.describe(shape.description);
}

const passwordSourceShape = z
	.union([
		z.strictObject({env: z.string().regex(/^[a-z_][a-z0-9_]*$/i, 'give the name of an environment variable')}),
		z.strictObject({file: z.string().min(1)}),
	])
	.meta({
		id: 'PasswordSource',
		description: 'Where a run finds the password of the proxy. The password stands nowhere.',
	});

export const profileShape = z
	.strictObject({
		schema: z.literal(profileSchemaTag),
		name: z.string(),
		settings: settingsShape,
		passwordFrom: passwordSourceShape.nullable().default(null),
		from: z
			.array(z.string().min(1).max(4000))
			.min(1)
			.max(100)
			.optional()
			.describe('Where the probes are made, as --from takes it. Absent: here.'),
		runsKept: z.int().min(1).max(mostRunsKept).default(defaultRunsKept).describe('The oldest runs go first.'),
	})
	.meta({title: 'arc-netcheck profile', description: 'Settings under a name; passwords never.'});

/** Settings under a name. Plain data without secrets. */
export type Profile = z.output<typeof profileShape>;
export type PasswordSource = z.output<typeof passwordSourceShape>;

export type ProfileReading =
	| {readonly kind: 'profile'; readonly profile: Profile}
	/** Of a version that this program doesn't know. */
	| {readonly kind: 'newer'; readonly schema: string}
	/** What is wrong, with the place: `settings.proxy.https.port: …`. */
	| {readonly kind: 'invalid'; readonly problem: string};

/** Reads a profile from the data of its file. */
export function readProfileData(data: unknown): ProfileReading {
	const tag = (data as {schema?: unknown} | null)?.schema;
	const [kind, version] = typeof tag === 'string' ? tag.split('@') : [];
	if (kind === 'arc-netcheck/profile' && Number(version) > 1) return {kind: 'newer', schema: safeText(String(tag), 60)};
	if (tag !== profileSchemaTag) {
		const found = typeof tag === 'string' ? `"${safeText(tag, 60)}"` : 'none';
		return {
			kind: 'invalid',
			problem: `schema: a profile has "${profileSchemaTag}", and this file has ${found}; give one that "profiles export" wrote`,
		};
	}
	const parsed = profileShape.safeParse(data);
	if (parsed.success) return {kind: 'profile', profile: parsed.data};
	return {kind: 'invalid', problem: describeIssue(parsed.error.issues[0], cureOf)};
}

/** A password in the wrong place is the likeliest reason for a key that is not known. */
function cureOf(key: string): string {
	return /password|secret/i.test(key)
		? 'a profile holds no password: name where it is with "passwordFrom"'
		: 'take it out';
}

/** The text of a profile's file: two blanks deep, always in the same order, so that two of them can be compared. */
export function formatProfile(profile: Profile): string {
	const {resources} = profile.settings;
	const inOrder = Object.fromEntries(resourceKeys.flatMap(key => (resources[key] ? [[key, resources[key]]] : [])));
	// Parsing puts the fields into the order of the shape, and keeps out whatever else hangs on the object.
	const ordered = profileShape.parse({...profile, settings: {...profile.settings, resources: inOrder}});
	return `${JSON.stringify(ordered, null, 2)}\n`;
}

/** Reads `env:NAME` or `file:PATH`. Throws a UsageError that names `field`. */
export function parsePasswordSource(text: string, field: string): PasswordSource {
	const [kind, ...rest] = text.split(':');
	const value = rest.join(':');
	if (kind === 'env' && /^[a-z_][a-z0-9_]*$/i.test(value)) return {env: value};
	if (kind === 'file' && value !== '') return {file: value};
	// The text is not repeated: it may be the password itself.
	throw new UsageError(
		`${field} names where the password is, never the password: write env:NAME for an environment variable, or file:PATH.`,
	);
}

/** A source as it is typed; empty where there is none. */
export function formatPasswordSource(source: PasswordSource | null): string {
	if (source === null) return '';
	return 'env' in source ? `env:${source.env}` : `file:${source.file}`;
}

/** `the environment variable PROXY_PASSWORD`, or the file. */
export function describePasswordSource(source: PasswordSource): string {
	return 'env' in source ? `the environment variable ${source.env}` : `the file ${source.file}`;
}
