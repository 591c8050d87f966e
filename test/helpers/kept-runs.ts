import fs from 'node:fs';
import path from 'node:path';
import type {RunReport} from '../../source/report/run-report.ts';

/** The finished runs that were kept in a home, by their names. */
export function readKeptRuns(home: string): readonly RunReport[] {
	return fs
		.globSync(path.join(home, 'runs', '**', '*.json'))
		.toSorted()
		.map(file => JSON.parse(fs.readFileSync(file, 'utf8')) as RunReport);
}
