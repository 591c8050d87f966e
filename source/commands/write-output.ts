import {existsSync} from 'node:fs';
import path from 'node:path';
import {EnvironmentError, UsageError} from '../errors.ts';
import {privateFile, writeFileAtomically} from '../store/write-file.ts';

/** Refuses a file that is there, before any probing: nobody wants to wait a minute for a "no". */
export function checkOutput(file: string | undefined, isForced: boolean): void {
	if (file === undefined) return;
	if (!existsSync(path.dirname(path.resolve(file)))) {
		throw new UsageError(
			`--output ${file}: the folder ${path.dirname(file)} does not exist; make it first or name another.`,
		);
	}
	if (!isForced && existsSync(file)) throw alreadyThere(file);
}

/** Writes a report to a file in one step. An existing file is replaced only with `isForced`. */
export function writeReportFile(file: string, text: string, isForced: boolean): void {
	try {
		writeFileAtomically(file, text, {isExclusive: !isForced, mode: privateFile});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') throw alreadyThere(file);
		throw new EnvironmentError(
			`The report can't be written to ${file} (${code}).`,
			'Name another file with --output.',
			{cause: error},
		);
	}
}

function alreadyThere(file: string): UsageError {
	return new UsageError(`--output ${file} is there already: name another file, or replace it with --force.`);
}
