import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {escapeJson} from './escape.ts';

/** A run or a plan as JSON: stable in its order, two blanks deep, safe to print. */
export function renderJson(report: Run | PlanReport): string {
	return [...jsonPieces(report)].join('');
}

/** The same in pieces, for a writer: a run of thousands of rows need not stand in memory once more as a whole. */
export function* jsonPieces(report: Run | PlanReport): Generator<string> {
	let separator = '{\n';
	for (const [name, value] of Object.entries(report)) {
		yield `${separator}  ${JSON.stringify(name)}: `;
		separator = ',\n';
		if (Array.isArray(value) && value.length > 0) yield* listPieces(value);
		else yield escapeJson(JSON.stringify(value, null, 2)).replaceAll('\n', '\n  ');
	}
	yield '\n}\n';
}

function* listPieces(values: readonly unknown[]): Generator<string> {
	let separator = '[\n';
	for (const value of values) {
		yield `${separator}    ${escapeJson(JSON.stringify([[value]], null, 2).slice(listHead.length, -listTail.length))}`;
		separator = ',\n';
	}
	yield '\n  ]';
}

/** What stands around a value two lists deep: within them JSON itself sets each line in by as much as here. */
const listHead = '[\n  [\n    ';
const listTail = '\n  ]\n]';
