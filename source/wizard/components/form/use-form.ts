import {useEffect, useState} from 'react';
import {isKey, type Keypress} from '../input/keypress.ts';
import {
	cleanPaste,
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textInputAction,
	textOf,
} from '../text-input/text-input-state.ts';

/** An address that a terminal without marks of a paste sends as one run of letters; what a slow line gathers of typing is shorter. */
const unmarkedAddress = /^(?:https?|socks5h?):\/\/\S{6}/;

/** How one field takes text. */
export type FieldOptions = {
	readonly joiner?: string | null;
	readonly takesQuestionMark?: boolean;
	/** A pasted text that is all there is to say takes the place of what stands in the field. */
	readonly isWhole?: (pasted: string) => boolean;
	/** What Tab makes of the text; the text as it is where there is nothing to add, and Tab goes to the next field. */
	readonly complete?: (text: string) => string;
};

type UseForm = {
	readonly state: FormState;
	/** Enter was refused by the field under edit, and nothing was typed since. */
	readonly isRefused: boolean;
	/** Enter stopped at a warning: the next one keeps what was typed. */
	readonly isWarned: boolean;
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
	isOdd = () => false,
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
	/** Whether a field has a warning, at which Enter stops once. */
	readonly isOdd?: (field: number, texts: readonly string[]) => boolean;
	readonly onChange: (texts: readonly string[], isLeaving: boolean) => readonly string[];
	readonly onSubmit: (texts: readonly string[]) => void;
}): UseForm {
	const [state, setState] = useState(() => ({...createForm(texts), focused: Math.max(0, start)}));
	const [isRefused, setRefused] = useState(false);
	const [isWarned, setWarned] = useState(false);
	const [warned, setWarnedOf] = useState<readonly string[]>([]);

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
		const keyOf = (index: number) => `${index} ${keptTexts[index]}`;
		const odd =
			bad === undefined ? asked.find(index => isOdd(index, keptTexts) && !warned.includes(keyOf(index))) : undefined;
		setRefused(bad !== undefined);
		setWarned(odd !== undefined);
		if (odd !== undefined) setWarnedOf([...warned, keyOf(odd)]);
		const stop = bad ?? odd;
		if (stop !== undefined) setState(reduceForm(kept, {type: 'focus', to: stop}));
		else if (isLast) onSubmit(keptTexts);
		else setState(reduceForm(kept, {type: 'focus', to: 'next'}));
	}

	return {
		state,
		isRefused,
		isWarned,
		handleKey(keypress) {
			const {joiner = ' ', takesQuestionMark = false, isWhole, complete} = fields[state.focused] ?? {};
			const typed = formTexts(state)[state.focused] ?? '';
			const isPaste = keypress.kind === 'paste' || (keypress.kind === 'text' && unmarkedAddress.test(keypress.text));
			const pasted = isPaste && joiner !== null ? cleanPaste(keypress.text, joiner) : null;
			const completed = complete && isKey(keypress, 'tab') ? complete(typed) : typed;
			const isReplaced = pasted !== null && isWhole?.(pasted) === true;
			if (isReplaced || completed !== typed) {
				const whole = isReplaced ? pasted : completed;
				setRefused(false);
				setWarned(false);
				keep(reduceForm(state, {type: 'replace', texts: formTexts(state).with(state.focused, whole)}), false);
				return true;
			}
			const action = formAction(keypress, {joiner, takesQuestionMark});
			if (action === null) return false;
			if (action === 'submit') enter(true);
			else if (action === 'enter') enter(state.focused === endsAt || state.focused === fields.length - 1);
			else {
				setRefused(false);
				setWarned(false);
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

/** Several lines of text, one of which is being edited. */
export type FormState = {readonly focused: number; readonly inputs: readonly TextInputState[]};

export type FormAction =
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'focus'; readonly to: 'next' | 'previous' | number}
	/** Puts other texts in place; those that are the same keep their cursor. */
	| {readonly type: 'replace'; readonly texts: readonly string[]};

/** A form with these texts, the first of its inputs in focus. */
export function createForm(texts: readonly string[]): FormState {
	return {focused: 0, inputs: texts.map(createTextInput)};
}

/** What stands in the inputs, in their order. */
export function formTexts({inputs}: FormState): readonly string[] {
	return inputs.map(textOf);
}

/** The state after an action. Pure. */
export function reduceForm(state: FormState, action: FormAction): FormState {
	switch (action.type) {
		case 'edit': {
			const input = state.inputs[state.focused];
			if (!input) return state;
			return {...state, inputs: state.inputs.with(state.focused, reduceTextInput(input, action.action))};
		}
		case 'focus': {
			const wanted = typeof action.to === 'number' ? action.to : state.focused + (action.to === 'next' ? 1 : -1);
			return {...state, focused: Math.max(0, Math.min(wanted, state.inputs.length - 1))};
		}
		case 'replace': {
			const {texts} = action;
			return {
				...state,
				inputs: state.inputs.map((input, index) => {
					const text = texts[index] ?? textOf(input);
					return text === textOf(input) ? input : createTextInput(text);
				}),
			};
		}
		default:
			return action satisfies never;
	}
}

/** How the field under edit takes text. */
type FieldKeys = {
	/** Takes the place of line feeds in a paste. */
	readonly joiner: string | null;
	/** A question mark is text here; elsewhere it asks for help. */
	readonly takesQuestionMark: boolean;
};

/** What a keypress does in a form; null: it is none of the form's. */
export function formAction(
	keypress: Keypress,
	{joiner, takesQuestionMark}: FieldKeys,
): FormAction | 'enter' | 'submit' | null {
	if (keypress.kind === 'key') {
		switch (keypress.name) {
			case 'enter':
			case 'submit':
				return keypress.name;
			case 'down':
			case 'tab':
				return {type: 'focus', to: 'next'};
			case 'up':
			case 'back-tab':
				return {type: 'focus', to: 'previous'};
		}
	}
	if (keypress.kind === 'text' && keypress.text === '?' && !takesQuestionMark) return null;
	const action = textInputAction(keypress, joiner);
	return action && {type: 'edit', action};
}
