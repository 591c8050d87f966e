import type {FormState} from './form-state.ts';

/** Most notes take no more lines. */
const noteHeight = 2;

/** One line of a form as it is drawn: a field, or a line of the note below the one under edit. */
export type FormRow =
	| {readonly kind: 'field'; readonly index: number}
	| {readonly kind: 'note'; readonly line: string; readonly isFirst: boolean};

/**
 * Puts the note right below the field that it is about. Where not all fits, the rows scroll so that the field under edit
 * and its note are in view; a note that alone is too long loses its end.
 */
export function layoutForm({
	count,
	focused,
	note,
	height,
}: {
	readonly count: number;
	readonly focused: number;
	readonly note: readonly string[];
	readonly height: number;
}): readonly FormRow[] {
	const fields = Array.from({length: count}, (_, index): FormRow => ({kind: 'field', index}));
	const lines = note
		.slice(0, Math.max(0, height - 1))
		.map((line, index): FormRow => ({kind: 'note', line, isFirst: index === 0}));
	const rows = fields.toSpliced(focused + 1, 0, ...lines);
	const top = Math.max(0, focused + lines.length + 1 - height);
	return rows.slice(top, top + height);
}

/** `3 of 6`, where not all fields are in view at once; a note takes two lines of them. Else nothing. */
export function formPosition({focused, inputs}: Pick<FormState, 'focused' | 'inputs'>, height: number): string {
	return inputs.length + noteHeight > height ? `${focused + 1} of ${inputs.length}` : '';
}
