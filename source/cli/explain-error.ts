import {CommanderError} from 'commander';
import {EnvironmentError, UsageError} from '../errors.ts';
import {tool} from '../version.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {tell} from './stderr.ts';

/** One sentence for what the user or this machine did; anything else is a fault of ours and goes on to the door. */
export function explainError(error: unknown, io: Pick<CommandIo, 'stderr' | 'terminal'>): number {
	// Commander has said it already.
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allReachable : exitCodes.usage;
	if (error instanceof UsageError) {
		tell(`${tool.name}: ${error.message}`, io);
		return exitCodes.usage;
	}
	if (error instanceof EnvironmentError) {
		tell(`${tool.name}: ${error.message} ${error.hint}`, io);
		return exitCodes.notCompleted;
	}
	throw error;
}
