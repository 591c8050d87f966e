import type {Talk} from './components/conversation.ts';
import type {Answers} from './state/answers/answers.ts';
import type {Sitting} from './state/check.ts';

/** What every conversation can reach. It talks, and gives back what follows from that as actions of the wizard. */
export type PlainSession = Sitting & {
	/** What the help says about the view. */
	readonly help: readonly string[];
	readonly talk: Talk;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
};

/** What the questions of a step are made from. */
export type StepRoom = Pick<PlainSession, 'context' | 'services' | 'help' | 'signal'> & {readonly answers: Answers};
