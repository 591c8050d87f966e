import {Text} from 'ink';
import {useMemo} from 'react';
import {withOwnCommand} from '../../../diagnosis/checks.ts';
import type {Run} from '../../../record/run.ts';
import {viewEndpoint} from '../../../report/view/endpoint.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {DetailLines} from '../../components/list/list.tsx';
import {moveFor} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {type DetailLine, presentable} from '../../components/text.ts';
import {beginCheck, partOfRun, rowsBehind} from '../../state/check.ts';
import type {ResultRow} from '../../state/results/results-rows.ts';
import type {ResultsAction} from '../../state/results/results-state.ts';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {useCopy} from '../copy/copy-screen.tsx';
import {endpointDetail} from './endpoint-detail.ts';
import {groupDetail} from './finding-detail.ts';

type ResultDetailProps = {readonly run: Run; readonly row: ResultRow; readonly top: number};

/** All that is known of one finding or endpoint, as lines to scroll through. */
export function ResultDetail({run, row, top}: ResultDetailProps) {
	const wizard = useWizard();
	const {
		state: {problem, survey},
		dispatch,
		services,
	} = wizard;
	const {ownCommand} = services;
	const {layout, glyphs} = useScreen();
	const {canCopy, copy, notice: copied, clear} = useCopy();
	const notice: Notice | null = problem === null ? copied : {tone: 'problem', text: problem};
	const frame = useFrame({
		title: presentable(row.kind === 'group' ? row.group.title : row.endpoint.name, glyphs.isUnicode),
		problem: notice?.text ?? null,
		hasNotice: false,
	});
	const height = frame.rows.bodyHeight;
	const {width} = layout;
	const {isUnicode} = glyphs;
	// A finding may have thousands of endpoints, which need not be written anew with every key.
	const lines = useMemo((): readonly DetailLine[] => {
		const page = {width, isUnicode, ownCommand};
		return row.kind === 'group' ? groupDetail(row.group, run, page, survey) : endpointDetail(row.endpoint, run, page);
	}, [row, run, survey, width, isUnicode, ownCommand]);
	const first = Math.max(0, Math.min(top, lines.length - height));

	const browse = (action: ResultsAction) => dispatch({type: 'browse', action});
	useKeys(keypress => {
		clear();
		const move = isLetter(keypress, ' ') ? 'page-down' : moveFor(keypress, true);
		if (move) {
			browse({type: 'scroll-detail', move, height, lines: lines.length});
		} else if (isKey(keypress, 'escape') || isKey(keypress, 'enter') || isKey(keypress, 'left')) {
			browse({type: 'close-detail'});
		} else if (isLetter(keypress, 'n') || isLetter(keypress, 'N')) {
			browse({type: 'step-detail', by: isLetter(keypress, 'n') ? 1 : -1});
		} else if (isLetter(keypress, 'c')) {
			copy(commandOf(row, run, ownCommand));
		} else if (isLetter(keypress, 'e')) {
			dispatch({type: 'open-export', proposal: services.proposePath(run)});
		} else if (isLetter(keypress, 'r')) {
			dispatch(beginCheck(wizard, partOfRun(run, rowsBehind(row))));
		} else if (isLetter(keypress, '?')) {
			dispatch({type: 'toggle-help'});
		}
	});

	const {scroll, back, help} = commonHints(glyphs);
	const last = Math.min(lines.length, first + height);
	const position = lines.length > height ? `${first + 1}-${last} of ${lines.length}` : '';
	return (
		<Frame
			{...frame}
			notice={notice}
			aside={<Text dimColor>{position}</Text>}
			hints={[
				scroll,
				{keys: 'space', label: 'page', isMinor: true},
				...(canCopy ? [{keys: 'c', label: 'copy command'}] : []),
				{keys: 'r', label: 'check again', isMinor: true, meaning: 'check this line again'},
				{keys: 'n N', label: 'next, previous', isMinor: true, meaning: 'go on to the next line, or the one before'},
				{keys: 'e', label: 'export', isHidden: true},
				back,
				help,
			]}
		>
			<DetailLines lines={lines} top={first} height={height} />
		</Frame>
	);
}

/** The command that shows an endpoint's fault, or those that prove a finding; null where there is none. */
function commandOf(row: ResultRow, run: Run, ownCommand: string): string | null {
	if (row.kind === 'endpoint') return viewEndpoint(run, row.endpoint.row).curlLine;
	return row.group.finding?.verify.map(command => withOwnCommand(command, ownCommand)).join('\n') || null;
}
