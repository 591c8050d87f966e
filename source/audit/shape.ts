import * as z from 'zod';
import {dialectIds} from '../allowlists/dialect-ids.ts';
import {ruleProtocols} from '../allowlists/types.ts';
import {catalogShape, settingsShape} from '../record/shape.ts';
import {portNumber, type ReadOnly} from '../shape-kit.ts';
import {causes} from '../verdict/causes.ts';
import {levels} from '../vocabulary.ts';

export const auditSchemaTag = 'arc-netcheck/audit@1';

const placeShape = z
	.object({
		file: z.string(),
		line: z.int().min(0).describe('From 1; 0 where the syntax has no lines.'),
		text: z.string().describe('The line, cut where it is long.'),
	})
	.meta({id: 'Place', description: 'Where something stands in the list.'});

const requiredShape = z.object({
	host: z.string().describe('A name, or a wildcard of which the beginning is any depth.'),
	port: portNumber(),
	protocol: z.enum(ruleProtocols),
	level: z.enum(levels),
	requirements: z.array(z.string()).describe('Ids of the requirements behind it.'),
	features: z.array(z.string()),
	purpose: z.string(),
	impact: z.string().describe('What breaks without it.'),
});

/** Why a line is no longer needed. */
const unneededReasons = ['retired', 'renamed', 'level', 'feature', 'cloud', 'region', 'port'] as const;

export const auditShape = z
	.object({
		schema: z.literal(auditSchemaTag),
		tool: z.object({name: z.string(), version: z.string()}),
		settings: settingsShape,
		catalog: catalogShape,
		dialect: z.enum(dialectIds).describe('How the files were read.'),
		files: z.array(z.string()),
		parts: z
			.array(z.object({name: z.string(), covered: z.int(), scope: z.string().optional()}))
			.optional()
			.describe('Virtual domains, device groups, layers or policies of the files, which decide each by itself.'),
		scope: z
			.string()
			.optional()
			.describe('Where rules that are added belong, where the files say it and hold one list alone.'),
		summary: z.object({
			needed: z.int().describe('Names that the plan needs, each with its port and protocol.'),
			covered: z.int(),
			missing: z.int().describe('Required ones that are missing.'),
			missingOptional: z.int(),
			wider: z.int(),
			shadowed: z.int(),
			unneeded: z.int(),
			inspected: z
				.int()
				.describe('Hosts that must be exempt from TLS inspection and are not, where the list inspects.'),
			contradicted: z.int().describe('Hosts that a run or survey was denied although the list allows them.'),
			notUnderstood: z.int(),
			others: z.int().describe('Lines that have nothing to do with this plan.'),
		}),
		missing: z.array(
			requiredShape.extend({
				why: z.string(),
				by: placeShape.nullable(),
				parts: z.array(z.string()).optional().describe('Of several parts those that do not allow it.'),
			}),
		),
		covered: z.array(
			requiredShape.extend({
				by: z.array(placeShape),
				exceptions: z.array(z.string()).describe('Names under a wildcard that another line denies.'),
			}),
		),
		wider: z.array(
			z.object({
				place: placeShape,
				name: z.string().describe('What of the line is meant.'),
				takes: z.string().describe('What it lets through beyond what is needed.'),
				needed: z.array(z.string()).describe('What is needed of it.'),
			}),
		),
		shadowed: z.array(z.object({place: placeShape, name: z.string(), by: placeShape.nullable(), why: z.string()})),
		unneeded: z.array(
			z.object({
				place: placeShape,
				name: z.string(),
				reason: z.enum(unneededReasons),
				why: z.string(),
				replacement: z.string().nullable(),
			}),
		),
		inspection: z.object({
			isTold: z.boolean().describe('Whether the files say anything of TLS inspection.'),
			missing: z
				.array(z.string())
				.describe('Hosts that inspection breaks, as host:port, without an exemption in the files.'),
			exempt: z.array(z.object({host: z.string(), by: placeShape})),
		}),
		contradicted: z
			.array(
				z.object({
					host: z.string(),
					port: portNumber(),
					cause: z.enum(causes),
					by: placeShape.nullable().describe('The line that allows it.'),
					from: z.array(z.string()).optional().describe('Of a survey, the places that were denied it.'),
				}),
			)
			.describe(
				'What a run was denied and this list allows: it is another list, not in force, or a rule elsewhere comes first.',
			),
		notUnderstood: z.array(z.object({place: placeShape, why: z.string()})),
		notes: z.array(z.string()),
	})
	.meta({title: 'arc-netcheck audit', description: 'An allow-list that exists, held against a plan.'});

export type Audit = ReadOnly<z.infer<typeof auditShape>>;
export type RequiredHost = Omit<Audit['missing'][number], 'why' | 'by' | 'parts'>;
