import type {PasswordSource} from '../../../store/profile.ts';
import {keptOrTyped, readYesOrNo, shownText} from '../../components/conversation/numbers.ts';
import {answer, problem, type Question} from '../../components/conversation/question.ts';
import type {ProfileServices} from '../../profile-services.ts';
import {nameProblem} from './name-problem.ts';
import {checkPasswordPlace, passwordPlaceNote, readPasswordPlace} from './password-place.ts';

const nameHelp = ['Letters, digits, dots, dashes and underscores, beginning with a letter or digit.'] as const;

/** The name to save under. */
export function nameQuestion(proposal: string): Question<string> {
	return {
		lines: ['Save as profile: all answers under a name, to check again later.'],
		prompt: 'Name',
		proposal,
		help: nameHelp,
		read: text => readName(text, proposal),
	};
}

/** Where a run without questions finds the password of the proxy; `before` is the place so far, as it is typed. */
export function passwordPlaceQuestion(before: string, services: ProfileServices): Question<PasswordSource | null> {
	const lineOn = (text: string, problem: string | null) => passwordPlaceNote(text, {isChecked: true, problem});
	return {
		lines: [lineOn('', null).text],
		prompt: 'Password from',
		proposal: shownText(before),
		help: [
			'env:NAME is an environment variable, file:PATH a file with nothing else in it; a single hyphen names none.',
		],
		async read(text) {
			const place = keptOrTyped(text, before);
			const {tone, text: said} = lineOn(place, await checkPasswordPlace(place, services));
			return tone === 'problem' ? problem(said) : answer(readPasswordPlace(place), tone === 'warning' ? said : null);
		},
	};
}

export function newNameQuestion(name: string): Question<string> {
	return {lines: [], prompt: 'New name', proposal: name, help: nameHelp, read: text => readName(text, name)};
}

export function replaceQuestion(name: string): Question<boolean> {
	return yesOrNo(`There is a profile ${name} already; its runs would stay.`, 'Replace? y or n');
}

export function deleteQuestion(name: string): Question<boolean> {
	return yesOrNo(`The profile ${name} and its runs can't be brought back.`, 'Delete? y or n');
}

function readName(text: string, proposal: string) {
	const name = text === '' ? proposal : text;
	const wrong = nameProblem(name);
	return wrong === null ? answer(name) : problem<string>(wrong);
}

function yesOrNo(line: string, prompt: string): Question<boolean> {
	return {
		lines: [line],
		prompt,
		proposal: 'n',
		help: ['y does it, n leaves everything as it is.'],
		read(text) {
			const isMeant = readYesOrNo(text, false);
			return isMeant === null ? problem('Type y or n.') : answer(isMeant);
		},
	};
}
