import {Box, Text} from 'ink';
import type {Run} from '../../../record/run.ts';
import type {Survey} from '../../../record/survey/survey.ts';
import {type OutputId, outputOf, outputs} from '../../../session/export/outputs.ts';
import type {SeenFiles} from '../../../store/write-file.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {moveFor} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored, Pointer} from '../../components/signs.tsx';
import {fitLeft, fitRight, sentenceOf} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {textInputAction, textOf} from '../../components/text-input/text-input-state.ts';
import {
	type ExportAction,
	type ExportFold,
	type ExportRow,
	type ExportState,
	exportRequest,
	exportRows,
	foldedRows,
	isFold,
	reduceExport,
} from '../../state/export-state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {exportNotice, foldWords, rulesScopes} from './export-words.ts';

/** What to write, and where. Enter writes from anywhere but a line that opens on more. */
export function ExportScreen({report, state}: {readonly report: Run | Survey; readonly state: ExportState}) {
	const {dispatch, services, crash} = useWizard();
	const {glyphs} = useScreen();
	const {phase, row} = state;
	const isTyping = phase.name === 'editing' && (row === 'folder' || row === 'sources');
	const notice = exportNotice(state, services.places);
	// A question, a problem, and the path while it is typed have to be read whole.
	const isWhole = isTyping || notice.tone !== 'plain';
	const frame = useFrame({title: 'Export the report', problem: isWhole ? notice.text : null});
	const height = frame.rows.bodyHeight;
	const lines = exportLines(exportRows(state), frame.rows.isSpaced);
	const top = firstLine(lines, row, height);
	const change = (action: ExportAction) => dispatch({type: 'export', action});

	function write(replaceable: SeenFiles): void {
		change({type: 'write'});
		if (reduceExport(state, {type: 'write'}).phase.name !== 'writing') return;
		services
			.writeReports(report, exportRequest(state, replaceable))
			.then(
				outcome => {
					if (outcome.kind === 'written') dispatch({type: 'exported', files: outcome.files});
					else change({type: 'ask', files: outcome.files, seen: outcome.seen, freePath: outcome.freePath});
				},
				(error: unknown) => change({type: 'fail', problem: sentenceOf(error)}),
			)
			.catch(crash);
	}

	function handleEditing(keypress: Keypress): void {
		const typedPath = textOf(state.path);
		const completed = row === 'folder' && isKey(keypress, 'tab') ? services.completePath(typedPath) : typedPath;
		const move = moveFor(keypress, !isTyping);
		const isForText = isTyping && (isKey(keypress, 'home') || isKey(keypress, 'end'));
		if (isKey(keypress, 'enter') && isFold(row)) change({type: 'toggle'});
		else if (isKey(keypress, 'enter')) write(new Map());
		else if (move && !isForText) change({type: 'move', move, height});
		else if (isKey(keypress, 'back-tab')) change({type: 'move', move: 'up', height});
		else if (isKey(keypress, 'tab') && row === 'folder' && completed !== typedPath) {
			change({type: 'complete', path: completed});
		} else if (isKey(keypress, 'tab')) change({type: 'move', move: 'down', height});
		else if (!isTyping && isLetter(keypress, ' ')) change({type: 'toggle'});
		else {
			const action = isTyping ? textInputAction(keypress, ' ') : null;
			if (action) change({type: 'edit', action});
			else handleCommonKey(keypress, dispatch);
		}
	}

	useKeys(
		keypress => {
			if (phase.name === 'editing') handleEditing(keypress);
			else if (phase.name === 'asking') {
				if (isLetter(keypress, 'y')) write(phase.seen);
				else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'decline'});
			}
		},
		{takesText: isTyping},
	);

	const {move, enter, back, help} = commonHints(glyphs);
	const fold = isFold(row) && state.open.includes(row) ? 'close' : 'open';
	const last = Math.min(lines.length, top + height);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{`${state.ticked.length} of ${outputs.length} ticked`}</Text>}
			notice={notice}
			hints={
				phase.name === 'asking'
					? [
							{keys: 'y', label: 'replace'},
							{keys: 'n', label: 'another folder'},
						]
					: [
							enter(isFold(row) ? fold : 'write'),
							{
								keys: 'space',
								label: isFold(row) ? fold : 'tick',
								meaning: 'tick a line, or open the other formats and the rules',
								isMinor: isTyping,
							},
							move,
							back,
							...(isTyping ? [] : [help]),
						]
			}
		>
			{lines.slice(top, last).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the places in the window are what stays.
				<Box key={index} height={1}>
					{line === 'blank' ? (
						<Text> </Text>
					) : (
						<>
							<Pointer isHere={line === row} />
							<ExportRowLine row={line} state={state} isFocused={line === row} />
						</>
					)}
				</Box>
			))}
		</Frame>
	);
}

/** A line of the export: a row, or the blank above the reports. */
type ExportLine = ExportRow | 'blank';

/** The rows with a blank line above the reports, where there is room for it. */
function exportLines(rows: readonly ExportRow[], isSpaced: boolean): readonly ExportLine[] {
	if (!isSpaced) return rows;
	return rows.flatMap(row => (row === 'markdown' ? (['blank', row] as const) : [row]));
}

/** The first line in view: the cursor stands in the middle where there is room on both sides. */
function firstLine(lines: readonly ExportLine[], row: ExportRow, height: number): number {
	return Math.max(0, Math.min(lines.indexOf(row) - Math.floor(height / 2), lines.length - height));
}

const folderLabel = 'Folder  ';
const sourcesLabel = 'From  ';
/** The pointer in front, and a tick with its blank. */
const pointerWidth = 2;
const tickWidth = 4;
const labelWidth = 17;
const dialectCount = outputs.filter(({dialect}) => dialect !== null).length;

type LineProps = {readonly row: ExportRow; readonly state: ExportState; readonly isFocused: boolean};

/** One row of the export, behind the pointer. */
function ExportRowLine({row, state, isFocused}: LineProps) {
	const {layout} = useScreen();
	switch (row) {
		case 'folder':
			return (
				<>
					<Text bold={isFocused}>{folderLabel}</Text>
					<TextInput
						state={state.path}
						width={layout.width - pointerWidth - folderLabel.length}
						isFocused={isFocused && state.phase.name === 'editing'}
					/>
				</>
			);
		case 'redact':
			return (
				<Tick
					isOn={state.isRedacted}
					label="Redact"
					remark="takes your own names and addresses out"
					isFocused={isFocused}
				/>
			);
		case 'sources':
			return (
				<>
					<Text bold={isFocused}>{sourcesLabel}</Text>
					<TextInput
						state={state.sources}
						width={layout.width - pointerWidth - sourcesLabel.length}
						isFocused={isFocused && state.phase.name === 'editing'}
						placeholder="any source, or such as 10.0.0.0/16"
					/>
				</>
			);
		case 'rules-scope':
			return (
				<Text wrap="truncate">
					<Text bold={isFocused}>{layout.isNarrow ? 'Rules ' : 'Rules for '}</Text>
					{rulesScopes.map(({id, label, short}, index) => (
						<Text key={id}>
							{index === 0 ? '' : '  '}
							<Choice isMade={state.rulesScope === id} label={layout.isNarrow ? short : label} />
						</Text>
					))}
					{layout.isNarrow ? null : <Text dimColor>{`   ${dialectCount} firewalls and proxies`}</Text>}
				</Text>
			);
		case 'more-formats':
		case 'more-rules':
			return <FoldLine fold={row} state={state} isFocused={isFocused} />;
		default:
			return <OutputLine id={row} isOn={state.ticked.includes(row)} isFocused={isFocused} />;
	}
}

/** What opens on more, and how much of that is ticked. */
function FoldLine({
	fold,
	state: {open, ticked},
	isFocused,
}: {
	readonly fold: ExportFold;
	readonly state: ExportState;
	readonly isFocused: boolean;
}) {
	const {layout, glyphs} = useScreen();
	const {label, remark} = foldWords[fold];
	const count = ticked.filter(id => foldedRows[fold].includes(id)).length;
	const said = count === 0 ? remark : `${count} ticked`;
	return (
		<Text wrap="truncate">
			{open.includes(fold) ? glyphs.unfolded : glyphs.folded} <Text bold={isFocused}>{label}</Text>
			{layout.isNarrow && count === 0 ? null : <Text dimColor>{`  ${said}`}</Text>}
		</Text>
	);
}

/** One of two things to choose from; Space changes which. */
function Choice({isMade, label}: {readonly isMade: boolean; readonly label: string}) {
	const {glyphs} = useScreen();
	return (
		<>
			<Colored color={isMade ? 'cyan' : undefined}>{isMade ? glyphs.current : glyphs.ahead}</Colored>{' '}
			<Text bold={isMade}>{label}</Text>
		</>
	);
}

function OutputLine({
	id,
	isOn,
	isFocused,
}: {
	readonly id: OutputId;
	readonly isOn: boolean;
	readonly isFocused: boolean;
}) {
	const {label, purpose, fileName} = outputOf(id);
	return <Tick isOn={isOn} label={label} remark={purpose} right={fileName} isFocused={isFocused} />;
}

type TickProps = {
	readonly isOn: boolean;
	readonly label: string;
	readonly remark: string;
	readonly right?: string;
	readonly isFocused: boolean;
};

function Tick({isOn, label, remark, right = '', isFocused}: TickProps) {
	const {layout, glyphs} = useScreen();
	const room = layout.width - pointerWidth - tickWidth;
	const labelRoom = layout.isNarrow ? room : labelWidth;
	const remarkRoom = Math.max(0, room - labelWidth - (right === '' ? 0 : right.length + 1));
	return (
		<Box height={1}>
			<Text wrap="truncate">
				<Colored color={isOn ? 'green' : undefined}>{isOn ? glyphs.checked : glyphs.unchecked}</Colored>{' '}
				<Text bold={isFocused}>{fitLeft(label, labelRoom, glyphs.ellipsis)}</Text>
				{layout.isNarrow ? null : (
					<Text dimColor>
						{fitLeft(remark, remarkRoom, glyphs.ellipsis)}
						{right === '' ? '' : fitRight(right, right.length + 1, glyphs.ellipsis)}
					</Text>
				)}
			</Text>
		</Box>
	);
}
