import type {Catalog} from '../../catalog/types.ts';
import type {Plan} from '../../plan/types.ts';
import {evidenceOf} from '../../record/from-run.ts';
import {parseRun} from '../../record/parse-run.ts';
import {toRun} from '../../record/to-run.ts';
import {judgeRun} from '../../verdict/judge-run.ts';
import {summarize} from '../../verdict/types.ts';

/** What a log has to carry so that it can be read without any settings: the plan, and which certificates count. */
export type CarriedPlan = {readonly plan: Plan; readonly caPem: string | null; readonly publicRootsPem: string | null};

/** A plan as text: a run of which nothing has been seen yet, which is the form that saved plans already have. */
export function writePlanText({plan, caPem, publicRootsPem}: CarriedPlan, nonce: string): string {
	const results = judgeRun(plan, new Map(), () => true);
	const run = toRun(
		{
			id: `plan-${nonce}`,
			startedAt: new Date(0).toISOString(),
			durationMs: 0,
			complete: false,
			vantage: {hostname: '', platform: '', kind: 'jumpbox'},
			settings: plan.settings,
			catalogVersion: plan.catalogVersion,
			catalogChecksum: plan.catalogChecksum,
			summary: summarize(results),
			results,
		},
		[],
	);
	return JSON.stringify({run: {...run, nextSteps: []}, caPem, publicRootsPem});
}

/** Reads such a text. Throws a UsageError that names the file where it is no plan. */
export function readPlanText(text: string, file: string, catalog: Catalog): CarriedPlan {
	const carried = parse(text);
	const run = parseRun(JSON.stringify(carried.run ?? null), `${file}: its plan`);
	return {
		plan: evidenceOf(run, catalog).plan,
		caPem: typeof carried.caPem === 'string' ? carried.caPem : null,
		publicRootsPem: typeof carried.publicRootsPem === 'string' ? carried.publicRootsPem : null,
	};
}

function parse(text: string): {readonly run?: unknown; readonly caPem?: unknown; readonly publicRootsPem?: unknown} {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? value : {};
	} catch {
		return {};
	}
}
