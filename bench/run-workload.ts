import fs from 'node:fs';
import path from 'node:path';
import type {Lab} from './lab/lab.ts';
import {measure} from './measure.ts';
import type {Measurement, Tool} from './types.ts';
import type {Workload} from './workloads.ts';

export type ToolOutcome = {
	readonly tool: Tool;
	/** One for each round; empty when it took no part. */
	readonly rounds: readonly Measurement[];
	/** Why it took no part, or null. */
	readonly absence: string | null;
};

export type WorkloadOutcome = {
	readonly workload: Workload;
	/** How many targets a tool reaches that gets it right. */
	readonly healthyCount: number;
	readonly outcomes: readonly ToolOutcome[];
};

/** Runs the tools of a workload round by round, each round beginning with another of them, so that none has the better hours. */
export async function runWorkload(
	workload: Workload,
	tools: readonly Tool[],
	absent: ReadonlyMap<string, string>,
	lab: Lab,
	folder: string,
	tell: (line: string) => void,
): Promise<WorkloadOutcome> {
	const {task, healthyCount} = await lab.stage(workload.scene);
	const takingPart = tools.filter(({id}) => workload.tools.includes(id));
	const absenceOf = (tool: Tool) => absent.get(tool.id) ?? tool.refuses?.(task) ?? null;
	const running = takingPart.filter(tool => absenceOf(tool) === null);
	const rounds = new Map(running.map(({id}): [string, Measurement[]] => [id, []]));
	for (let round = 0; round < workload.rounds; round++) {
		for (const tool of rotate(running, round)) {
			const place = fs.mkdtempSync(path.join(folder, `${tool.id}-`));
			const invocation = await tool.prepare(task, place);
			try {
				const measurement = await measure(invocation, place);
				rounds.get(tool.id)?.push(measurement);
				tell(`${workload.id} ${round + 1}/${workload.rounds} ${tool.id}: ${Math.round(measurement.wallMs)} ms`);
			} finally {
				await invocation.stop?.();
				fs.rmSync(place, {recursive: true, force: true});
			}
		}
	}
	return {
		workload,
		healthyCount,
		outcomes: takingPart.map(tool => ({tool, rounds: rounds.get(tool.id) ?? [], absence: absenceOf(tool)})),
	};
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
	const start = by % Math.max(1, items.length);
	return [...items.slice(start), ...items.slice(0, start)];
}
