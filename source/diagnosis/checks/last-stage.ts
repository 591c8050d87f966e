import type {StageEvidence, StageName} from '../../evidence/types.ts';
import type {Result} from '../../verdict/types.ts';

/** The stage of that name in the try that the verdict speaks of: the last one, or the first of an unstable target. */
export function lastStageOf<Name extends StageName>(
	{attempts, verdict}: Result,
	name: Name,
): Extract<StageEvidence, {stage: Name}> | null {
	const attempt = verdict.status === 'unstable' ? attempts[0] : attempts.at(-1);
	const isWanted = (stage: StageEvidence): stage is Extract<StageEvidence, {stage: Name}> => stage.stage === name;
	return attempt?.stages.filter(isWanted).at(-1) ?? null;
}
