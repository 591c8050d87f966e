import {escapeJson} from './escape.ts';
import type {PlanReport} from './plan-report.ts';
import type {RunReport} from './run-report.ts';

/** A run or a plan as JSON: stable in its order, two blanks deep, safe to print. */
export function renderJson(report: RunReport | PlanReport): string {
	return `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}
