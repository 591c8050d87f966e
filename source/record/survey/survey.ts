import * as z from 'zod';
import {owners} from '../../diagnosis/types.ts';
import {holds, type ReadOnly} from '../../shape-kit.ts';
import {causes} from '../../verdict/causes.ts';
import {confidences, severities, statuses} from '../../verdict/types.ts';
import {runShape} from '../run.ts';

export const surveySchemaTag = 'arc-netcheck/survey@1';

/** What only several vantage points tell apart. Scripts refer to these ids, so none is renamed. */
export const differenceKinds = [
	...['egress-by-source', 'pool-egress', 'network-policy', 'dns-policy', 'cluster-dns', 'dns-mixed-upstreams'],
	...['search-domain', 'mesh-registry-only', 'proxy-not-passed', 'proxy-closed-to-pods', 'runtime-proxy'],
	...['ca-missing-in-pods', 'ca-missing-on-nodes', 'overlay-mtu', 'node-cni', 'node-egress', 'node-resolver'],
	...['node-clock', 'pod-ipv6', 'inspected-by-place'],
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

const pointShape = runShape.shape.vantage
	.extend({
		id: holds('public', z.string()).describe('Unique in the survey.'),
		state: holds('public', z.string())
			.nullable()
			.describe('Why nothing was seen from there; null: it was looked from.'),
		reason: holds('text', z.string()).nullable(),
		fix: holds('text', z.string()).nullable(),
		class: holds('public', z.string())
			.nullable()
			.describe('The class of those that see the same; null: nothing was seen.'),
		run: holds('public', z.string()).nullable().describe('The id of its run.'),
	})
	.meta({id: 'VantagePoint', description: 'One place that was looked from.'});

const classShape = z
	.object({
		id: holds('public', z.string()),
		name: holds('text', z.string()).describe('For the head of a column.'),
		members: z.array(holds('public', z.string())).describe('Ids of vantage points.'),
		exemplars: z.array(holds('public', z.string())).describe('Those of which the runs are kept.'),
	})
	.meta({id: 'VantageClass', description: 'Vantage points that see the same: a column of the matrix.'});

const cellShape = z
	.object({
		row: holds('row-id', z.string()).describe('The id of the row in the runs.'),
		target: holds('text', z.string()).describe('host:port, or pattern:port.'),
		class: holds('public', z.string()),
		status: z.enum(statuses),
		severity: z.enum(severities),
		cause: z.enum(causes).nullable(),
		ms: z.number().describe('Milliseconds of the last try of the first member.'),
	})
	.meta({id: 'Cell', description: 'What one class sees of one row.'});

const differenceShape = z
	.object({
		id: holds('public', z.string()),
		kind: z.enum(differenceKinds),
		title: holds('text', z.string()),
		severity: z.enum(severities),
		owner: z.enum(owners),
		confidence: z.enum(confidences),
		vantages: z.array(holds('public', z.string())).describe('Ids of the vantage points that have the fault.'),
		rows: z.array(holds('row-id', z.string())),
		targets: z.array(holds('text', z.string())),
		why: holds('text', z.string()),
		fix: z.array(holds('text', z.string())),
		control: holds('text', z.string()).describe('What confirms it.'),
		refutedBy: holds('text', z.string()).describe('What would speak against it.'),
	})
	.meta({id: 'Difference', description: 'A root cause that a difference between vantage points shows.'});

export const surveyShape = z
	.object({
		schema: z.literal(surveySchemaTag),
		tool: runShape.shape.tool,
		id: holds('public', z.string()),
		startedAt: holds('public', z.string()),
		complete: z.boolean().describe('False when a run is incomplete, or nothing was seen from a vantage point.'),
		settings: runShape.shape.settings,
		catalog: runShape.shape.catalog,
		vantages: z.array(pointShape),
		classes: z.array(classShape),
		cells: z.array(cellShape),
		runs: z.array(runShape).describe('The runs of the exemplars.'),
		findings: z.array(differenceShape),
		summary: z.object({
			vantages: z.int(),
			seen: z.int(),
			classes: z.int(),
			rows: z.int(),
			differing: z.int().describe('Rows that not every class sees alike.'),
		}),
	})
	.meta({title: 'arc-netcheck survey', description: 'One plan, seen from several vantage points.'});

export type Survey = ReadOnly<z.infer<typeof surveyShape>>;
export type SurveyPoint = Survey['vantages'][number];
export type Difference = Survey['findings'][number];
