import {useState} from 'react';
import {formAction} from '../components/form/form-keys.ts';
import {createForm, type FormState, formTexts, reduceForm} from '../components/form/form-state.ts';
import type {Keypress} from '../input/keypress.ts';

/** How one field takes text. */
export type FieldOptions = {readonly joiner?: string; readonly takesQuestionMark?: boolean};

export type UseForm = {
	readonly state: FormState;
	/** True if the key belonged to the form. */
	handleKey(keypress: Keypress): boolean;
};

/**
 * The state of a form whose texts are kept elsewhere: `onChange` gets them whenever they change or a field is left, and may
 * return others to put in their place.
 */
export function useForm({
	texts,
	fields,
	onChange,
	onSubmit,
}: {
	readonly texts: readonly string[];
	readonly fields: readonly FieldOptions[];
	readonly onChange: (texts: readonly string[], isLeaving: boolean) => readonly string[];
	readonly onSubmit: (texts: readonly string[]) => void;
}): UseForm {
	const [state, setState] = useState(() => createForm(texts));

	function apply(next: FormState, isLeaving: boolean): readonly string[] {
		const kept = onChange(formTexts(next), isLeaving);
		setState(reduceForm(next, {type: 'replace', texts: kept}));
		return kept;
	}

	return {
		state,
		handleKey(keypress) {
			const {joiner = ' ', takesQuestionMark = false} = fields[state.focused] ?? {};
			const isLast = state.focused === fields.length - 1;
			const action = formAction(keypress, {joiner, takesQuestionMark, isLast});
			if (action === null) return false;
			if (action === 'submit') onSubmit(apply(state, true));
			else apply(reduceForm(state, action), action.type === 'focus');
			return true;
		},
	};
}
