import {Box, Text} from 'ink';
import Spinner from 'ink-spinner';
import {useSyncExternalStore} from 'react';
import {countOf} from '../../../words.ts';
import {wrapText} from '../../../wrap-text.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {statusLook} from '../../components/glyphs.ts';
import {isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, fitRight, presentable, truncate} from '../../components/text.ts';
import type {StopReason} from '../../state/state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {ProgressBar} from '../probing/probe-rows.tsx';
import type {PlaceStore} from '../probing/probe-store.ts';
import {formatElapsed, titleFor, useElapsed} from '../probing/probing-screen.tsx';
import {type PlaceRow, placesText} from './place-board.ts';

/** A check from several places while it goes on: a line for each class of those that are alike, and why nothing is seen from others. */
export function PlacesScreen({places, stop}: {readonly places: PlaceStore; readonly stop: StopReason | null}) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const {rows, total, finished, endpoints} = useSyncExternalStore(places.subscribe, places.getSnapshot);
	const elapsed = useElapsed();
	const what = countOf(endpoints, 'endpoint');
	const title =
		stop === null ? `Checking ${what}${layout.isNarrow ? '' : ' from several places'}` : titleFor(stop, endpoints);
	const frame = useFrame({title, hasNotice: false});

	useKeys(keypress => {
		if (isLetter(keypress, 's')) dispatch({type: 'stop-probing'});
		else handleCommonKey(keypress, dispatch);
	});

	const count = ` ${finished} of ${countOf(total, 'place')}  ${formatElapsed(elapsed)}`;
	const shown = fitRows(rows, frame.rows.bodyHeight - (frame.rows.isSpaced ? 2 : 1), layout.width);
	const hidden = rows.length - shown.length;
	return (
		<Frame
			{...frame}
			hints={[
				{keys: 's', label: 'stop and show results'},
				{keys: 'ctrl-c', label: 'quit', isMinor: true, meaning: 'stop, remove what was created, and quit'},
				commonHints(glyphs).help,
			]}
		>
			<Text wrap="truncate">
				<ProgressBar done={finished} total={Math.max(1, total)} width={layout.width - count.length} />
				{count}
			</Text>
			{frame.rows.isSpaced ? <Text> </Text> : null}
			{shown.map(({row, lines}) => (
				<PlaceLines key={`${row.kind} ${row.places[0]}`} row={row} lines={lines} />
			))}
			{hidden > 0 ? <Text dimColor>{`  and ${hidden} more`}</Text> : null}
		</Frame>
	);
}

type ShownRow = {readonly row: PlaceRow; readonly lines: readonly string[]};

/** The rows that fit into so many lines; a reason with its fix takes lines of its own, as far as there is room. */
function fitRows(rows: readonly PlaceRow[], height: number, width: number): readonly ShownRow[] {
	const shown = rows.map(row => ({row, lines: row.kind === 'failed' ? wrapText(reasonOf(row), width - 4) : []}));
	const sizes = shown.map(({lines}) => 1 + lines.length);
	const all = sizes.reduce((sum, size) => sum + size, 0);
	// Where not all fits, one line of each reason is told, and the whole of it with the results.
	const fitted = all <= height ? shown : shown.map(({row, lines}) => ({row, lines: lines.slice(0, 1)}));
	const taken: ShownRow[] = [];
	let left = height;
	for (const each of fitted) {
		left -= 1 + each.lines.length;
		if (left < (taken.length < fitted.length - 1 ? 1 : 0)) break;
		taken.push(each);
	}
	return taken;
}

function reasonOf({remark, fix}: PlaceRow): string {
	return `${remark} ${fix ?? ''}`.trim();
}

function PlaceLines({row, lines}: ShownRow) {
	const {layout, glyphs} = useScreen();
	const {kind, places, remark, status} = row;
	const look = status === null ? null : statusLook(status, 'error', glyphs.isUnicode);
	const sign = kind === 'failed' ? glyphs.warning : kind === 'seen' ? (look?.sign ?? glyphs.ok) : glyphs.ahead;
	const color = kind === 'failed' ? 'yellow' : kind === 'seen' ? look?.color : undefined;
	const right = kind === 'failed' ? '' : remark;
	const rightWidth = Math.min(right.length, Math.floor(layout.width * 0.6));
	const isTurning = kind === 'looking';
	const room = layout.width - 2 - rightWidth - 1 - (isTurning ? 2 : 0);
	const names = presentable(placesText(places, layout.isNarrow ? 1 : 2), glyphs.isUnicode);
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Box height={1}>
				<Text wrap="truncate">
					<Colored color={color}>{sign}</Colored> {fitLeft(names, room, glyphs.ellipsis)}
					{` ${fitRight(right, rightWidth, glyphs.ellipsis)}${isTurning ? ' ' : ''}`}
				</Text>
				{isTurning ? <Spinner type={glyphs.spinner} /> : null}
			</Box>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place.
				<Text key={index} dimColor wrap="truncate">
					{`    ${truncate(presentable(line, glyphs.isUnicode), layout.width - 4, glyphs.ellipsis)}`}
				</Text>
			))}
		</Box>
	);
}
