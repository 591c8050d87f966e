import {EnvironmentError, UsageError} from '../../errors.ts';
import {withoutFlags} from '../components/text/presentable.ts';

/** What an error that was to be expected tells the user, in one line. A fault of ours is thrown again. */
export function sentenceOf(error: unknown): string {
	if (error instanceof UsageError) return withoutFlags(error.message);
	if (error instanceof EnvironmentError) return `${error.message} ${error.hint}`;
	throw error;
}
