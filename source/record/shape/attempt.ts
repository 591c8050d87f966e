import {stageFields} from '../../evidence/shape.ts';
import type {Attempt, StageEvidence} from '../../evidence/types.ts';
import type {RunRow} from '../run.ts';

/**
 * One try as a report shows it: the fields of each stage in the order of the contract, whatever order the probe noted
 * them in, and none besides. What hangs on them is not copied: a run may have ten thousand.
 */
export function toAttemptRow({startedAt, stages, company}: Attempt): RunRow['attempts'][number] {
	return {startedAt, stages: stages.map(inOrder), ...(company && {company})};
}

function inOrder<Stage extends StageEvidence>(evidence: Stage): Stage {
	const values: {readonly [field: string]: unknown} = evidence;
	return Object.fromEntries(stageFields[evidence.stage].map(field => [field, values[field]])) as Stage;
}
