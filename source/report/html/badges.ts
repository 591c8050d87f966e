import type {Severity, Status} from '../../verdict/types.ts';
import {severityMarks, statusMarks} from '../view/status-marks.ts';
import {html, type Markup} from './markup.ts';

const statusKinds: {readonly [status in Status]: string} = {
	reachable: 'ok',
	intercepted: 'warning',
	unstable: 'warning',
	blocked: 'error',
	unverified: 'info',
	skipped: 'quiet',
};

function badge(kind: string, glyph: string, word: string): Markup {
	return html`<span class="badge ${kind}"><span aria-hidden="true">${glyph}</span> ${word}</span>`;
}

/** The word of a status, with its glyph and colour as decoration. A blocked row that needs no action is not painted as a fault. */
export function statusBadge(status: Status, severity: Severity): Markup {
	const {glyph, word} = statusMarks[status];
	return badge(
		status === 'blocked' && severity !== 'error' ? severityKind(severity) : statusKinds[status],
		glyph,
		word,
	);
}

function severityKind(severity: Severity): string {
	return severity === 'ok' ? 'ok' : severity === 'info' ? 'quiet' : severity;
}

/** A severity as a badge, with its sign and its word: colour alone says nothing. */
export function severityBadge(severity: Severity): Markup {
	const {glyph, word} = severityMarks[severity];
	return badge(severityKind(severity), glyph, word);
}

/** How a count of the summary is painted. */
export function kindOfStatus(status: Status): string {
	return statusKinds[status];
}
