import type {StageEvidence, StageName} from '../evidence/types.ts';
import type {Result, Summary} from '../verdict/types.ts';
import type {Run} from './run.ts';

/** What happens while a run goes on: plain data, only for showing. The run itself is the truth. */
export type RunEvent =
	/** Before the run: the services that know which hosts this set-up uses are asked. Behind a dead line that takes seconds. */
	| {readonly type: 'expansion-started'; readonly at: string; readonly hosts: readonly string[]}
	| {readonly type: 'expansion-finished'; readonly at: string; readonly notes: readonly string[]}
	| {
			readonly type: 'run-started';
			readonly at: string;
			readonly id: string;
			/** Rows of the plan. */
			readonly targets: number;
			/** Hosts and ports, to which several rows may lead. */
			readonly endpoints: number;
			/** What the plan was made from. */
			readonly catalog?: Run['catalog'] | undefined;
	  }
	| {readonly type: 'target-started'; readonly at: string; readonly target: string; readonly attempt: number}
	| {readonly type: 'stage-started'; readonly at: string; readonly target: string; readonly stage: StageName}
	| {readonly type: 'stage-finished'; readonly at: string; readonly target: string; readonly evidence: StageEvidence}
	| {readonly type: 'target-finished'; readonly at: string; readonly target: string; readonly result: Result}
	| {readonly type: 'run-finished'; readonly at: string; readonly complete: boolean; readonly summary: Summary};
