import {useEffect, useReducer, useState} from 'react';
import {uniqueOf} from '../../../words.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {handleCommonKey, useWizard} from '../../use-wizard.ts';
import {nameProblem} from './profile-words.ts';

export type UseProfiles = {
	readonly phase: ProfilesPhase;
	/** What is wrong with the name that is being typed, or null. */
	readonly wrongName: string | null;
	/** What stood in the way of the last thing that was tried; at first what can't be used. Null: nothing. */
	readonly problem: string | null;
	/** `current` is the profile at the pointer; null: the line of the new check. */
	handleKey(keypress: Keypress, current: string | null): void;
	/** The pointer was moved: what was said has been read. */
	rest(): void;
};

/** What is done with the profiles, and its effects on disk. */
export function useProfiles(services: ProfileServices): UseProfiles {
	const {
		state: {profiles, problem: lastProblem},
		dispatch,
		context,
		services: {initial},
		crash,
	} = useWizard();
	const [{phase, problem}, change] = useReducer(reduceProfiles, {phase: {name: 'choosing'}, problem: lastProblem});
	// A damaged file is moved aside by the first who reads it, so no later list tells of it.
	const [firstProblems] = useState(profiles.problems);
	const [isTold, setTold] = useState(false);

	useEffect(() => {
		// Ages and results may be others than when the list was last shown.
		services.list().then(list => dispatch({type: 'list-profiles', list}), crash);
	}, [services, dispatch, crash]);

	function attempt(work: () => Promise<void>): void {
		change({type: 'wait'});
		work()
			.catch((error: unknown) => change({type: 'fail', problem: sentenceOf(error)}))
			.catch(crash);
	}

	function open(name: string): void {
		attempt(async () => {
			const opened = await services.open(name);
			dispatch({type: 'open-profile', opened, answers: initialAnswers(context, opened.answers)});
		});
	}

	function alter(work: () => Promise<void>): void {
		attempt(async () => {
			await work();
			dispatch({type: 'list-profiles', list: await services.list()});
			change({type: 'rest'});
		});
	}

	function choose(keypress: Keypress, current: string | null): void {
		setTold(true);
		if (isLetter(keypress, 'n') || (isKey(keypress, 'enter') && current === null)) {
			dispatch({type: 'start-over', answers: initialAnswers(context, initial)});
		} else if (isKey(keypress, 'enter') && current) open(current);
		else if (isLetter(keypress, 'r') && current) change({type: 'rename', profile: current});
		else if (isLetter(keypress, 'd') && current) change({type: 'delete', profile: current});
		else handleCommonKey(keypress, dispatch);
	}

	function rename(keypress: Keypress, {profile, input}: Extract<ProfilesPhase, {readonly name: 'renaming'}>): void {
		const name = typedName(input);
		const action = textInputAction(keypress, '');
		if (isKey(keypress, 'escape') || (isKey(keypress, 'enter') && name === profile)) change({type: 'rest'});
		else if (isKey(keypress, 'enter')) {
			if (nameProblem(name) === null) alter(() => services.rename(profile, name));
		} else if (action) change({type: 'edit', action});
	}

	return {
		phase,
		wrongName: phase.name === 'renaming' ? nameProblem(typedName(phase.input)) : null,
		problem: problem ?? (isTold ? null : firstOf(uniqueOf([...firstProblems, ...profiles.problems]))),
		handleKey(keypress, current) {
			switch (phase.name) {
				case 'choosing':
					choose(keypress, current);
					break;
				case 'deleting':
					if (isLetter(keypress, 'y')) alter(() => services.remove(phase.profile));
					else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'rest'});
					break;
				case 'renaming':
					rename(keypress, phase);
					break;
				case 'waiting':
					break;
				default:
					phase satisfies never;
			}
		},
		rest() {
			setTold(true);
			change({type: 'rest'});
		},
	};
}

/** The first of several sentences, with the number of the others. */
function firstOf([first, ...others]: readonly string[]): string | null {
	return first && others.length > 0 ? `${first} (and ${others.length} more)` : (first ?? null);
}

/** What is being done with the profile at the pointer. */
export type ProfilesPhase =
	| {readonly name: 'choosing'}
	| {readonly name: 'renaming'; readonly profile: string; readonly input: TextInputState}
	| {readonly name: 'deleting'; readonly profile: string}
	/** A file is being read or written. */
	| {readonly name: 'waiting'};

type ProfilesState = {
	readonly phase: ProfilesPhase;
	/** What stood in the way of the last thing that was tried, or null. */
	readonly problem: string | null;
};

type ProfilesAction =
	| {readonly type: 'rename'; readonly profile: string}
	| {readonly type: 'delete'; readonly profile: string}
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'wait'}
	| {readonly type: 'fail'; readonly problem: string}
	/** Back to the choice. */
	| {readonly type: 'rest'};

function reduceProfiles(state: ProfilesState, action: ProfilesAction): ProfilesState {
	switch (action.type) {
		case 'rename':
			return {
				phase: {name: 'renaming', profile: action.profile, input: createTextInput(action.profile)},
				problem: null,
			};
		case 'delete':
			return {phase: {name: 'deleting', profile: action.profile}, problem: null};
		case 'edit': {
			const {phase} = state;
			if (phase.name !== 'renaming') return state;
			return {phase: {...phase, input: reduceTextInput(phase.input, action.action)}, problem: null};
		}
		case 'wait':
			return {phase: {name: 'waiting'}, problem: null};
		case 'fail':
			return {phase: {name: 'choosing'}, problem: action.problem};
		case 'rest':
			return {phase: {name: 'choosing'}, problem: null};
		default:
			return action satisfies never;
	}
}

/** The name that is being typed. */
function typedName(input: TextInputState): string {
	return textOf(input).trim();
}
