import {EnvironmentError, UsageError} from '../errors.ts';

/** What an error that was to be expected tells the user, in one line; null for a fault of ours. */
export function sentenceOf(error: unknown): string | null {
	if (error instanceof UsageError) return error.message;
	if (error instanceof EnvironmentError) return `${error.message} ${error.hint}`;
	return null;
}
