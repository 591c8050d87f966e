import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {importLogs} from '../../../source/session/vantage/portable.ts';
import {allFaults} from '../../real-peers/faults/sections.ts';
import {hostOf} from '../../real-peers/faults/types.ts';
import {tracedFaults} from './traced-faults.ts';

const folder = path.join(import.meta.dirname, 'traces');
const names = readdirSync(folder);

describe.each(names)('what the curl of %s saw of real peers', name => {
	const text = gunzipSync(readFileSync(path.join(folder, name))).toString();
	const {runs, notes} = importLogs([{name, text}]);
	const [run] = runs;
	const rowOf = (id: string) => run?.results.find(({target}) => target?.host === hostOf({id}));

	it('is one run, whole, that needs no settings', () => {
		expect(runs).toHaveLength(1);
		expect(run).toMatchObject({complete: true, vantage: {evidence: 'portable'}});
		expect(notes).toEqual([]);
	});

	it.each(allFaults.filter(({id}) => tracedFaults.includes(id)))('$id', ({id, expected}) => {
		const row = rowOf(id);
		expect(row?.status, row?.detail).toBe(expected.status);
		if (expected.causes.length > 0) expect(expected.causes).toContain(row?.cause);
	});
});
