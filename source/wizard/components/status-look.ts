import {type Mark, severityMarks, statusMarks} from '../../report/view/status-marks.ts';
import type {Severity, Status} from '../../verdict/types.ts';

/** How a verdict is drawn: a sign and a word, so that the colour is never needed to understand it. */
export type StatusLook = {
	readonly sign: string;
	readonly word: string;
	readonly color: 'green' | 'yellow' | 'red' | undefined;
};

/** A blocked endpoint that nobody needs any more is no failure, so it is not drawn as one. */
export function statusLook(status: Status, severity: Severity, isUnicode: boolean): StatusLook {
	const look = lookOf(statusMarks[status], isUnicode);
	return severity === 'info' ? {...look, color: undefined} : look;
}

export function severityLook(severity: Severity, isUnicode: boolean): StatusLook {
	return lookOf(severityMarks[severity], isUnicode);
}

/** Grey and cyan can't be read on some backgrounds, and say nothing here that the sign does not. */
function lookOf({glyph, ascii, word, colour}: Mark, isUnicode: boolean): StatusLook {
	const color = colour === 'gray' || colour === 'cyan' ? undefined : colour;
	return {sign: isUnicode ? glyph : ascii, word, color};
}
