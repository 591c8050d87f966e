import {needsAction} from '../../../diagnosis/results.ts';
import {type Finding, type Owner, owners} from '../../../diagnosis/types.ts';

/** How many findings each owner has to put right, without mere notes; those with the most come first. */
export function findingsPerOwner(
	findings: readonly Finding[],
): ReadonlyArray<{readonly owner: Owner; readonly count: number}> {
	const open = findings.filter(needsAction);
	return owners
		.map(owner => ({owner, count: open.filter(finding => finding.owner === owner).length}))
		.filter(({count}) => count > 0)
		.sort((one, other) => other.count - one.count);
}
