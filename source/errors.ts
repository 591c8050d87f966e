/** The user asked for something that can't be done as asked. The message is one sentence: what is wrong, where, and what to do. */
export class UsageError extends Error {
	override name = 'UsageError' as const;
}

/** This machine is in the way: a file that can't be written, a Node that is too old. `hint` says what to do. */
export class EnvironmentError extends Error {
	override name = 'EnvironmentError' as const;
	readonly hint: string;

	constructor(message: string, hint: string, options?: ErrorOptions) {
		super(message, options);
		this.hint = hint;
	}
}

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
