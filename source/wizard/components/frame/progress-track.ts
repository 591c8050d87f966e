import stringWidth from 'string-width';
import type {Glyphs} from '../glyphs.ts';

/** The way through the wizard, as the header shows it. */
const stages = ['Region', 'Proxy', 'Features', 'Resources', 'Review', 'Check', 'Report'] as const;
export type Stage = (typeof stages)[number];

/** Where a screen belongs in the header: on the way, or beside it, where profiles are. */
export type Place = Stage | 'Profiles';

type TrackItem = {
	readonly sign: string;
	readonly stage: Place;
	readonly isCurrent: boolean;
	readonly isDone: boolean;
};

/** All stages with their signs; only the current one with its number where the window is too narrow; or the place beside the way. */
export function stageTrack(
	current: Place,
	glyphs: Glyphs,
	width: number,
): {readonly items: readonly TrackItem[]; readonly count: string} {
	if (current === 'Profiles') {
		return {items: [{stage: current, isCurrent: true, isDone: false, sign: glyphs.current}], count: ''};
	}
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
