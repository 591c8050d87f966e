import type {RunDiff} from '../../../record/diff/diff-report.ts';
import {
	changesByKind,
	describeChange,
	describeDiff,
	diffCautions,
	findingsByKind,
} from '../../../report/diff/describe-diff.ts';
import {severityMarks} from '../../../report/view/status-marks.ts';
import type {Severity} from '../../../verdict/types.ts';
import {formatTime} from '../../../words.ts';
import {
	blankLine,
	type DetailLine,
	type DetailPart,
	heading,
	type Page,
	paragraph,
	textOfLine,
} from '../../components/text.ts';
import {changesToShow} from '../../state/changes.ts';
import type {PlainSession} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';

/** Says what changed, and leads back. */
export function showChanges({state, services, talk}: PlainSession): readonly WizardAction[] {
	const diff = changesToShow(state);
	if (diff) {
		const lines = changeLines(diff, {width: talk.width(), isUnicode: services.glyphs.unicode});
		talk.say(...lines.map(textOfLine));
	}
	return [{type: 'back'}];
}

const indent: readonly DetailPart[] = [{text: '  ', tone: 'plain'}];

/** A diff as lines to scroll through, the most urgent first. */
export function changeLines(diff: RunDiff, page: Page): readonly DetailLine[] {
	const changes = changesByKind(diff).flatMap(({kind, title, changes}) => [
		blankLine,
		...heading(`${title} (${changes.length})`, page),
		...changes.flatMap(change => [
			...paragraph(change.endpoint, page, {prefix: markOf(change.new?.severity ?? 'info', page)}),
			...paragraph(describeChange(change, kind), page, {prefix: indent, tone: 'faint'}),
		]),
	]);
	const findings = findingsByKind(diff).flatMap(({title, findings}) => [
		blankLine,
		...heading(`${title} (${findings.length})`, page),
		...findings.flatMap(({title, why, severity}) => [
			...paragraph(title, page, {prefix: markOf(severity, page)}),
			...paragraph(why, page, {prefix: indent, tone: 'faint'}),
		]),
	]);
	const span = `From ${formatTime(diff.old.startedAt)} to ${formatTime(diff.new.startedAt)}.`;
	return [
		...heading(describeDiff(diff), page),
		...paragraph(span, page, {tone: 'faint'}),
		...diffCautions(diff).flatMap(caution => paragraph(caution, page)),
		...diff.settings.flatMap(({name, old, new: now}) => paragraph(`Setting ${name}: was ${old}, now ${now}`, page)),
		...changes,
		...findings,
	];
}

const tones = {ok: 'good', info: 'plain', warning: 'warning', error: 'bad'} as const;

function markOf(severity: Severity, {isUnicode}: Page): readonly DetailPart[] {
	const {glyph, ascii} = severityMarks[severity];
	return [{text: `${isUnicode ? glyph : ascii} `, tone: tones[severity]}];
}

/** What changed, in one line. */
export function changedText(diff: RunDiff): string {
	const since = `Since ${formatTime(diff.old.startedAt)}`;
	const text = describeDiff(diff);
	// "Nothing changed" goes on with the sentence, a count begins one of its own.
	return /^\d/.test(text) ? `${since}: ${text}` : `${since} ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
