import {Text} from 'ink';
import {useLayoutEffect, useMemo} from 'react';
import stringWidth from 'string-width';
import {countEndpoints} from '../../../record/endpoints.ts';
import type {Run} from '../../../record/run.ts';
import type {Survey} from '../../../record/survey/survey.ts';
import {connectCommand} from '../../../report/answer.ts';
import {matrixOf, verdictOf} from '../../../report/survey/matrix.ts';
import {earlierRows} from '../../../report/view/facts.ts';
import {overallVerdict} from '../../../report/view/summary.ts';
import {countOf, formatTime} from '../../../words.ts';
import {asideGap, Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice, noticeLines} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List} from '../../components/list/list.tsx';
import {clampList, moveFor, positionText} from '../../components/list/list-state.ts';
import {type KeyHint, useScreen} from '../../components/screen-context.tsx';
import {CountsByStatus} from '../../components/signs.tsx';
import {command, presentable, textOfLine, truncate} from '../../components/text.ts';
import {textInputAction} from '../../components/text-input/text-input-state.ts';
import {changesOf} from '../../state/changes.ts';
import {beginCheck, partOfRun, rowsBehind} from '../../state/check.ts';
import {workOf} from '../../state/results/result-groups.ts';
import {type FilterChange, isFiltering, type ResultRow} from '../../state/results/results-rows.ts';
import {currentRow, type ResultsAction} from '../../state/results/results-state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {changedText} from '../changes/changes-lines.ts';
import {useCopy} from '../copy/copy-screen.tsx';
import {ResultDetail} from './result-detail.tsx';
import {FilterLine, ResultLine, ViewLine} from './result-rows.tsx';
import {resultsMenu} from './results-lines.ts';

/** The line below the verdict, that of the views, and one for what changed. */
const verdictSpaces = 3;

/** Shows findings and endpoints, or one of them alone. */
export function ResultsScreen({run}: {readonly run: Run}) {
	const {
		state: {results},
	} = useWizard();
	const row = currentRow(results);
	return results.detailTop !== null && row ? (
		<ResultDetail run={run} row={row} top={results.detailTop} />
	) : (
		<ResultList run={run} current={row} />
	);
}

function ResultList({run, current}: {readonly run: Run; readonly current: ResultRow | null}) {
	const wizard = useWizard();
	const {state, dispatch} = wizard;
	const {results, survey, problem, notes, isFresh, baseline, profile} = state;
	const {layout, glyphs} = useScreen();
	const sentence = useMemo(
		() => (survey ? verdictOf(survey, matrixOf(survey)) : overallVerdict(run).sentence),
		[run, survey],
	);
	const connect = useMemo(() => connectCommand(run), [run]);
	const {canCopy, copy, notice: copied, clear} = useCopy();
	const changes = useMemo(
		() => changesOf({run, survey, isFresh, baseline, profile}),
		[run, survey, isFresh, baseline, profile],
	);
	const menu = resultsMenu(wizard, run, changes !== null);
	const {isShort} = layout;
	const frame = useFrame({
		title: `${resultsTitle(run, survey, isFresh)}${isShort && results.view === 'endpoints' ? ': endpoints' : ''}`,
		// Why the run is not on disk must be read whole, too.
		problem: problem ?? copied?.text ?? (notes.length > 0 ? notes.join(' ') : null),
	});
	const {rows, filter} = results;
	const isFilterShown = filter.isTyping || isFiltering(filter);
	const browse = (action: ResultsAction) => dispatch({type: 'browse', action});
	const change = (change: FilterChange) => browse({type: 'filter', change});
	// The verdict is read whole where the findings, closed, leave it the room.
	const verdictRoom = Math.max(3, frame.rows.bodyHeight - results.groups.length - verdictSpaces);
	const headline = noticeLines(presentable(sentence, glyphs.isUnicode), layout, verdictRoom, glyphs.ellipsis);
	const isCountsAside = !layout.isNarrow;
	const changed = changes && frame.rows.isSpaced ? truncate(changedText(changes), layout.width, glyphs.ellipsis) : null;
	const next =
		connect && frame.rows.isSpaced
			? ['', 'Connect it:', ...command(connect, {width: layout.width, isUnicode: glyphs.isUnicode}).map(textOfLine)]
			: [];
	const headHeight =
		(frame.rows.isSpaced ? headline.length + next.length + 2 : 0) +
		(changed === null ? 0 : 1) +
		(isCountsAside ? 0 : 1) +
		(isFilterShown ? 1 : 0);
	const height = frame.rows.bodyHeight - headHeight;
	const list = clampList(results.list, {count: rows.length, height});
	useLayoutEffect(() => {
		if (!results.isFitted) dispatch({type: 'browse', action: {type: 'fit', height}});
	}, [results.isFitted, height, dispatch]);

	function handleTyping(keypress: Keypress): void {
		const action = textInputAction(keypress, ' ');
		if (isKey(keypress, 'escape')) change({type: 'clear'});
		else if (isKey(keypress, 'enter') || isKey(keypress, 'down') || isKey(keypress, 'up')) change({type: 'accept'});
		else if (action) change({type: 'edit', action});
	}

	function handleBrowsing(keypress: Keypress): void {
		clear();
		const move = moveFor(keypress, true);
		const row = menu.find(({key}) => key !== undefined && isLetter(keypress, key));
		if (move) browse({type: 'move', move, height});
		else if (isLetter(keypress, '/')) change({type: 'type'});
		else if (isLetter(keypress, 's')) change({type: 'next-status'});
		else if (isKey(keypress, 'tab') || isKey(keypress, 'back-tab') || isLetter(keypress, 'v')) {
			browse({type: 'switch-view', height});
		} else if (isKey(keypress, 'escape') && isFiltering(filter)) change({type: 'clear'});
		else if (isLetter(keypress, 'r') && current) dispatch(beginCheck(wizard, partOfRun(run, rowsBehind(current))));
		else if (isKey(keypress, 'enter')) browse({type: 'open-detail'});
		else if (isKey(keypress, 'right')) browse({type: 'fold', fold: 'open', height});
		else if (isKey(keypress, 'left')) browse({type: 'fold', fold: 'close', height});
		else if (isLetter(keypress, ' ')) browse({type: 'fold', fold: 'toggle', height});
		else if (row) dispatch(row.toAction());
		else if (isLetter(keypress, 'c') && connect !== null) copy(connect);
		else if ((isLetter(keypress, 'c') || isLetter(keypress, 'C')) && canCopy) dispatch({type: 'open-copy'});
		else if (isLetter(keypress, 'w')) {
			dispatch({type: 'refuse', problem: 'There is no earlier run to compare this one with.'});
		} else if (isLetter(keypress, 'q')) dispatch({type: 'leave'});
		else handleCommonKey(keypress, dispatch);
	}

	useKeys(filter.isTyping ? handleTyping : handleBrowsing, {takesText: filter.isTyping});

	const {move, enter, help} = commonHints(glyphs);
	const minor = (keys: string) =>
		menu.filter(({key}) => key === keys).map(({label}) => ({keys, label: label.toLowerCase(), isMinor: true}));
	const browsingHints = (): readonly KeyHint[] => [
		{keys: 'e', label: 'export', meaning: 'write reports and firewall rules to files'},
		...minor('m').map(hint => ({...hint, isMinor: false, meaning: 'what each place sees of each endpoint'})),
		{...enter('details'), meaning: 'show all about the line: reason, fix, proof, what was seen'},
		{keys: 'space, left, right', label: 'open', meaning: 'open or close a finding', isHidden: true},
		{keys: 'r', label: 'check again', isMinor: true, meaning: 'check this line again'},
		{keys: 'f', label: 'check what failed', isHidden: true, meaning: 'check again what failed'},
		{keys: 'R', label: 'check all', isHidden: true, meaning: 'check everything again'},
		...menu
			.filter(({key}) => key === 't')
			.map(({label}) => ({keys: 't', label, isHidden: true, meaning: 'ask what failed again until it gets through'})),
		{keys: '/', label: 'filter', isMinor: true, meaning: 'filter by name, cause or purpose'},
		{keys: 's', label: 'status', isHidden: true, meaning: 'show one status, then the next'},
		...(canCopy && connect !== null
			? [{keys: 'c', label: 'copy command', meaning: 'copy the command that connects the cluster'}]
			: []),
		...(canCopy
			? [
					{
						keys: connect === null ? 'c' : 'C',
						label: 'copy',
						isMinor: true,
						meaning: 'copy a report or rules, also over SSH (OSC 52)',
					},
				]
			: []),
		...minor('w'),
		...minor('p'),
		move,
		{
			keys: 'tab',
			label: results.view === 'findings' ? 'endpoints' : 'findings',
			meaning: results.view === 'findings' ? 'show all endpoints, one a line' : 'show the findings',
		},
		{
			keys: 'esc',
			label: isFiltering(filter) ? 'all again' : 'more',
			meaning: isFiltering(filter) ? 'show all again' : 'show what else can be done',
		},
		{keys: 'q', label: 'leave', isMinor: true},
		help,
	];
	const room = isCountsAside ? layout.width - stringWidth(frame.title) - asideGap : layout.width;
	const counts = <CountsByStatus counts={countEndpoints(run.results)} room={room} />;
	return (
		<Frame
			{...frame}
			aside={isCountsAside ? counts : <Text dimColor>{positionText(list, rows.length, height)}</Text>}
			notice={(problem === null ? copied : null) ?? noticeFor(problem, notes, current)}
			hints={filter.isTyping ? [enter('keep'), {keys: 'esc', label: 'all again'}] : browsingHints()}
		>
			{isCountsAside ? null : counts}
			{frame.rows.isSpaced ? (
				<Text>{[...headline, ...next, ...(changed === null ? [] : [changed]), ''].join('\n')}</Text>
			) : null}
			{frame.rows.isSpaced ? <ViewLine results={results} list={list} height={height} /> : null}
			{isFilterShown ? <FilterLine results={results} /> : null}
			{rows.length === 0 ? <Text wrap="truncate">No endpoint fits. Escape shows all again.</Text> : null}
			<List
				rows={rows}
				state={list}
				height={height}
				keyOf={({id}) => id}
				renderRow={(row, isFocused) => <ResultLine row={row} isFocused={isFocused} />}
			/>
		</Frame>
	);
}

function noticeFor(problem: string | null, notes: readonly string[], row: ResultRow | null): Notice | null {
	if (problem !== null) return {tone: 'problem', text: problem};
	return notes.length === 0 ? row && noticeOn(row) : {tone: 'warning', text: notes.join(' ')};
}

/** For a finding the first thing to do, for an endpoint what breaks without it. */
function noticeOn(row: ResultRow): Notice | null {
	if (row.kind === 'group') {
		const [unseen] = row.group.unseen ?? [];
		if (unseen) return {tone: 'warning', text: `${unseen.reason ?? ''} ${unseen.fix ?? ''}`.trim()};
		const [fix] = workOf(row.group)?.fix ?? [];
		return fix ? {tone: 'plain', text: fix} : null;
	}
	const {status, requirement} = row.endpoint.row;
	return requirement && {tone: 'plain', text: status === 'reachable' ? requirement.purpose : requirement.impact};
}

/** What the results are called: with their time where they were read from disk, or where a part of them is older than the rest. */
function resultsTitle(
	report: Pick<Run, 'complete' | 'startedAt' | 'results'>,
	survey: Survey | null,
	isFresh: boolean,
): string {
	if (survey !== null) {
		const {seen, vantages} = survey.summary;
		const title =
			seen === vantages ? `Results from ${countOf(seen, 'place')}` : `Results from ${seen} of ${vantages} places`;
		return isFresh ? title : `${title}, ${minuteOf(report.startedAt)}`;
	}
	const title = report.complete ? 'Results' : 'Results so far';
	if (!isFresh) return `${title}, ${minuteOf(report.startedAt)}`;
	const earlier = earlierRows(report);
	return earlier === null ? title : `${title}, partly from ${sinceText(earlier.oldest, report.startedAt)}`;
}

/** The time of the same day, else the day. */
function sinceText(time: string, now: string): string {
	const [day = '', hour = ''] = minuteOf(time).split(' ');
	return minuteOf(now).startsWith(day) ? `${hour} UTC` : day;
}

/** `2026-11-22 20:30`, in UTC. */
function minuteOf(time: string): string {
	return formatTime(time).slice(0, 16);
}
