import {escapeJson} from '../report/escape.ts';
import {createPage} from '../report/terminal/page.ts';
import {loadProfile} from '../session/profiles/load-profile.ts';
import {describeOutcome, outlineRun} from '../session/runs/outline-run.ts';
import {openSession, type Session} from '../session/session.ts';
import {readingRuns} from '../session/store-errors.ts';
import {parseProfileName} from '../store/profile-name.ts';
import {type KeptRun, listAllRuns, listRunsOf} from '../store/runs-folder.ts';
import {formatTime} from '../words.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {tellNote} from './stderr.ts';
import {print} from './write-output.ts';

/** Lists the runs that are kept, newest first: of one profile, or all. */
export async function listRuns(profile: string | undefined, format: 'text' | 'json', io: CommandIo): Promise<number> {
	const session = openSession(io);
	const {runs} = session.home;
	const kept = readingRuns(runs, () =>
		profile === undefined ? listAllRuns(runs) : listRunsOfProfile(profile, session),
	);
	const outlines = kept.map(outlineRun);
	for (const {state, file} of outlines) {
		if (state === 'damaged') tellNote(`${file} can't be read as a run; it is left where it is.`, io);
	}
	if (format === 'json') {
		const text = JSON.stringify({schema: 'arc-netcheck/runs@1', runs: outlines}, null, 2);
		await print(`${escapeJson(text)}\n`, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	if (outlines.length === 0) page.paragraph('No runs are kept here yet.');
	const width = Math.max(0, ...outlines.map(outline => outline.profile?.length ?? 1));
	for (const outline of outlines) {
		const time = formatTime(outline.startedAt).slice(0, 16);
		page.line(`${outline.id}  ${(outline.profile ?? '-').padEnd(width)}  ${time} UTC  ${describeOutcome(outline)}`);
	}
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

/** The runs of a profile. Its runs may have outlived its file; where there is neither, the name was mistyped. */
function listRunsOfProfile(profile: string, session: Session): readonly KeptRun[] {
	const kept = listRunsOf(session.home.runs, parseProfileName(profile, 'The profile'));
	if (kept.length === 0) loadProfile(profile, session);
	return kept;
}
