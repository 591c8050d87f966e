import {useState} from 'react';
import type {ProbeSnapshot} from './probe-snapshot.ts';
import {type VisibleRows, visibleRows} from './visible-rows.ts';

/** The rows in view; it remembers which running endpoints had a line, so that they keep it. */
export function useVisibleRows(snapshot: ProbeSnapshot, height: number): VisibleRows {
	const [previous, setPrevious] = useState<readonly string[]>([]);
	const rows = visibleRows(snapshot, height, previous);
	const shown = rows.running.map(({endpoint}) => endpoint);
	const isSame = shown.length === previous.length && shown.every((endpoint, index) => endpoint === previous[index]);
	if (!isSame) setPrevious(shown);
	return rows;
}
