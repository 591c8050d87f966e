import fs from 'node:fs';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import {isProfileName} from './profile-name.ts';
import {type KeptRun, listAllRuns, listRunsOf} from './runs-folder.ts';

/** A run that is kept, or a file that the user named. */
export type FoundRun = KeptRun | {readonly kind: 'file'; readonly file: string};

const help =
	'use a file, @last (without a profile), PROFILE@last, PROFILE@2 (the one before), PROFILE@DATE, a date such as 2026-11-22, or an id (see "runs list")';

/**
 * Finds the run that a reference means: `prod@last`, `prod@2` (the second newest), `prod@2026-11-22` (the newest of
 * that day, in UTC as ids are), an id, a date alone (of all runs), or a file. Numbers and `last` count finished runs.
 * Throws a UsageError that names `field` if there is none.
 */
export function findRun(runs: string, reference: string, field: string): FoundRun {
	const at = reference.lastIndexOf('@');
	const name = reference.slice(0, Math.max(at, 0));
	if (at === 0 || (at > 0 && isProfileName(name))) return findAt(runs, name || null, reference.slice(at + 1), field);
	const byTime = timePrefix(reference);
	// A file that bears the name of a date or an id is meant before a run; nothing else can name it.
	if (fs.existsSync(reference)) return {kind: 'file', file: reference};
	if (byTime === null) {
		if (isProfileName(reference) && listRunsOf(runs, reference).length > 0) {
			throw new UsageError(`${field} "${reference}" is a profile: name a run of it, such as ${reference}@last.`);
		}
		const isPath = /^[^@]*(?:[/\\][^@]*|\.(?:json|ndjson))$/.test(reference);
		const shown = `"${safeText(reference, 120)}"`;
		throw new UsageError(`${isPath ? `${field} ${shown} does not exist` : `There is no run ${shown}`}: ${help}.`);
	}
	const found = pickByTime(listAllRuns(runs), byTime, reference);
	if (found) return found;
	throw new UsageError(`${field} "${safeText(reference, 60)}": no run of that time or id is kept; see "runs list".`);
}

function findAt(runs: string, profile: string | null, which: string, field: string): KeptRun {
	const kept = listRunsOf(runs, profile);
	const finished = kept.filter(({kind}) => kind === 'finished');
	const whose = profile === null ? 'made without a profile' : `of the profile ${profile}`;
	if (which === 'last' || /^[1-9]\d{0,4}$/.test(which)) {
		const found = finished[which === 'last' ? 0 : Number(which) - 1];
		if (found) return found;
		const count =
			finished.length === 0
				? 'no finished run'
				: `only ${finished.length} finished ${finished.length === 1 ? 'run' : 'runs'}`;
		throw new UsageError(
			`${field} "${profile ?? ''}@${which}": ${count} ${whose} ${finished.length < 2 ? 'is' : 'are'} kept; see "runs list".`,
		);
	}
	const byTime = timePrefix(which);
	if (byTime === null) throw new UsageError(`${field} has "@${safeText(which, 60)}", which names no run: ${help}.`);
	const found = pickByTime(kept, byTime, which);
	if (found) return found;
	throw new UsageError(
		`${field} "${profile ?? ''}@${which}": no run ${whose} of that time or id is kept; see "runs list".`,
	);
}

/** The beginning of the ids that a date, a time or an id means; null for anything else. */
function timePrefix(text: string): string | null {
	if (/^\d{8}T\d{6}Z-[0-9a-f]{6}$/.test(text)) return text;
	const [, year, month, day, hour = '', minute = ''] =
		/^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::?(\d\d))?)?$/.exec(text) ?? [];
	if (year === undefined) return null;
	return `${year}${month}${day}T${hour}${minute}`;
}

/** The newest of a time. A run that was cut off is found by its id alone. */
function pickByTime(kept: readonly KeptRun[], prefix: string, asked: string): KeptRun | undefined {
	return kept.find(({id, kind}) => id.startsWith(prefix) && (kind === 'finished' || id === asked));
}
