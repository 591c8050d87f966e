import type {Catalog} from '../catalog/types.ts';
import type {Change, RunDiff} from '../record/diff/diff-report.ts';
import type {Run} from '../record/run.ts';
import {createRedactionTools} from './redact-report.ts';

/**
 * Takes out of a diff what tells about the network, the company and the people behind it, as from a report. The runs
 * are compared before that: a name that gets a word in one run only would look like a change.
 */
export function redactDiff(diff: RunDiff, runs: readonly Run[], catalog: Catalog): RunDiff {
	const {words, scrub} = createRedactionTools(runs, catalog);
	const redactRun = (run: RunDiff['old']) => ({...run, hostname: words.host(run.hostname)});
	const redactSide = (side: Change['old']) =>
		side && {
			...side,
			detail: scrub(side.detail),
			issuer: side.issuer && scrub(side.issuer),
			addresses: side.addresses.map(address => words.address(address)),
		};
	return {
		...diff,
		old: redactRun(diff.old),
		new: redactRun(diff.new),
		settings: diff.settings.map(({name, old, new: now}) => ({name, old: scrub(old), new: scrub(now)})),
		changes: diff.changes.map(change => ({
			...change,
			endpoint: scrub(change.endpoint),
			old: redactSide(change.old),
			new: redactSide(change.new),
		})),
		findings: diff.findings.map(finding => ({
			...finding,
			id: scrub(finding.id),
			title: scrub(finding.title),
			why: scrub(finding.why),
		})),
	};
}
