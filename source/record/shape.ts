import * as z from 'zod';
import {
	answerBases,
	type ExpectedAnswer,
	lifecycleStates,
	protocols,
	type Requirement,
	scopes,
	trusts,
} from '../catalog/types.ts';
import type {PlannedTarget} from '../plan/types.ts';
import {fieldEntries} from '../settings/fields.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import type {Settings} from '../settings/types.ts';
import {count, documented, holds, portNumber, type ReadOnly, shapeKit} from '../shape-kit.ts';
import {levels, resourceKeys} from '../vocabulary.ts';

/** What takes the place of a sentence from the user's own file. */
const ownPurpose = "A requirement of the user's own.";

export const requirementShape = z
	.object({
		id: holds('requirement-id', z.string()).describe('Stable and unique.'),
		pattern: holds('host', z.string()).describe('The host as the documents write it, placeholders included.'),
		port: portNumber(),
		protocol: z.enum(protocols),
		level: z.enum(levels),
		features: z.array(holds('public', z.string())).describe('Any of them needs it.'),
		purpose: documented(ownPurpose, z.string()).describe('What the host is for.'),
		impact: documented('Not told.', z.string()).describe('What breaks without it.'),
		scope: z.array(z.enum(scopes)).describe('Who must be able to reach it.'),
		trust: z.enum(trusts).describe('Whose certificate the service shows.'),
		lifecycle: z.object({state: z.enum(lifecycleStates), replacement: documented(null, z.string().nullable())}),
		noInspection: z.boolean().describe('TLS inspection breaks this service.'),
		resource: documented(
			null,
			z
				.object({
					key: z.enum(resourceKeys),
					host: z.string(),
					others: z
						.object({features: z.array(z.string()), why: z.string()})
						.optional()
						.describe('What else under the same pattern these features need, beside the own resource.'),
				})
				.nullable(),
		)
			.default(null)
			.describe('The own resource that makes the pattern concrete. Absent in older reports.'),
		notes: documented(null, z.string().nullable()),
		sources: documented([], z.array(z.string())).describe('Where it is documented.'),
		link: documented(null, z.string().nullable())
			.optional()
			.describe('An https URL of the page that names it. Absent in older reports.'),
	})
	.meta({id: 'Requirement', description: 'One documented line: who needs which host on which port, and why.'});

export type RequirementRow = ReadOnly<z.infer<typeof requirementShape>>;

/** What a report says of a requirement; how it is probed stays in the catalog. */
export function toRequirementRow(requirement: Requirement): RequirementRow {
	const {id, pattern, port, protocol, level, features, purpose, impact} = requirement;
	const {scope, trust, lifecycle, noInspection, resource, notes, sources, link} = requirement;
	return {
		id,
		pattern,
		port,
		protocol,
		level,
		features,
		purpose,
		impact,
		scope,
		trust,
		lifecycle: {state: lifecycle.state, replacement: lifecycle.replacement},
		noInspection,
		resource: resource && toResource(resource),
		notes,
		sources,
		link,
	};
}

function toResource({key, host, others}: NonNullable<Requirement['resource']>): RequirementRow['resource'] {
	return {key, host, ...(others && {others: {features: [...others.features], why: others.why}})};
}

const proofShape = z
	.discriminatedUnion('kind', [
		z.object({kind: z.literal('header'), name: z.string(), includes: z.string().optional()}),
		z.object({kind: z.literal('body-equals'), text: z.string()}),
		z.object({kind: z.literal('body-includes'), text: z.string()}),
		z.object({kind: z.literal('json-array')}),
		z.object({kind: z.literal('json-object'), keys: z.array(z.string())}),
	])
	.meta({id: 'Proof', description: 'One sign in an answer by which the real service is known.'});

/** What the healthy service answers: with it a row can be judged again. */
export const expectedAnswerShape = z
	.object({
		statuses: z.array(count()).describe('Empty: not known, so that every status counts.'),
		basis: z.enum(answerBases),
		proofs: documented([], z.array(proofShape)),
		fixedBody: z.boolean().describe('Another body is evidence of something in between.'),
	})
	.meta({id: 'ExpectedAnswer', description: 'What the healthy service answers, as far as public sources say.'});

/** The fields in the order of the contract, and none besides. */
export function toExpectedAnswer({statuses, basis, proofs, fixedBody}: ExpectedAnswer): ExpectedAnswer {
	return {statuses, basis, proofs, fixedBody};
}

/** Where a row leads, in a run as in a plan. */
export const targetShape = z
	.object({
		host: holds('host', z.string()),
		port: portNumber(),
		sampled: z.boolean().describe('A public stand-in is probed for a wildcard.'),
	})
	.meta({id: 'Target'});

export const routeFields = {
	origin: z
		.enum(['catalog', 'live', 'user'])
		.nullable()
		.describe('Where the host comes from: the catalog, a service that was asked, or the user.'),
	route: z.enum(['direct', 'proxy']).nullable(),
	routeReason: holds('text', z.string()).nullable(),
	noProxyRule: holds('text', z.string())
		.nullable()
		.default(null)
		.describe('The no_proxy rule that sends it past the proxy. Absent in older reports.'),
	proxy: holds('text', z.string()).nullable().describe('Scheme, host and port of the proxy on the way.'),
};

/** Where a target comes from and the way to it; all null where there is no target. */
export function toRouteFields({origin, route}: PlannedTarget) {
	return {
		origin,
		route: route?.via ?? null,
		routeReason: route?.reason ?? null,
		noProxyRule: route?.noProxyRule ?? null,
		proxy: route?.via === 'proxy' && route.proxy !== null ? formatProxy(route.proxy) : null,
	};
}

type Shapes = {readonly [key in keyof Settings]: z.ZodType<Settings[key]>};

/** What the user chose, as a report shows it. */
export const settingsShape = z
	.object(Object.fromEntries(fieldEntries.map(([key, row]) => [key, row.report(shapeKit)])) as Shapes)
	.meta({id: 'Settings', description: 'What the user chose; passwords never.'});

/** The catalog that a plan or a run was made with. */
export const catalogShape = z.object({
	version: holds('public', z.string()).describe('The date of the newest fact in it.'),
	checksum: holds('public', z.string())
		.optional()
		.describe('SHA-256 of what it holds, where it came from a file. Absent for the one of the program.'),
});

/** What a report says of the catalog that its plan was made from. */
export function toCatalogUsed({
	catalogVersion,
	catalogChecksum,
}: {
	readonly catalogVersion: string;
	readonly catalogChecksum?: string | undefined;
}): z.output<typeof catalogShape> {
	return {version: catalogVersion, ...(catalogChecksum !== undefined && {checksum: catalogChecksum})};
}
