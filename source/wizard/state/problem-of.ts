import {UsageError} from '../../errors.ts';

/** The sentence of the UsageError that a check throws, or null if it throws none. */
export function problemOf(check: () => unknown): string | null {
	try {
		check();
		return null;
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
}
