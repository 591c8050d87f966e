import {useEffect, useReducer, useState} from 'react';
import {uniqueOf} from '../../../words.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import {textInputAction} from '../../components/text-input/text-input-state.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {handleCommonKey, useWizard} from '../../state/wizard-context.ts';
import {nameProblem} from './name-problem.ts';
import {type ProfilesPhase, reduceProfiles, typedName} from './profiles-state.ts';

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
