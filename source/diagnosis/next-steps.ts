import type {JudgedRun} from '../verdict/types.ts';
import {countOf, joinWords} from '../words.ts';
import {authorityStep} from './next-steps/authority.ts';
import {connectStep, extensionStep} from './next-steps/onboarding.ts';
import {endpointNamesOf, isDecided} from './results.ts';
import {buildRetestCommand} from './retest-command.ts';
import type {Finding, NextStep} from './types.ts';

function findingsStep(findings: readonly Finding[]): NextStep[] {
	const errors = findings.filter(({severity}) => severity === 'error');
	if (errors.length === 0) return [];
	return [
		{
			id: 'findings',
			title: 'Have the findings put right',
			steps: [
				`${countOf(errors.length, 'finding')} with severity error: ${joinWords(
					errors.map(({title}) => title),
					5,
				)}. Each names its owner, the fix and a command that proves it.`,
			],
			commands: [],
		},
	];
}

function retestStep({results, settings, vantage}: JudgedRun): NextStep[] {
	const faults = results.filter(
		({verdict, planned}) => planned.target !== null && (verdict.severity === 'error' || verdict.severity === 'warning'),
	);
	if (faults.length === 0) return [];
	return [
		{
			id: 'retest',
			title: 'Test again',
			steps:
				vantage.kind === 'jumpbox'
					? ['Once it is clean here, test from a cluster node or a pod too: their DNS, proxy and trust are their own.']
					: [],
			commands: [buildRetestCommand(settings, endpointNamesOf(faults))],
		},
	];
}

/** What to do after this run, in order: what is wrong first, then the lines that onboard the cluster with this proxy. */
export function nextSteps(run: JudgedRun, findings: readonly Finding[]): NextStep[] {
	// Where nothing was tested there is no ground to build on.
	if (!run.results.some(isDecided)) return [];
	return [
		...findingsStep(findings),
		...authorityStep(run),
		...retestStep(run),
		...connectStep(run),
		...extensionStep(run),
	];
}
