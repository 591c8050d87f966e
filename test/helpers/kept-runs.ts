import fs from 'node:fs';
import path from 'node:path';
import type {Run} from '../../source/record/run.ts';

/** The finished runs that were kept in a home, by their names. */
export function readKeptRuns(home: string): readonly Run[] {
	return fs
		.globSync(path.join(home, 'runs', '**', '*.json'))
		.toSorted()
		.map(file => JSON.parse(fs.readFileSync(file, 'utf8')) as Run);
}
