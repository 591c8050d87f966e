import {useEffect, useState} from 'react';
import type {Keypress} from '../input/keypress.ts';
import {createForm, type FormState, formAction, formTexts, reduceForm} from './form-state.ts';

/** How one field takes text. */
export type FieldOptions = {readonly joiner?: string | null; readonly takesQuestionMark?: boolean};

type UseForm = {
	readonly state: FormState;
	/** Enter was refused by the field under edit, and nothing was typed since. */
	readonly isRefused: boolean;
	/** True if the key belonged to the form. */
	handleKey(keypress: Keypress): boolean;
	/** Tells that the form is left by another way than Enter. */
	leave(): void;
	/** Puts the pointer on a field. */
	focus(field: number): void;
};

/**
 * The state of a form whose texts are kept elsewhere: `onChange` gets them whenever they change or a field is left, and may
 * return others to put in their place. Enter goes on from a good field only, and at last to `onSubmit` if all are good;
 * else the pointer goes to the first that is not. The arrows are free, so that no field holds anybody.
 */
export function useForm({
	texts,
	fields,
	start = 0,
	endsAt = fields.length - 1,
	isBad,
	onChange,
	onSubmit,
}: {
	readonly texts: readonly string[];
	readonly fields: readonly FieldOptions[];
	/** The field under edit at first; one that is not there means the first. */
	readonly start?: number;
	/** The field at which Enter ends the form: the last, unless it was opened for one of its fields. */
	readonly endsAt?: number;
	readonly isBad: (field: number, texts: readonly string[]) => boolean;
	readonly onChange: (texts: readonly string[], isLeaving: boolean) => readonly string[];
	readonly onSubmit: (texts: readonly string[]) => void;
}): UseForm {
	const [state, setState] = useState(() => ({...createForm(texts), focused: Math.max(0, start)}));
	const [isRefused, setRefused] = useState(false);

	function keep(next: FormState, isLeaving: boolean): FormState {
		const kept = reduceForm(next, {type: 'replace', texts: onChange(formTexts(next), isLeaving)});
		setState(kept);
		return kept;
	}

	function enter(isLast: boolean): void {
		const kept = keep(state, true);
		const keptTexts = formTexts(kept);
		const asked = isLast ? fields.map((_, index) => index) : [state.focused];
		const bad = asked.find(index => isBad(index, keptTexts));
		setRefused(bad !== undefined);
		if (bad !== undefined) setState(reduceForm(kept, {type: 'focus', to: bad}));
		else if (isLast) onSubmit(keptTexts);
		else setState(reduceForm(kept, {type: 'focus', to: 'next'}));
	}

	return {
		state,
		isRefused,
		handleKey(keypress) {
			const {joiner = ' ', takesQuestionMark = false} = fields[state.focused] ?? {};
			const action = formAction(keypress, {joiner, takesQuestionMark});
			if (action === null) return false;
			if (action === 'submit') enter(true);
			else if (action === 'enter')
				enter(state.focused >= endsAt && (state.focused === endsAt || state.focused === fields.length - 1));
			else {
				setRefused(false);
				keep(reduceForm(state, action), action.type === 'focus');
			}
			return true;
		},
		leave() {
			keep(state, true);
		},
		focus(field) {
			setState(current => reduceForm(current, {type: 'focus', to: field}));
		},
	};
}

/** What is known about a file name: nothing yet, that the file will do, or what is wrong with it. */
export type FileCheck = {readonly isChecked: boolean; readonly problem: string | null};

/** Checks a file name while it is being typed. The answer to an older name that comes late is dropped. */
export function useFileCheck(path: string, check: (path: string) => Promise<string | null>): FileCheck {
	const [checked, setChecked] = useState<{readonly path: string; readonly problem: string | null} | null>(null);
	useEffect(() => {
		if (path === '') return;
		let isCurrent = true;
		void check(path).then(problem => {
			if (isCurrent) setChecked({path, problem});
		});
		return () => {
			isCurrent = false;
		};
	}, [path, check]);
	return checked?.path === path ? {isChecked: true, problem: checked.problem} : {isChecked: false, problem: null};
}
