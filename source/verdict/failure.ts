import type {Cause} from './causes.ts';
import type {Confidence} from './types.ts';

/**
 * What one try came to, where it did not reach the target: a cause; an answer that may be anybody's; or a fault of this
 * machine, which says nothing about the path.
 */
export type Failure =
	| {readonly kind: 'blocked'; readonly cause: Cause; readonly detail: string; readonly confidence: Confidence}
	| {readonly kind: 'doubtful'; readonly detail: string}
	| {readonly kind: 'local'; readonly detail: string};

export type Blocked = Extract<Failure, {kind: 'blocked'}>;

/** A failure for which the path is to blame. */
export function blocked(cause: Cause, detail: string, confidence: Confidence = 'high'): Blocked {
	return {kind: 'blocked', cause, detail, confidence};
}

/** A code that this machine made, or that nobody has met yet: kept for the reader, and never called blocked. */
export function unexplained(what: string, error: {readonly code: string; readonly message: string}): Failure {
	return {kind: 'local', detail: `${what} failed on this machine: ${error.code} (${error.message}).`};
}

/** How a detail ends where a web server at the address of the proxy would answer the same. */
export const mayBeNoProxy = ': it may be a web server, not a proxy.';
