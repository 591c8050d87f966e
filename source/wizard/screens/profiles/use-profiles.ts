import {useEffect, useState} from 'react';
import {countOf, uniqueOf} from '../../../words.ts';
import {isKey, isLetter, type Keypress} from '../../components/input/keypress.ts';
import {sentenceOf} from '../../components/text.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputState,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {initialAnswers} from '../../state/answers/step-context.ts';
import {resumeRun} from '../../state/check.ts';
import {handleCommonKey, useWizard} from '../../use-wizard.ts';
import {nameProblem, type StartRow} from './profile-words.ts';

/** What is being done with the profile at the pointer. */
export type ProfilesPhase =
	| {readonly name: 'choosing'}
	| {readonly name: 'renaming'; readonly profile: string; readonly input: TextInputState}
	| {readonly name: 'deleting'; readonly profile: string}
	/** A file is being read or written. */
	| {readonly name: 'waiting'};

export type UseProfiles = {
	readonly phase: ProfilesPhase;
	/** What is wrong with the name that is being typed, or null. */
	readonly wrongName: string | null;
	/** What stood in the way of the last thing that was tried; at first what can't be used. Null: nothing. */
	readonly problem: string | null;
	/** `current` is the row at the pointer; null: the line of the new check. */
	handleKey(keypress: Keypress, current: StartRow | null): void;
	/** The pointer was moved: what was said has been read. */
	rest(): void;
};

/** What is done with the profiles, and its effects on disk. */
export function useProfiles(services: ProfileServices): UseProfiles {
	const wizard = useWizard();
	const {
		state: {profiles, problem: lastProblem},
		dispatch,
		context,
		services: {initial},
		crash,
	} = wizard;
	const [phase, setPhase] = useState<ProfilesPhase>({name: 'choosing'});
	const [problem, setProblem] = useState(lastProblem);
	// A damaged file is moved aside by the first who reads it, so no later list tells of it.
	const [firstProblems] = useState(profiles.problems);
	const [isTold, setTold] = useState(false);

	useEffect(() => {
		// Ages and results may be others than when the list was last shown.
		services.list().then(list => dispatch({type: 'list-profiles', list}), crash);
	}, [services, dispatch, crash]);

	function enter(next: ProfilesPhase, trouble: string | null = null): void {
		setPhase(next);
		setProblem(trouble);
	}
	const rest = () => enter({name: 'choosing'});

	function attempt(work: () => Promise<void>): void {
		enter({name: 'waiting'});
		work()
			.catch((error: unknown) => enter({name: 'choosing'}, sentenceOf(error)))
			.catch(crash);
	}

	function open(row: StartRow): void {
		attempt(async () => {
			if (row.kind !== 'profile') {
				const run = await services.openRun(row.run);
				resumeRun(run, wizard, row.kind === 'continue').map(dispatch);
				return;
			}
			const {name} = row.listed.profile;
			const opened = await services.open(name);
			dispatch({type: 'open-profile', opened, answers: initialAnswers(context, opened.answers)});
		});
	}

	function alter(work: () => Promise<void>): void {
		attempt(async () => {
			await work();
			dispatch({type: 'list-profiles', list: await services.list()});
			rest();
		});
	}

	function choose(keypress: Keypress, row: StartRow | null): void {
		const current = row?.kind === 'profile' ? row.listed.profile.name : null;
		setTold(true);
		if (isLetter(keypress, 'n') || (isKey(keypress, 'enter') && row === null)) {
			dispatch({type: 'start-over', answers: initialAnswers(context, initial)});
		} else if (isLetter(keypress, 'a')) {
			dispatch({type: 'start-over', answers: initialAnswers(context, initial), isForAudit: true});
		} else if (isKey(keypress, 'enter') && row) open(row);
		else if (isLetter(keypress, 'r') && current) {
			enter({name: 'renaming', profile: current, input: createTextInput(current)});
		} else if (isLetter(keypress, 'd') && current) enter({name: 'deleting', profile: current});
		else handleCommonKey(keypress, dispatch);
	}

	function rename(keypress: Keypress, renaming: Extract<ProfilesPhase, {readonly name: 'renaming'}>): void {
		const {profile, input} = renaming;
		const name = typedName(input);
		const action = textInputAction(keypress, '');
		if (isKey(keypress, 'escape') || (isKey(keypress, 'enter') && name === profile)) rest();
		else if (isKey(keypress, 'enter')) {
			if (nameProblem(name) === null) alter(() => services.rename(profile, name));
		} else if (action) enter({...renaming, input: reduceTextInput(input, action)});
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
					else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) rest();
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
			rest();
		},
	};
}

/** The first of several sentences, with the number of the others. */
function firstOf([first, ...others]: readonly string[]): string | null {
	return first && others.length > 0 ? `${first} (and ${countOf(others.length, 'more problem')})` : (first ?? null);
}

/** The name that is being typed. */
function typedName(input: TextInputState): string {
	return textOf(input).trim();
}
