import {Box, Text} from 'ink';
import {needsAction} from '../../../diagnosis/results.ts';
import {ownerNames} from '../../../report/view/readers.ts';
import {severityLook, statusLook} from '../../components/glyphs.ts';
import {type ListState, positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, fitRight, truncate} from '../../components/text.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {workOf} from '../../state/results/result-groups.ts';
import {countShown, type ResultRow} from '../../state/results/results-rows.ts';
import type {ResultsState} from '../../state/results/results-state.ts';

/** Columns of a cause and of the time. */
const causeWidth = {usual: 20, wide: 28};
/** From here on there is room for the longest cause. */
const wide = 100;
const timeWidth = 9;

/** A group as a line with its owner and size, an endpoint under it with what it is needed for, one by itself with how it went. */
export function ResultLine({row, isFocused}: {readonly row: ResultRow; readonly isFocused: boolean}) {
	if (row.kind === 'group') return <GroupLine row={row} isFocused={isFocused} />;
	return row.isAlone ? (
		<LoneEndpointLine row={row} isFocused={isFocused} />
	) : (
		<EndpointLine row={row} isFocused={isFocused} />
	);
}

type LineProps<Kind> = {readonly row: Extract<ResultRow, {readonly kind: Kind}>; readonly isFocused: boolean};

function GroupLine({row: {group, isOpen}, isFocused}: LineProps<'group'>) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = severityLook(group.severity, glyphs.isUnicode);
	const work = workOf(group);
	const owner = work && !layout.isNarrow ? `${ownerNames[work.owner]} ` : '';
	const {length} = group.endpoints;
	// A finding about the settings alone has no endpoint behind it.
	const count = length === 0 ? '    ' : String(length).padStart(4);
	const unit = length === 0 ? '         ' : length === 1 ? 'endpoint ' : 'endpoints';
	const right = layout.isNarrow ? count : `${owner}${count} ${unit}`;
	const titleWidth = layout.width - 2 - 4 - right.length - 1;
	return (
		<Text wrap="truncate">
			{group.unseen ? ' ' : isOpen ? glyphs.unfolded : glyphs.folded} <Colored color={color}>{sign}</Colored>{' '}
			<Text bold={isFocused || work !== null}>{fitLeft(group.title, titleWidth, glyphs.ellipsis)}</Text>{' '}
			<Text dimColor>{right}</Text>
		</Text>
	);
}

function EndpointLine({row: {endpoint}, isFocused}: LineProps<'endpoint'>) {
	const {layout, glyphs} = useScreen();
	const {status, severity, requirement} = endpoint.row;
	const {word} = statusLook(status, severity, glyphs.isUnicode);
	const room = layout.rowWidth - 2 - 4;
	if (layout.isNarrow) {
		return <Text bold={isFocused}>{`    ${fitLeft(endpoint.name, room, glyphs.ellipsis, 'middle')}`}</Text>;
	}
	// A reachable one says so in the column in which the line of its group ends.
	const nameWidth = Math.floor((layout.width - 2 - 4) * (layout.width >= wide ? 0.5 : 0.6));
	const remark = status === 'reachable' ? word : (requirement?.purpose ?? '');
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{`    ${fitLeft(endpoint.name, nameWidth, glyphs.ellipsis, 'middle')} `}</Text>
			<Text dimColor>
				{status === 'reachable'
					? fitRight(remark, layout.width - 2 - 4 - nameWidth - 1, glyphs.ellipsis)
					: truncate(remark, room - nameWidth - 1, glyphs.ellipsis)}
			</Text>
		</Text>
	);
}

function LoneEndpointLine({row: {endpoint}, isFocused}: LineProps<'endpoint'>) {
	const {layout, glyphs} = useScreen();
	const {status, severity, cause, attempts} = endpoint.row;
	const {sign, word, color} = statusLook(status, severity, glyphs.isUnicode);
	const room = layout.width - 2 - 2;
	const restWidth = layout.width >= wide ? causeWidth.wide : causeWidth.usual;
	const nameWidth = layout.isNarrow ? room : room - restWidth - timeWidth - 2;
	const times = attempts.at(-1)?.stages.map(({ms}) => ms) ?? [];
	const time = times.length === 0 ? '' : `${Math.round(times.reduce((sum, ms) => sum + ms, 0))} ms`;
	return (
		<Text wrap="truncate">
			<Colored color={color}>{sign}</Colored>{' '}
			<Text bold={isFocused}>{fitLeft(endpoint.name, nameWidth, glyphs.ellipsis, 'middle')}</Text>
			{layout.isNarrow ? null : (
				<Text dimColor>
					{`  ${fitLeft(cause ?? word, restWidth, glyphs.ellipsis)}${fitRight(time, timeWidth, glyphs.ellipsis)}`}
				</Text>
			)}
		</Text>
	);
}

type ViewLineProps = {
	readonly results: Pick<ResultsState, 'groups' | 'endpoints' | 'view' | 'rows'>;
	readonly list: ListState;
	readonly height: number;
};

/** Which of the two views is shown, and which of its lines. */
export function ViewLine({results: {groups, endpoints, view, rows}, list, height}: ViewLineProps) {
	const findings = groups.filter(group => workOf(group) !== null && needsAction(group)).length;
	return (
		<Box height={1} justifyContent="space-between">
			<Text>
				<Tab isHere={view === 'findings'} text={`Findings ${findings}`} />
				{'   '}
				<Tab isHere={view === 'endpoints'} text={`Endpoints ${endpoints.length}`} />
			</Text>
			<Text dimColor>{positionText(list, rows.length, height)}</Text>
		</Box>
	);
}

function Tab({isHere, text}: {readonly isHere: boolean; readonly text: string}) {
	const {glyphs} = useScreen();
	return (
		<Text bold={isHere} dimColor={!isHere}>
			<Colored color={isHere ? 'cyan' : undefined}>{isHere ? glyphs.current : glyphs.ahead}</Colored> {text}
		</Text>
	);
}

const label = 'Filter ';

/** What is filtered by, and how much of the results is left. */
export function FilterLine({
	results: {endpoints, rows, filter},
}: {
	readonly results: Pick<ResultsState, 'endpoints' | 'rows' | 'filter'>;
}) {
	const {layout, glyphs} = useScreen();
	const status = filter.status === null ? '' : statusLook(filter.status, 'error', glyphs.isUnicode).word;
	const count = `${countShown(rows)} of ${endpoints.length}`;
	const right = [status, count].filter(text => text !== '').join('  ');
	return (
		<Box height={1}>
			<Text>{label}</Text>
			<TextInput
				state={filter.text}
				width={layout.width - label.length - right.length - 1}
				isFocused={filter.isTyping}
				placeholder={filter.isTyping ? 'name, cause or purpose' : ''}
			/>
			<Text dimColor>{` ${right}`}</Text>
		</Box>
	);
}
