import {text as readStream} from 'node:stream/consumers';
import type {CommandIo} from '../../cli/io.ts';
import {UsageError} from '../../errors.ts';
import type {Run} from '../../record/run.ts';
import {locateHome} from '../../store/home.ts';
import {readRun, readRunText} from './read-run.ts';

/**
 * Reads the run that the user names: a file, `-` for standard input, `PROFILE@last`, a date, an id. Throws a UsageError
 * that names `field`, or the file and the place in it.
 */
export async function readNamedRun(
	reference: string,
	field: string,
	{stdin, environment}: Pick<CommandIo, 'stdin' | 'environment'>,
): Promise<Run> {
	if (reference !== '-') return readRun(locateHome(environment).runs, reference, field);
	if (stdin.isTTY) {
		throw new UsageError(
			`${field} "-" is read from standard input, and that is the keyboard: pipe a saved run in, or name one.`,
		);
	}
	return readRunText(await readStream(stdin), 'standard input', Date.now());
}
