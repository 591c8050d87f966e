import stringWidth from 'string-width';
import {wrapText} from '../../../wrap-text.ts';
import type {Glyphs} from '../glyphs.ts';
import type {KeyHint, Layout} from '../screen-context.tsx';
import {truncate} from '../text.ts';

/** The lines above the keys: what is wrong, what was found, or what the thing at the pointer means. */
export type Notice = {readonly text: string; readonly tone: 'problem' | 'ok' | 'warning' | 'plain'};

/** How the rows of the frame are shared out. The body gets what the others leave. */
export type FrameLayout = {
	/** In a small window the reason, the answers so far and the blank lines between the parts are left out. */
	readonly isSpaced: boolean;
	/** The lines of the reason; none in a small window. */
	readonly reasonLines: readonly string[];
	/** Lines kept free for the notice, so that the body does not jump when one comes. */
	readonly noticeHeight: number;
	readonly bodyHeight: number;
};

type FrameNeeds = {
	/** A sentence or two below the title, or null. */
	readonly reason: string | null;
	/** A sentence that must be read whole, or null; it takes the lines it needs. */
	readonly problem: string | null;
	/** Whether there is ever a notice. */
	readonly hasNotice: boolean;
};

/** A reason takes so many lines at most. */
const longestReason = 2;

/** A notice takes so many lines at most; in a window of so many rows they are always kept for it. */
const longestNotice = 4;
const tall = 30;

/** Two columns for the sign in front. */
const signWidth = 2;

/** Shares out the rows. Only a problem may take more lines than are kept for a notice: it must be read whole. */
export function layoutFrame(layout: Layout, {reason, problem, hasNotice}: FrameNeeds): FrameLayout {
	const isSpaced = !layout.isShort;
	const reasonLines = isSpaced && reason !== null ? wrapText(reason, layout.width).slice(0, longestReason) : [];
	const problemHeight = problem === null ? 0 : wrapText(problem, layout.width - signWidth).length;
	const noticeHeight = Math.min(
		Math.max(hasNotice ? (layout.rows < tall ? 2 : longestNotice) : 0, problemHeight),
		longestNotice,
	);
	const header = isSpaced ? 2 : 1;
	const title = 1 + reasonLines.length;
	const spaces = isSpaced ? 3 : 0;
	const keys = 1;
	const bodyHeight = Math.max(1, layout.height - header - title - spaces - noticeHeight - keys);
	return {isSpaced, reasonLines, noticeHeight, bodyHeight};
}

/** The lines of a notice, cut to the room there is for it. */
export function noticeLines(text: string, layout: Layout, height: number, ellipsis: string): readonly string[] {
	const width = layout.width - signWidth;
	const lines = wrapText(text, width);
	if (lines.length <= height) return lines;
	const last = `${lines[height - 1] ?? ''}${ellipsis}`;
	return [...lines.slice(0, height - 1), truncate(last, width, ellipsis)];
}

/** The sign in front of a notice and its colour; a plain one has neither. */
export function noticeLook(
	tone: Notice['tone'],
	glyphs: Glyphs,
): {readonly sign: string; readonly color: 'red' | 'green' | 'yellow' | undefined} {
	switch (tone) {
		case 'problem':
			return {sign: glyphs.failed, color: 'red'};
		case 'ok':
			return {sign: glyphs.ok, color: 'green'};
		case 'warning':
			return {sign: glyphs.warning, color: 'yellow'};
		case 'plain':
			return {sign: '', color: undefined};
		default:
			return tone satisfies never;
	}
}

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

/** Two blanks between hints. */
const gap = 2;

function widthOf(hints: readonly KeyHint[]): number {
	return hints.reduce((sum, {keys, label}) => sum + stringWidth(keys) + 1 + stringWidth(label) + gap, -gap);
}

/** Leaves hints out until the rest fits: minor ones first, then from the right, but the last one, which is help, stays. */
export function fitHints(hints: readonly KeyHint[], width: number): readonly KeyHint[] {
	const shown = hints.filter(({isHidden}) => !isHidden);
	if (shown.length < hints.length) return fitHints(shown, width);
	if (widthOf(hints) <= width || hints.length <= 1) return hints;
	const minor = hints.findLastIndex(({isMinor}) => isMinor);
	return fitHints(hints.toSpliced(minor >= 0 ? minor : Math.max(0, hints.length - 2), 1), width);
}

/** The keys of a form. `isLast`: Enter ends it. `hasHelp`: a question mark is no text in the field under edit. */
export function formHints(
	glyphs: Glyphs,
	{isLast, hasHelp}: {readonly isLast: boolean; readonly hasHelp: boolean},
): readonly KeyHint[] {
	const {enter, back, help} = commonHints(glyphs);
	return [
		{keys: glyphs.upDown, label: 'field', isMinor: true},
		enter(isLast ? 'continue' : 'next'),
		...(isLast ? [] : [{keys: 'ctrl-s', label: 'continue'}]),
		back,
		...(hasHelp ? [help] : []),
	];
}

/** The hints that several screens share, in the same words everywhere. */
export function commonHints({upDown}: Glyphs) {
	return {
		move: {keys: upDown, label: 'move', isMinor: true},
		scroll: {keys: upDown, label: 'scroll'},
		enter: (label: string): KeyHint => ({keys: 'enter', label}),
		back: {keys: 'esc', label: 'back'},
		help: {keys: '?', label: 'help'},
		quit: {keys: 'ctrl-c', label: 'quit', isMinor: true},
	} as const;
}
