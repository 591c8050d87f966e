import stringWidth from 'string-width';
import type {Glyphs} from '../../glyphs.ts';
import {type Stage, stages} from '../../stages.ts';

export type TrackItem = {
	readonly sign: string;
	readonly stage: Stage;
	readonly isCurrent: boolean;
	readonly isDone: boolean;
};

/** All stages with their signs, or only the current one with its number where the window is too narrow. */
export function stageTrack(
	current: Stage,
	glyphs: Glyphs,
	width: number,
): {readonly items: readonly TrackItem[]; readonly count: string} {
	const position = stages.indexOf(current);
	const items = stages.map((stage, index) => ({
		stage,
		isCurrent: index === position,
		isDone: index < position,
		sign: index === position ? glyphs.current : index < position ? glyphs.ok : glyphs.ahead,
	}));
	const fullWidth = items.reduce((sum, {sign, stage}) => sum + stringWidth(sign) + 1 + stage.length + 2, -2);
	if (fullWidth <= width) return {items, count: ''};
	return {items: items.filter(({isCurrent}) => isCurrent), count: `${position + 1} of ${stages.length}`};
}
