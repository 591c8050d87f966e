import {Text} from 'ink';
import {useMemo, useState} from 'react';
import type {Survey} from '../../../record/survey/survey.ts';
import {type MatrixRow, matrixOf, type SurveyCell, wordsOf} from '../../../report/survey/matrix.ts';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {statusLook} from '../../components/glyphs.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {List, useList} from '../../components/list/list.tsx';
import {positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, presentable, truncate} from '../../components/text.ts';
import {TextScreen} from '../../text-screen.tsx';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {cellDetail, columnText} from './matrix-lines.ts';

/** Columns of one class, with the blank behind it. */
const columnWidth = 5;
/** An endpoint keeps so many at least; what is left is for the classes. */
const nameRoom = 34;
/** So many classes are named above the matrix; of more the one at the pointer is. */
const legendLimit = 4;

/** What each class of places sees of each endpoint. In a narrow window one class at a time, with what it sees in words. */
export function MatrixScreen({survey}: {readonly survey: Survey}) {
	const rows = useMemo(() => matrixOf(survey), [survey]);
	const [column, setColumn] = useState(0);
	const [detail, setDetail] = useState<MatrixRow | null>(null);
	const [cursor, setCursor] = useState(0);
	return detail === null ? (
		<Matrix
			survey={survey}
			rows={rows}
			column={column}
			onColumn={setColumn}
			start={cursor}
			onOpen={(row, at) => {
				setCursor(at);
				setDetail(row);
			}}
		/>
	) : (
		<Cell survey={survey} row={detail} column={column} onClose={() => setDetail(null)} />
	);
}

type MatrixProps = {
	readonly survey: Survey;
	readonly rows: readonly MatrixRow[];
	readonly column: number;
	readonly onColumn: (column: number) => void;
	readonly start: number;
	readonly onOpen: (row: MatrixRow, at: number) => void;
};

function Matrix({survey, rows, column, onColumn, start, onOpen}: MatrixProps) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const {classes} = survey;
	const isNarrow = layout.isNarrow;
	const frame = useFrame({title: 'What each place sees'});
	const legend = !isNarrow && frame.rows.isSpaced && classes.length <= legendLimit ? classes : [];
	const height = Math.max(1, frame.rows.bodyHeight - 1 - legend.length);
	const list = useList({count: rows.length, height}, {start});
	const current = rows[list.state.cursor];
	const shownColumns = isNarrow
		? 1
		: Math.max(1, Math.min(classes.length, Math.floor((layout.width - 2 - nameRoom) / columnWidth)));
	const firstColumn = Math.max(0, Math.min(column - Math.floor(shownColumns / 2), classes.length - shownColumns));
	const shown = classes.slice(firstColumn, firstColumn + shownColumns);
	const nameWidth = layout.width - 2 - (isNarrow ? 0 : shown.length * columnWidth);

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (isKey(keypress, 'left')) onColumn(Math.max(0, column - 1));
		else if (isKey(keypress, 'right')) onColumn(Math.min(classes.length - 1, column + 1));
		else if (isKey(keypress, 'enter') && current) onOpen(current, list.state.cursor);
		else if (isLetter(keypress, 'm')) dispatch({type: 'back'});
		else handleCommonKey(keypress, dispatch);
	});

	const glyphOf = (cell: SurveyCell | null) => {
		if (cell === null) return {sign: ' ', color: undefined};
		return statusLook(cell.status, cell.severity, glyphs.isUnicode);
	};
	const position = positionText(list.state, rows.length, height);
	const own = classes[column];
	const ownText = own ? `${own.id}  ${columnText(survey, column)}` : '';
	const seen = wordsOf(current?.cells[column] ?? null) || 'not looked at';
	const {move, enter, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position || countOf(rows.length, 'endpoint')}</Text>}
			notice={{
				tone: 'plain',
				// The name may be cut: it stands in the list as well.
				text: presentable(isNarrow ? `${seen}: ${current?.target ?? ''}` : `${ownText}: ${seen}`, glyphs.isUnicode),
			}}
			hints={[
				{keys: glyphs.leftRight, label: isNarrow ? 'place' : 'column'},
				enter('details'),
				{...move, isMinor: true},
				{keys: 'esc', label: 'results'},
				help,
			]}
		>
			{legend.map(({id}, index) => (
				<Text key={id} wrap="truncate">
					<Text bold={index === column}>{fitLeft(id, columnWidth, glyphs.ellipsis)}</Text>
					{truncate(
						presentable(columnText(survey, index), glyphs.isUnicode),
						layout.width - columnWidth,
						glyphs.ellipsis,
					)}
				</Text>
			))}
			{isNarrow ? (
				<Text bold wrap="truncate">
					{truncate(
						`${column + 1}/${classes.length} ${presentable(columnText(survey, column), glyphs.isUnicode)}`,
						layout.width,
						glyphs.ellipsis,
					)}
				</Text>
			) : (
				<Text wrap="truncate">
					{' '.repeat(2 + nameWidth)}
					{shown.map(({id}, index) => (
						<Text key={id} bold={firstColumn + index === column} dimColor={firstColumn + index !== column}>
							{fitLeft(id, columnWidth, glyphs.ellipsis)}
						</Text>
					))}
				</Text>
			)}
			<List
				rows={rows}
				state={list.state}
				height={height}
				keyOf={({target}) => target}
				renderRow={({target, cells, differs}, isFocused) => {
					if (isNarrow) {
						const cell = cells[column] ?? null;
						const {sign, color} = glyphOf(cell);
						return (
							<Text wrap="truncate">
								<Colored color={color}>{sign}</Colored> {fitLeft(target, nameWidth - 4, glyphs.ellipsis, 'middle')}
								{differs ? ' *' : ''}
							</Text>
						);
					}
					return (
						<Text wrap="truncate">
							<Text bold={isFocused} dimColor={!differs && !isFocused}>
								{fitLeft(target, nameWidth - 1, glyphs.ellipsis, 'middle')}{' '}
							</Text>
							{shown.map(({id}, index) => {
								const {sign, color} = glyphOf(cells[firstColumn + index] ?? null);
								return (
									<Text key={id}>
										<Colored color={color}>{sign}</Colored>
										{' '.repeat(columnWidth - 1)}
									</Text>
								);
							})}
						</Text>
					);
				}}
			/>
		</Frame>
	);
}

function Cell({
	survey,
	row,
	column,
	onClose,
}: {
	readonly survey: Survey;
	readonly row: MatrixRow;
	readonly column: number;
	readonly onClose: () => void;
}) {
	const {glyphs} = useScreen();
	return (
		<TextScreen
			title={presentable(row.target, glyphs.isUnicode)}
			lines={options => cellDetail(survey, row, column, options)}
			onKey={keypress => {
				const isClosing = isKey(keypress, 'escape') || isKey(keypress, 'enter') || isKey(keypress, 'left');
				if (isClosing) onClose();
				return isClosing;
			}}
		/>
	);
}
