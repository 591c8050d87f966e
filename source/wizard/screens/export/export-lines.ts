import {type OutputId, outputs} from '../../../session/export/outputs.ts';
import type {RulesScope} from '../../../session/export/render-output.ts';
import {problemWithSources, readSources} from '../../../session/export/rule-sources.ts';
import {numbered, numberProblem, readNumber, readNumbers, readYesOrNo} from '../../components/conversation/numbers.ts';
import {answer, problem, type Question} from '../../components/conversation/question.ts';
import {askToReplace} from './export-notice.ts';

export function outputsQuestion(before: readonly OutputId[], help: readonly string[]): Question<readonly OutputId[]> {
	const {length} = outputs;
	return {
		lines: numbered(
			outputs.map(({dialect, label, purpose}) => `${dialect === null ? label : `Rules, ${label}`}: ${purpose}`),
		),
		prompt: 'What to write, by number, separated by commas',
		proposal: before.map(id => outputs.findIndex(output => output.id === id) + 1).join(','),
		help,
		read(text) {
			if (text === '') return answer(before);
			const indexes = readNumbers(text, length);
			if (indexes === null || indexes.length === 0) return problem(numberProblem(text, length));
			return answer(outputs.filter((_, index) => indexes.includes(index)).map(({id}) => id));
		},
	};
}

export function rulesScopeQuestion(before: RulesScope, help: readonly string[]): Question<RulesScope> {
	const scopes = ['missing', 'all'] as const;
	return {
		lines: numbered(['Rules for what is missing', 'Rules for the whole plan']),
		prompt: 'Number',
		proposal: String(scopes.indexOf(before) + 1),
		help,
		read(text) {
			const scope = text === '' ? before : scopes[readNumber(text, scopes.length) ?? -1];
			return scope ? answer(scope) : problem(numberProblem(text, scopes.length));
		},
	};
}

/** `any` stands for no source at all. */
export function sourcesQuestion(before: readonly string[], help: readonly string[]): Question<readonly string[]> {
	return {
		lines: ["The cluster's addresses, such as 10.0.0.0/16, for the rules to name as their source; or any."],
		prompt: 'From',
		proposal: before.length === 0 ? 'any' : before.join(', '),
		help,
		read(text) {
			if (text === '') return answer(before);
			if (text.toLowerCase() === 'any') return answer([]);
			const flaw = problemWithSources(text);
			return flaw === null ? answer(readSources(text)) : problem(flaw);
		},
	};
}

export function redactQuestion(before: boolean, help: readonly string[]): Question<boolean> {
	return {
		lines: ['Redacted files have words such as host-1 in place of your own names, addresses and users.'],
		prompt: 'Redact? y or n',
		proposal: before ? 'y' : 'n',
		help,
		read(text) {
			const isRedacted = readYesOrNo(text, before);
			return isRedacted === null ? problem('Type y to redact, or n to keep the names.') : answer(isRedacted);
		},
	};
}

export function folderQuestion(proposal: string, help: readonly string[]): Question<string> {
	return {
		lines: [],
		prompt: 'Folder',
		proposal,
		help,
		read: text => answer(text === '' ? proposal : text),
	};
}

export function overwriteQuestion(files: readonly string[], help: readonly string[]): Question<boolean> {
	return {
		lines: [askToReplace(files)],
		prompt: 'y or n',
		proposal: 'n',
		help,
		read(text) {
			const isAllowed = readYesOrNo(text, false);
			return isAllowed === null ? problem('Type y to replace, or n for another folder.') : answer(isAllowed);
		},
	};
}
