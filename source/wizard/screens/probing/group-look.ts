import {statusMarks} from '../../../report/view/status-marks.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {statusLook} from '../../components/status-look.ts';
import type {GroupRow} from './probe-snapshot.ts';

/** The sign of a group: not begun, under way, or how the worst of it went, as soon as something is amiss. */
export function groupSign(
	{worst, isStarted, finished, total}: GroupRow,
	glyphs: Glyphs,
): {readonly sign: string; readonly color: 'green' | 'yellow' | 'red' | 'cyan' | undefined} {
	const isDone = finished === total;
	if (worst !== null && (isDone || troubles.some(status => status === worst.status))) {
		return statusLook(worst.status, worst.severity, glyphs.isUnicode);
	}
	return isStarted || finished > 0 ? {sign: glyphs.current, color: 'cyan'} : {sign: glyphs.ahead, color: undefined};
}

const troubles = ['blocked', 'intercepted', 'unstable'] as const;

/** `2 blocked, 1 intercepted`; where nothing failed, what could not be tested: `1 unverified`. */
export function groupRemark({counts}: GroupRow): string {
	const failed = troubles.filter(status => counts[status] > 0);
	const told = failed.length > 0 || counts.unverified === 0 ? failed : (['unverified'] as const);
	return told.map(status => `${counts[status]} ${statusMarks[status].word}`).join(', ');
}
