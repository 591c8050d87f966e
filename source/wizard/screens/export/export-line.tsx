import {Box, Text} from 'ink';
import {type OutputId, outputOf, outputs} from '../../../session/export/outputs.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, fitRight} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {type ExportFold, type ExportRow, type ExportState, foldedRows} from '../../state/export-state.ts';
import {foldWords, rulesScopes} from './export-words.ts';

const folderLabel = 'Folder  ';
const sourcesLabel = 'From  ';
/** The pointer in front, and a tick with its blank. */
const pointerWidth = 2;
const tickWidth = 4;
const labelWidth = 17;
const dialectCount = outputs.filter(({dialect}) => dialect !== null).length;

type LineProps = {readonly row: ExportRow; readonly state: ExportState; readonly isFocused: boolean};

/** One row of the export, behind the pointer. */
export function ExportRowLine({row, state, isFocused}: LineProps) {
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
