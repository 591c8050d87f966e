import {Text} from 'ink';
import type {WrittenFile} from '../../../session/export/export-reports.ts';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {DetailLines, useScroll} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {ownerLines, writtenLines} from './export-words.ts';

/** Where the files are, what to do with each, and who has something to do. */
export function DoneScreen({files}: {readonly files: readonly WrittenFile[]}) {
	const {
		state: {run},
		dispatch,
		services,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const frame = useFrame({title: `${countOf(files.length, 'file')} written`});
	const page = {width: layout.width, isUnicode: glyphs.isUnicode};
	const findings = run?.findings ?? [];
	const lines = [...writtenLines(files, {page, places: services.places, findings}), ...ownerLines(findings, page)];
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	useKeys(keypress => {
		if (handleKey(keypress)) return;
		if (isKey(keypress, 'enter') || isLetter(keypress, 'q')) dispatch({type: 'finish'});
		else handleCommonKey(keypress, dispatch);
	});

	const {scroll, enter, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			notice={{tone: 'plain', text: 'This list stays in the terminal when you finish.'}}
			hints={[
				enter('finish'),
				{keys: 'esc', label: 'results'},
				...(position === null ? [] : [{...scroll, isMinor: true}]),
				help,
			]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}
