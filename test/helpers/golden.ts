import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {toRun} from '../../source/record/judged-run.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';

export const goldenFolder = path.resolve('test/golden');

/**
 * Keeps a run as a golden one, with the verdicts and findings that its evidence gave: only where
 * `ARC_NETCHECK_RECORD` is set, since every other run is held against what was recorded.
 */
export function recordGolden(group: string, name: string, run: JudgedRun): void {
	if (process.env.ARC_NETCHECK_RECORD === undefined) return;
	const folder = path.join(goldenFolder, group);
	fs.mkdirSync(folder, {recursive: true});
	const vantage = {...run.vantage, hostname: 'jump-1'};
	const written = toRun({...run, vantage}, diagnose(run));
	fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(written)}\n`);
}
