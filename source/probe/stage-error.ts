import type {StageError} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';

/** A failure with a code of our own, to travel beside those of Node. */
export class ProbeFailure extends Error {
	override name = 'ProbeFailure' as const;
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** Reads an error as data. Matching is on `code`: messages change between versions, and peers can write into them. */
export function stageErrorOf(error: unknown): StageError {
	const {code, syscall, message, name} = error as NodeJS.ErrnoException;
	// A DOMException carries a number in `code` and its kind in `name`.
	const readableCode = typeof code === 'string' && code !== '' ? code : (name ?? 'UNKNOWN');
	return {code: safeText(readableCode, 60), syscall: syscall ?? null, message: safeText(String(message ?? error))};
}
