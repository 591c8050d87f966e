import type {StageError} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import {countOf} from '../words.ts';

/** A failure with a code of our own, to travel beside those of Node. */
export class ProbeFailure extends Error {
	override name = 'ProbeFailure' as const;
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** A failure that ended an answer, with the bytes of it that had come before. */
export function receivedBefore(failure: unknown, received: number): Error {
	const error = failure instanceof Error ? failure : new Error(String(failure));
	return received === 0 ? error : Object.assign(error, {received});
}

/** Reads an error as data. Matching is on `code`: messages change between versions, and peers can write into them. */
export function stageErrorOf(error: unknown): StageError {
	const {code, syscall, message, name, received} = error as NodeJS.ErrnoException & {received?: unknown};
	// A DOMException carries a number in `code` and its kind in `name`.
	const readableCode = typeof code === 'string' && code !== '' ? code : (name ?? 'UNKNOWN');
	const said = safeText(String(message ?? error));
	const seen = {code: safeText(readableCode, 60), syscall: syscall ?? null};
	if (typeof received !== 'number') return {...seen, message: said};
	return {...seen, message: `${said}, after ${countOf(received, 'byte')} of the answer`, received};
}
