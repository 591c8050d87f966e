import {Text} from 'ink';
import {ownerNames} from '../../report/view/owner-names.ts';
import {Colored} from '../components/colored.tsx';
import {useScreen} from '../screen-context.tsx';
import {severityLook, statusLook} from '../status-look.ts';
import {fitLeft, fitRight, truncate} from '../text/fit.ts';
import type {ResultRow} from './results-state.ts';

/** A group as a line with its owner and size, an endpoint as a line with what it is needed for. */
export function ResultLine({row, isFocused}: {readonly row: ResultRow; readonly isFocused: boolean}) {
	return row.kind === 'group' ? (
		<GroupLine row={row} isFocused={isFocused} />
	) : (
		<EndpointLine row={row} isFocused={isFocused} />
	);
}

type LineProps<Kind> = {readonly row: Extract<ResultRow, {readonly kind: Kind}>; readonly isFocused: boolean};

function GroupLine({row: {group, isOpen}, isFocused}: LineProps<'group'>) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = severityLook(group.severity, glyphs.isUnicode);
	const owner = group.finding && !layout.isNarrow ? `${ownerNames[group.finding.owner]} ` : '';
	const right = `${owner}${String(group.endpoints.length).padStart(4)}`;
	const titleWidth = layout.width - 2 - 4 - right.length - 1;
	return (
		<Text wrap="truncate">
			{isOpen ? glyphs.unfolded : glyphs.folded} <Colored color={color}>{sign}</Colored>{' '}
			<Text bold={isFocused || group.finding !== null}>{fitLeft(group.title, titleWidth, glyphs.ellipsis)}</Text>{' '}
			<Text dimColor>{right}</Text>
		</Text>
	);
}

function EndpointLine({row: {entry}, isFocused}: LineProps<'endpoint'>) {
	const {layout, glyphs} = useScreen();
	const {verdict, planned} = entry.results[0];
	const {word} = statusLook(verdict.status, verdict.severity, glyphs.isUnicode);
	const room = layout.width - 2 - 4;
	if (layout.isNarrow) {
		return <Text bold={isFocused}>{`    ${fitLeft(entry.endpoint, room, glyphs.ellipsis, 'middle')}`}</Text>;
	}
	const nameWidth = Math.floor(room * 0.6);
	const remark = verdict.status === 'reachable' ? word : planned.requirement.purpose;
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{`    ${fitLeft(entry.endpoint, nameWidth, glyphs.ellipsis, 'middle')} `}</Text>
			<Text dimColor>
				{verdict.status === 'reachable'
					? fitRight(remark, room - nameWidth - 1, glyphs.ellipsis)
					: truncate(remark, room - nameWidth - 1, glyphs.ellipsis)}
			</Text>
		</Text>
	);
}
