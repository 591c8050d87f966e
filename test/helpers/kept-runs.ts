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

/** Keeps a run in a home, of a profile or of none. */
export function writeKeptRun(home: string, profile: string | null, run: Run): string {
	const file = path.join(home, 'runs', profile ?? '', `${run.id}.json`);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, JSON.stringify(run));
	return file;
}
