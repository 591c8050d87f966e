import * as z from 'zod';
import {problemOf, UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {defaultSettings} from '../settings/defaults.ts';
import {formatProxy, parseProxyUrl} from '../settings/proxy-url.ts';
import {parseResourceName} from '../settings/resources.ts';
import {cloudIds, levels, resourceKeys} from '../vocabulary.ts';
import {describeIssue} from './describe-issue.ts';

export const profileSchemaTag = 'arc-netcheck/profile@1';

/** Runs kept of a profile unless it says otherwise. */
export const defaultRunsKept = 50;
const mostRunsKept = 10_000;

/** A proxy by its parts. The host is read as a command line would read it, so that no password hides in it. */
const proxyShape = z
	.strictObject({
		scheme: z.enum(['http', 'https']),
		host: z.string(),
		port: z.int().min(1).max(65_535),
		username: z.string().min(1).nullable(),
	})
	.superRefine((proxy, context) => {
		const problem = problemOf(() => {
			const {endpoint} = parseProxyUrl(formatProxy(proxy), 'it');
			if (endpoint.host !== proxy.host || endpoint.username !== null) {
				throw new UsageError('it is no host name or address alone: write those, in lower case.');
			}
		});
		// What is wrong is not repeated: a mistyped host may hold a password.
		if (problem !== null) context.addIssue({code: 'custom', path: ['host'], message: problem});
	});

const resourcesShape = z
	.partialRecord(z.enum(resourceKeys), z.array(z.string()).min(1))
	.superRefine((resources, context) => {
		for (const key of resourceKeys) {
			for (const [index, name] of (resources[key] ?? []).entries()) {
				const problem = problemOf(() => parseResourceName(key, name, 'it'));
				if (problem !== null) context.addIssue({code: 'custom', path: [key, index], message: problem});
			}
		}
	});

const settingsShape = z.strictObject({
	cloud: z.enum(cloudIds).nullable().default(null),
	region: z.string().regex(/^[a-z][a-z0-9]*$/, 'give the name of an Azure region, such as eastus'),
	features: z.array(z.string()).nullable().default(null).describe('Null: those that are on by default.'),
	level: z.enum(levels).default(defaultSettings.level),
	resources: resourcesShape.default({}),
	requirementsFile: z.string().min(1).nullable().default(null),
	proxy: z
		.strictObject({
			source: z.enum(['none', 'environment', 'given']),
			https: proxyShape.nullable(),
			http: proxyShape.nullable(),
			noProxy: z.string(),
		})
		.default({source: 'none', https: null, http: null, noProxy: ''}),
	caFile: z.string().min(1).nullable().default(null),
	publicRootsFile: z.string().min(1).nullable().default(null),
	dns: z
		.strictObject({address: z.union([z.ipv4(), z.ipv6()]), port: z.int().min(1).max(65_535)})
		.nullable()
		.default(null),
	timeoutMs: z.number().min(100).max(600_000).default(defaultSettings.timeoutMs),
	retries: z.int().min(0).max(10).default(defaultSettings.retries),
	concurrency: z.int().min(1).max(4096).default(defaultSettings.concurrency),
	compareDirect: z.boolean().default(defaultSettings.compareDirect),
});

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
	return {kind: 'invalid', problem: describeIssue(parsed.error.issues[0])};
}

/** The text of a profile's file: two blanks deep, always in the same order, so that two of them can be compared. */
export function formatProfile(profile: Profile): string {
	const {resources} = profile.settings;
	const inOrder = Object.fromEntries(resourceKeys.flatMap(key => (resources[key] ? [[key, resources[key]]] : [])));
	// Parsing puts the fields into the order of the shape, and keeps out whatever else hangs on the object.
	const ordered = profileShape.parse({...profile, settings: {...profile.settings, resources: inOrder}});
	return `${JSON.stringify(ordered, null, 2)}\n`;
}
