import * as z from 'zod';
import {holds, type ReadOnly} from '../../shape-kit.ts';
import {causes} from '../../verdict/causes.ts';
import {severities, statuses} from '../../verdict/types.ts';
import {levels} from '../../vocabulary.ts';

export const diffSchemaTag = 'arc-netcheck/diff@1';

/** What can have happened to an endpoint, the most urgent first. */
export const changeKinds = [
	'newly-blocked',
	'degraded',
	'cause-changed',
	'still-blocked',
	'still-intercepted',
	'fixed',
	'improved',
	'issuer-changed',
	'address-changed',
	'slower',
	'untested',
	'added',
	'removed',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

const countFields = Object.fromEntries(changeKinds.map(kind => [kind, z.int()])) as {
	[kind in ChangeKind]: z.ZodInt;
};

const sideShape = z
	.object({
		status: z.enum(statuses),
		severity: z.enum(severities),
		cause: z.enum(causes).nullable(),
		detail: holds('text', z.string()).describe('One sentence.'),
		issuer: holds('text', z.string()).nullable().describe('Who issued the certificate that was shown.'),
		addresses: z.array(holds('address', z.string())),
		ms: z.number().nullable().describe('Milliseconds of all stages of the last try, where it got through.'),
	})
	.meta({id: 'Side', description: 'One endpoint in one of the two runs.'});

const runShape = z
	.object({
		id: holds('public', z.string()),
		startedAt: holds('public', z.string()).describe('ISO time with zone.'),
		complete: z.boolean(),
		hostname: holds('host', z.string()),
		practice: z
			.boolean()
			.default(false)
			.describe('Made in the practice network: what it saw is made up. Absent in older reports.'),
		catalog: holds('public', z.string()).describe('The version of the catalog.'),
	})
	.meta({id: 'ComparedRun'});

export const diffReportShape = z
	.object({
		schema: z.literal(diffSchemaTag),
		tool: z.object({name: holds('public', z.string()), version: holds('public', z.string())}),
		old: runShape,
		new: runShape,
		summary: z.object({
			changed: z.boolean().describe('Anything differs; what is blocked or intercepted as before is no difference.'),
			worse: z.boolean().describe('Something that matters is blocked, intercepted or unstable and was not before.'),
			counts: z.object(countFields),
		}),
		catalogChanged: z.boolean(),
		settings: z
			.array(
				z
					.object({name: holds('public', z.string()), old: holds('text', z.string()), new: holds('text', z.string())})
					.meta({id: 'SettingChange'}),
			)
			.describe('Settings that differ.'),
		changes: z.array(
			z
				.object({
					endpoint: holds('text', z.string()).describe(
						'host:port, or pattern:port where nothing concrete could be probed.',
					),
					level: z.enum(levels),
					kinds: z.array(z.enum(changeKinds)),
					old: sideShape.nullable().describe('Null: it was not part of the run.'),
					new: sideShape.nullable().describe('Null: it is not part of the run.'),
					vantages: z
						.array(holds('text', z.string()))
						.optional()
						.describe('Of two surveys, the vantage points from which it changed in this way.'),
				})
				.meta({id: 'Change', description: 'One endpoint that differs, or is blocked or intercepted as before.'}),
		),
		findings: z
			.array(
				z
					.object({
						id: holds('finding-id', z.string()),
						title: holds('text', z.string()),
						severity: z.enum(severities),
						kind: z.enum(['new', 'gone']),
						why: holds('text', z.string()),
					})
					.meta({id: 'FindingChange'}),
			)
			.default([])
			.describe('Findings that have no endpoints, such as a clock that is off. Absent in older reports.'),
	})
	.meta({title: 'arc-netcheck diff', description: 'What changed from one run to another.'});

/** What changed between two runs. */
export type RunDiff = ReadOnly<z.infer<typeof diffReportShape>>;
export type Change = RunDiff['changes'][number];
export type FindingChange = RunDiff['findings'][number];
export type Side = NonNullable<Change['new']>;
