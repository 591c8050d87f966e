import {escapeJson} from './escape.ts';
import type {PlanReport} from './plan-report.ts';
import type {RunReport} from './run-report.ts';

/** A run or a plan as JSON: stable in its order, two blanks deep, safe to print. */
export function renderJson(report: RunReport | PlanReport): string {
	return [...jsonPieces(report)].join('');
}

/** The same in pieces, for a writer: a run of thousands of rows need not stand in memory once more as a whole. */
export function* jsonPieces(report: RunReport | PlanReport): Generator<string> {
	let separator = '{\n';
	for (const [name, value] of Object.entries(report)) {
		yield `${separator}  ${JSON.stringify(name)}: `;
		separator = ',\n';
		if (Array.isArray(value) && value.length > 0) yield* listPieces(value);
		else yield valuePiece(value, 1);
	}
	yield '\n}\n';
}

function* listPieces(values: readonly unknown[]): Generator<string> {
	let separator = '[\n';
	for (const value of values) {
		yield `${separator}    ${valuePiece(value, 2)}`;
		separator = ',\n';
	}
	yield '\n  ]';
}

/** No string of JSON has a line break in it, so each one begins a line. */
function valuePiece(value: unknown, depth: number): string {
	return escapeJson(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${'  '.repeat(depth)}`);
}
