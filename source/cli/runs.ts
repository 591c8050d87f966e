import {describeWorstFault} from '../record/endpoints.ts';
import {clip, createPage} from '../report/terminal/page.ts';
import {loadProfile} from '../session/profiles/load-profile.ts';
import {outlineRun, type RunOutline} from '../session/runs/outline-run.ts';
import {openSession, type Session} from '../session/session.ts';
import {readingRuns} from '../session/store-errors.ts';
import {parseProfileName} from '../store/profile-name.ts';
import {type KeptRun, listAllRuns, listRunsOf} from '../store/runs-folder.ts';
import {formatTime} from '../words.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {print, printJson} from './write-output.ts';

/** Lists the runs that are kept, newest first: of one profile, or all. */
export async function listRuns(profile: string | undefined, format: 'text' | 'json', io: CommandIo): Promise<number> {
	const session = openSession(io);
	const {runs} = session.home;
	const kept = readingRuns(runs, () =>
		profile === undefined ? listAllRuns(runs) : listRunsOfProfile(profile, session),
	);
	const outlines = kept.flatMap(run => outlineRun(run) ?? []);
	for (const {state, file} of outlines) {
		if (state === 'damaged') tellNote(`${file} can't be read as a run; it is left where it is.`, io);
	}
	if (format === 'json') {
		await printJson({schema: 'arc-netcheck/runs@1', runs: outlines}, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	if (outlines.length === 0) page.paragraph('No runs are kept yet: make one with "arc-netcheck check".');
	else for (const line of tableOf(outlines)) page.line(line);
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

/** The columns of region and profile together, so that a row stays within 78 columns; a profile takes half of them at most. */
const widestNames = 24;

/** What a column of where the runs were made from takes of them, where there are surveys. */
const fromWidth = 5;

/** Runs as rows under a heading, the id last since it is what one copies. Times are in UTC. */
function tableOf(outlines: readonly RunOutline[]): string[] {
	const hasSurveys = outlines.some(({places}) => places !== undefined);
	const room = widestNames - (hasSurveys ? fromWidth : 0);
	const profiles = outlines.map(({profile}) => clip(profile ?? '-', Math.floor(room / 2)));
	const widestRegion = room - Math.max('PROFILE'.length, ...profiles.map(({length}) => length));
	const rows = outlines.map((outline, index) => [
		formatTime(outline.startedAt).slice(2, 16),
		clip(outline.region || '-', widestRegion),
		profiles[index] ?? '-',
		...(hasSurveys ? [outline.places === undefined ? 'here' : String(outline.places)] : []),
		shortOutcome(outline),
		outline.id,
	]);
	const all = [['WHEN (UTC)', 'REGION', 'PROFILE', ...(hasSurveys ? ['FROM'] : []), 'RESULT', 'ID'], ...rows];
	const columns = (all[0]?.length ?? 1) - 1;
	const widths = Array.from({length: columns}, (_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
	return all.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' '));
}

/** `3/38 blocked`, of those that were tested, as the answer counts them. */
function shortOutcome({state, endpoints}: RunOutline): string {
	if (endpoints === null) return state;
	const {total, probed, faults} = endpoints;
	if (state === 'ok' || state === 'undecided') return state;
	return state === 'failing' ? describeWorstFault(faults, {of: '/'}) : `${state} ${probed}/${total}`;
}

/** The runs of a profile. Its runs may have outlived its file; where there is neither, the name was mistyped. */
function listRunsOfProfile(profile: string, session: Session): readonly KeptRun[] {
	const kept = listRunsOf(session.home.runs, parseProfileName(profile, 'The profile'));
	if (kept.length === 0) loadProfile(profile, session);
	return kept;
}
