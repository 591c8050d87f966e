import * as z from 'zod';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import {holds, type ReadOnly} from '../shape-kit.ts';
import {tool} from '../version.ts';
import {
	catalogShape,
	requirementShape,
	routeFields,
	settingsShape,
	targetShape,
	toCatalogUsed,
	toRequirementRow,
	toRouteFields,
} from './shape.ts';

export const planSchemaTag = 'arc-netcheck/plan@1';

const planRowShape = holds(
	'row',
	z.object({
		requirement: requirementShape,
		target: targetShape.nullable().describe('Null where nothing concrete can be probed.'),
		...routeFields,
		path: holds('path', z.string()).nullable(),
		note: holds('text', z.string()).nullable().describe('What to supply, or how a wildcard was narrowed.'),
	}),
).meta({id: 'PlanRow', description: 'A requirement and one target that stands for it.'});

export const planReportShape = z
	.object({
		schema: z.literal(planSchemaTag),
		tool: z.object({name: holds('public', z.string()), version: holds('public', z.string())}),
		settings: settingsShape,
		catalog: catalogShape,
		targets: z.array(planRowShape),
	})
	.meta({title: 'arc-netcheck plan', description: 'What would be probed, and why.'});

/** A plan, as it is written. */
export type PlanReport = ReadOnly<z.infer<typeof planReportShape>>;
export type PlanReportRow = PlanReport['targets'][number];

function toRow(planned: PlannedTarget): PlanReportRow {
	return {
		requirement: toRequirementRow(planned.requirement),
		target: planned.target,
		...toRouteFields(planned),
		path: planned.path,
		note: planned.note,
	};
}

/** The report of a plan. Settings pass through their schema, so that nothing else that hangs on them is written. */
export function toPlanReport(plan: Plan): PlanReport {
	return {
		schema: planSchemaTag,
		tool,
		settings: settingsShape.parse(plan.settings),
		catalog: toCatalogUsed(plan),
		targets: plan.targets.map(toRow),
	};
}
