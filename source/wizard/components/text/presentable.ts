import {toAscii} from '../../../report/terminal/ascii.ts';
import {safeText} from '../../../safe-text.ts';

/** Long enough for a fix that lists many hosts. */
const longest = 4000;

/** Text that may come from a peer or from outside, safe to show: no controls, and ASCII only where the terminal draws no more. */
export function presentable(text: string, isUnicode: boolean): string {
	const safe = safeText(text, longest);
	return isUnicode ? safe : toAscii(safe);
}
