import type {Cause} from '../causes.ts';
import type {Confidence} from '../types.ts';

/** What one failed stage means: a cause, or a fault of this machine that says nothing about the path. */
export type Failure =
	| {readonly kind: 'blocked'; readonly cause: Cause; readonly detail: string; readonly confidence: Confidence}
	| {readonly kind: 'local'; readonly detail: string};

export function blocked(cause: Cause, detail: string, confidence: Confidence = 'high'): Failure {
	return {kind: 'blocked', cause, detail, confidence};
}

/** A code that this machine made, or that nobody has met yet: kept for the reader, and never called blocked. */
export function unexplained(what: string, error: {readonly code: string; readonly message: string}): Failure {
	return {kind: 'local', detail: `${what} failed on this machine: ${error.code} (${error.message}).`};
}
