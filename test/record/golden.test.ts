import fs from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {probeTimeout} from '../../source/evidence/codes.ts';
import {faultNames} from '../../source/practice/faults.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run} from '../../source/record/run.ts';
import {goldenFolder} from '../helpers/golden.ts';

/*
 * Recorded evidence with the verdicts and findings that it must give. `npm run golden` records the practice network
 * anew, and test/real-peers/run.sh the software of others, where ARC_NETCHECK_RECORD is set; a difference in these files
 * is a difference in what users are told.
 */
const files = fs
	.globSync('{practice,peers}/*.json', {cwd: goldenFolder})
	.map(file => file.split(path.sep).join('/'))
	.toSorted();

it('has a run of each fault of the practice network, and those of real peers', () => {
	const practised = files.filter(file => file.startsWith('practice/')).map(file => path.basename(file, '.json'));
	expect(practised.toSorted()).toEqual(faultNames.toSorted());
	expect(files.filter(file => file.startsWith('peers/')).length).toBeGreaterThan(100);
});

it.each(files)('%s', file => {
	const run = parseRun(fs.readFileSync(path.join(goldenFolder, file), 'utf8'), file);
	expect(meaningOf(judgeAgain(run, catalog))).toEqual(meaningOf(run));
});

/** A question that was lost on a busy machine would be taught as a fault. */
it.each(files.filter(file => file.startsWith('practice/') && !file.includes('dns-silent')))(
	'%s holds no silence of the name server',
	file => {
		const {results, findings} = parseRun(fs.readFileSync(path.join(goldenFolder, file), 'utf8'), file);
		const stages = results.flatMap(({attempts}) => attempts.flatMap(attempt => attempt.stages));
		expect(stages.filter(({stage, error}) => stage === 'dns' && error?.code === probeTimeout)).toEqual([]);
		expect(findings.filter(({kind}) => kind === 'met-limits')).toEqual([]);
	},
);

/** What a run says, without the words in which it does. */
function meaningOf({results, findings}: Run) {
	return {
		rows: results.map(({id, status, severity, cause, confidence, identity}) => ({
			...{id, status, severity, cause, confidence, identity},
		})),
		findings: findings.map(({id, owner, severity, targets, remedy}) => ({id, owner, severity, targets, remedy})),
	};
}
