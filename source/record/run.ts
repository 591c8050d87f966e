import * as z from 'zod';
import {findingKinds, nextStepIds, owners, remedies, stepReaders} from '../diagnosis/types.ts';
import {attemptShape, controlShape, timeServerShape} from '../evidence/shape.ts';
import {evidenceDepths, type StageEvidence, type StageName, vantageKinds} from '../evidence/types.ts';
import {count, holds, isoTime, milliseconds, type ReadOnly} from '../shape-kit.ts';
import {causes} from '../verdict/causes.ts';
import {confidences, type Result, type Summary, severities, statuses} from '../verdict/types.ts';
import {catalogShape, expectedAnswerShape, requirementShape, routeFields, settingsShape, targetShape} from './shape.ts';

export const runSchemaTag = 'arc-netcheck/run@1';

export const rowShape = holds(
	'row',
	z.object({
		id: holds('row-id', z.string())
			.default('')
			.describe('Unique in the run, and the same for the same row of another one. Absent in older reports.'),
		requirement: requirementShape.nullable().describe('Null for a host outside the catalog.'),
		target: targetShape.nullable().describe('Null where nothing concrete could be probed.'),
		path: holds('path', z.string())
			.nullable()
			.default(null)
			.describe('The path that was asked for. Absent in older reports.'),
		expect: expectedAnswerShape.nullable().default(null).describe('Null and absent in older reports only.'),
		status: z.enum(statuses),
		severity: z.enum(severities),
		cause: z.enum(causes).nullable(),
		detail: holds('text', z.string()).describe('One sentence.'),
		confidence: z.enum(confidences),
		identity: z.enum(['proven', 'unproven']).nullable(),
		...routeFields,
		note: holds('text', z.string())
			.nullable()
			.default(null)
			.describe('What the plan says of the row; the first of its notes. Absent in older reports.'),
		notes: z.array(holds('text', z.string())).describe('Further observations that are no fault.'),
		attempts: z.array(attemptShape),
		controls: z.array(controlShape).describe('Made only for a target that failed.'),
	}),
).meta({id: 'Row', description: 'A requirement, one target that stands for it, and what was found.'});

const checkShape = z
	.object({
		command: holds('text', z.string()).describe(
			'For a POSIX shell. It needs nothing but the usual tools, such as curl.',
		),
		now: holds('text', z.string()).describe('What it prints while the fault is there.'),
		fixed: holds('text', z.string()).describe('What it prints once the fault is gone.'),
	})
	.meta({id: 'Check', description: 'A command that shows a fault, and what to expect of it.'});

const findingShape = z
	.object({
		id: holds('finding-id', z.string()).describe('The same for the same root cause in another run.'),
		kind: z.enum(findingKinds).nullable().default(null).describe('Which rule found it. Absent in older reports.'),
		title: holds('text', z.string()),
		severity: z.enum(severities),
		owner: z.enum(owners),
		targets: z
			.array(holds('text', z.string()))
			.describe('host:port, or pattern:port where nothing concrete could be probed.'),
		rows: z
			.array(holds('row-id', z.string()))
			.default([])
			.describe('Ids of the rows behind it; no row stands behind two findings. Absent in older reports.'),
		why: holds('text', z.string()),
		impact: z
			.array(holds('text', z.string()))
			.default([])
			.describe('What breaks, with the error texts that it brings. Absent in older reports.'),
		fix: z.array(holds('text', z.string())),
		fixFor: z
			.array(z.enum(stepReaders))
			.default([])
			.describe('For whom each step of the fix is: its owner, or whoever made the check. Absent in older reports.'),
		remedy: z
			.enum(remedies)
			.nullable()
			.default(null)
			.describe('What a rule has to do with the targets; null where no rule helps. Absent in older reports.'),
		checks: z.array(checkShape).default([]).describe('Absent in older reports.'),
		verify: z.array(holds('text', z.string())).describe('The commands of the checks, then those of this program.'),
	})
	.meta({id: 'Finding', description: 'One root cause behind many verdicts, with its owner and its fix.'});

const nextStepShape = z
	.object({
		id: z.enum(nextStepIds),
		title: holds('text', z.string()),
		steps: z.array(holds('text', z.string())),
		commands: z
			.array(holds('text', z.string()))
			.describe('For a POSIX shell; what stands between < and > is to be filled in.'),
	})
	.meta({id: 'NextStep', description: 'One thing to do after the run, in the order of doing.'});

const statusCounts = {
	reachable: count(),
	intercepted: count(),
	unstable: count(),
	blocked: count(),
	unverified: count(),
	skipped: count(),
};

export const runShape = z
	.object({
		schema: z.literal(runSchemaTag),
		tool: z.object({name: holds('public', z.string()), version: holds('public', z.string())}),
		id: holds('public', z.string()),
		startedAt: holds('public', isoTime()).describe('ISO time with zone.'),
		durationMs: milliseconds(),
		complete: z.boolean().describe('False when it was stopped before every target had its result.'),
		vantage: z.object({
			hostname: holds('host', z.string()),
			platform: holds('public', z.string()),
			kind: z
				.enum(vantageKinds)
				.describe('practice: made in the practice network (demo), so it tells nothing of a real one.'),
			timeServers: z
				.array(timeServerShape)
				.optional()
				.describe('What time servers said of its clock. Absent: none was asked.'),
			name: holds('host', z.string()).optional().describe('How it was named, where it is not this machine.'),
			evidence: z
				.enum(evidenceDepths)
				.optional()
				.describe('How much it can tell; thin: not who vouches for a TLS connection. Absent: full.'),
			node: holds('host', z.string()).optional().describe('The node of the cluster that it runs on.'),
			pool: holds('host', z.string()).optional(),
			site: holds('host', z.string()).optional(),
			canary: z
				.boolean()
				.optional()
				.describe('True: only a few endpoints were looked at from there; the rest is as its class has it.'),
			clockSkewMs: z.number().optional().describe('How far its clock is ahead of the one that asked.'),
			facts: z
				.array(z.object({source: holds('public', z.string()), lines: z.array(holds('text', z.string()))}))
				.optional()
				.describe('What its configuration says, as lines by their source.'),
		}),
		settings: settingsShape,
		catalog: catalogShape,
		summary: z
			.object({targets: count(), ...statusCounts})
			.describe('Counts rows of results. Several of them may lead to one endpoint.'),
		endpoints: z
			.object({total: count(), ...statusCounts})
			.optional()
			.describe('Counts endpoints, each a host and a port, as every other format does. Absent in older reports.'),
		results: z.array(rowShape),
		findings: z.array(findingShape),
		nextSteps: z.array(nextStepShape).default([]).describe('Absent in older reports.'),
	})
	.meta({title: 'arc-netcheck run', description: 'All results of one moment, from one vantage point.'});

/** A run and its findings, as they are written and read. Every format is made from it, so that a saved run can be written again. */
export type Run = ReadOnly<z.infer<typeof runShape>>;
export type RunRow = Run['results'][number];

/** What happens while a run goes on: plain data, only for showing. The run itself is the truth. */
export type RunEvent =
	/** Before the run: the services that know which hosts this set-up uses are asked. Behind a dead line that takes seconds. */
	| {readonly type: 'expansion-started'; readonly at: string; readonly hosts: readonly string[]}
	| {readonly type: 'expansion-finished'; readonly at: string; readonly notes: readonly string[]}
	| {
			readonly type: 'run-started';
			readonly at: string;
			readonly id: string;
			/** Rows of the plan. */
			readonly targets: number;
			/** Hosts and ports, to which several rows may lead. */
			readonly endpoints: number;
			/** What the plan was made from. */
			readonly catalog?: Run['catalog'] | undefined;
	  }
	| {readonly type: 'target-started'; readonly at: string; readonly target: string; readonly attempt: number}
	| {readonly type: 'stage-started'; readonly at: string; readonly target: string; readonly stage: StageName}
	| {readonly type: 'stage-finished'; readonly at: string; readonly target: string; readonly evidence: StageEvidence}
	| {readonly type: 'target-finished'; readonly at: string; readonly target: string; readonly result: Result}
	| {readonly type: 'run-finished'; readonly at: string; readonly complete: boolean; readonly summary: Summary};

type Vantage = Run['vantage'];

/** How each vantage point is called in a sentence. */
export const vantageNames: {readonly [kind in Vantage['kind']]: string} = {
	jumpbox: 'jump box',
	node: 'cluster node',
	pod: 'pod',
	practice: 'practice network',
};

/** `jump box jump-1`, to follow "from the". */
export function describeVantage({kind, hostname}: Vantage): string {
	return kind === 'practice' ? `${vantageNames[kind]} on ${hostname}` : `${vantageNames[kind]} ${hostname}`;
}

/** What must be said wherever a run of the practice network is shown: nobody may act on it. Null for any other run. */
export function practiceNotice({vantage}: Pick<Run, 'vantage'>): string | null {
	return vantage.kind === 'practice'
		? 'Practice run: it was made in the practice network of arc-netcheck demo. Company, proxy and faults are made up; do not act on it.'
		: null;
}
