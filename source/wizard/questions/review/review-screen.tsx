import {isDeepStrictEqual} from 'node:util';
import {Box, Text} from 'ink';
import {useEffect, useRef} from 'react';
import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import type {ProxyExamination} from '../../../session/proxy/examine-proxy.ts';
import {countOf} from '../../../words.ts';
import {wrapText} from '../../../wrap-text.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft} from '../../components/text.ts';
import {beginCheck} from '../../state/check.ts';
import {isBeforeReview} from '../../state/transitions.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {
	describeProxies,
	describeReach,
	isProxyOpen,
	type ReviewRow,
	reviewRows,
	reviewStep,
	sentBefore,
	withPac,
} from './review-rows.ts';

const labelWidth = 13;

/** A row of the list: an answer, below them the start, and once there are results the way to them. */
type Row = ReviewRow | 'start' | 'results';

/** All answers, and what can be done with them; the cursor stands on the start at first. */
export function ReviewScreen() {
	const wizard = useWizard();
	const {
		state: {answers, run, runAnswers, examinations},
		dispatch,
		context,
		prepared,
		services,
	} = wizard;
	const {plan} = prepared;
	const {layout, glyphs} = useScreen();
	const {problem, ...frame} = useStepFrame(
		'review',
		reviewStep({
			hasRun: run !== null,
			sent: sentBefore(plan, examinations),
			isProxyOpen: isProxyOpen(answers, context),
		}),
	);
	usePacWays(wizard);
	const answerRows = reviewRows(answers, context, prepared);
	const rows: readonly Row[] = [...answerRows, 'start', ...(run ? (['results'] as const) : [])];
	const isSpaced = rows.length < frame.rows.bodyHeight;
	const height = frame.rows.bodyHeight - (isSpaced ? 1 : 0);
	const list = useList({count: rows.length, height}, {start: answerRows.length});
	const isAtResults = rows[list.state.cursor] === 'results';
	const current = answerRows[list.state.cursor] ?? null;
	const room = frame.rows.bodyHeight - rows.length - (isSpaced ? 1 : 0);
	const linesOf = createRowLines(answerRows, {
		width: layout.width - 2 - labelWidth,
		room,
		hasOrigins: !layout.isNarrow,
	});
	const isChanged = !isDeepStrictEqual(answers, runAnswers);

	const canSave = services.profiles !== null && plan !== null;

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (isLetter(keypress, 'p') && canSave) dispatch({type: 'open-save'});
		else if (isLetter(keypress, 'a') && plan !== null) dispatch({type: 'open-audit'});
		else if (!isKey(keypress, 'enter')) handleCommonKey(keypress, dispatch);
		else if (current) dispatch({type: 'jump', stepId: current.stepId, field: current.field});
		else if (isAtResults) dispatch({type: 'open-results'});
		else dispatch(beginCheck(wizard, null));
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{positionText(list.state, rows.length, height)}</Text>}
			notice={
				problem ??
				(current
					? noticeOn(current)
					: isAtResults
						? plain(describeReturn(isChanged))
						: noticeOnStart(plan, examinations))
			}
			hints={[
				move,
				enter(current ? 'change' : isAtResults ? 'show' : 'start'),
				...(canSave ? [{keys: 'p', label: 'save as profile'}] : []),
				...(plan === null ? [] : [{keys: 'a', label: 'audit a list', isMinor: true}]),
				isBeforeReview(wizard.state) ? {...back, label: 'earlier runs'} : back,
				help,
			]}
		>
			<List
				rows={rows}
				state={list.state}
				height={height}
				keyOf={row => (typeof row === 'string' ? row : row.label)}
				hasSpaceAbove={row => isSpaced && row === 'start'}
				heightOf={row => (typeof row === 'string' ? 1 : linesOf(row).length)}
				renderRow={(row, isFocused) => {
					if (row === 'results') return <Text bold={isFocused}>Back to the results</Text>;
					if (row === 'start')
						return (
							<Text bold>{plan ? `Check ${countOf(countPlannedEndpoints(plan.targets), 'endpoint')}` : 'Check'}</Text>
						);
					return <AnswerLine row={row} lines={linesOf(row)} isFocused={isFocused} />;
				}}
			/>
		</Frame>
	);
}

/** Tells where the PAC of the answers sends the endpoints, whoever named it. */
function usePacWays({services, prepared, state: {examinations}, dispatch, crash}: ReturnType<typeof useWizard>): void {
	const before = useRef(examinations);
	before.current = examinations;
	useEffect(() => {
		if (prepared.plan === null || prepared.plan.settings.pac === null) return;
		const abort = new AbortController();
		services
			.judgePac(prepared.plan, prepared.secrets, abort.signal)
			.then(ofPac => {
				if (ofPac === null || abort.signal.aborted) return;
				dispatch({type: 'examine', examinations: withPac(before.current, ofPac)});
			})
			.catch(crash);
		return () => abort.abort();
	}, [services, prepared, dispatch, crash]);
}

/** How much will be tested, and what the proxy that was talked to is. */
function noticeOnStart(plan: Plan | null, examinations: readonly ProxyExamination[]): Notice {
	const proxies = describeProxies(plan, examinations);
	const reach = describeReach(plan);
	return proxies === null ? plain(reach) : {text: `${proxies.text} ${reach}`, tone: proxies.tone};
}

const plain = (text: string): Notice => ({text, tone: 'plain'});

/** What may be wrong with an answer, else the whole of it and where it comes from. */
function noticeOn({text, origin, warning}: ReviewRow): Notice {
	if (warning !== null) return {text: warning, tone: 'warning'};
	return plain(origin === '' ? text : `${text} (${origin})`);
}

/** The lines of each answer. The longest takes what room there is; beside it stands where it comes from. */
function createRowLines(
	rows: readonly ReviewRow[],
	{width, room, hasOrigins}: {readonly width: number; readonly room: number; readonly hasOrigins: boolean},
): (row: ReviewRow) => readonly string[] {
	const widthOf = ({origin, warning}: ReviewRow) =>
		width - (hasOrigins && origin !== '' ? origin.length + 2 : 0) - (warning === null ? 0 : 2);
	const lines = new Map(rows.map(row => [row, wrapText(row.text, widthOf(row))]));
	const extra = [...lines.values()].reduce((sum, {length}) => sum + Math.max(0, length - 1), 0);
	return row => (extra <= room ? (lines.get(row) ?? []) : [row.text]);
}

/** An answer, with a sign where something may be wrong with it, and where it comes from. */
function AnswerLine({
	row: {label, origin, warning},
	lines,
	isFocused,
}: {
	readonly row: ReviewRow;
	readonly lines: readonly string[];
	readonly isFocused: boolean;
}) {
	const {layout, glyphs} = useScreen();
	const source = layout.isNarrow ? '' : origin;
	const width = layout.width - 2 - labelWidth - (source === '' ? 0 : source.length + 2) - (warning === null ? 0 : 2);
	const [first = '', ...others] = lines;
	return (
		<Box flexDirection="column">
			<Text wrap="truncate">
				<Text bold={isFocused}>{fitLeft(label, labelWidth, glyphs.ellipsis)}</Text>
				{warning === null ? null : <Colored color="yellow">{`${glyphs.warning} `}</Colored>}
				{fitLeft(first, width, glyphs.ellipsis)}
				{source === '' ? null : <Text dimColor>{`  ${source}`}</Text>}
			</Text>
			{others.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: in a narrow window the same word may stand in several lines.
				<Text key={index} wrap="truncate">
					{' '.repeat(labelWidth) + line}
				</Text>
			))}
		</Box>
	);
}

/** What the way back to the results does with answers that were changed since. */
function describeReturn(isChanged: boolean): string {
	return isChanged ? 'Drops your changes: the answers become those of the results.' : 'The results of the last check.';
}
