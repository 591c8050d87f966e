import type {ExportOutcome, ExportRequest, RulesScope, WrittenFile} from '../../../session/export/export-reports.ts';
import {
	dialectsOf,
	hasRules,
	type OutputId,
	outputs,
	problemWithSources,
	readSources,
	usableSources,
	usualOutputsWith,
} from '../../../session/export/outputs.ts';
import type {SeenFiles} from '../../../store/write-file.ts';
import {
	answer,
	ask,
	numbered,
	numberProblem,
	numberQuestion,
	problem,
	type Question,
	readNumbers,
	yesOrNoQuestion,
} from '../../components/conversation.ts';
import {sentenceOf} from '../../components/text.ts';
import type {PlainSession} from '../../state/check.ts';
import {usualRulesScope} from '../../state/export-state.ts';
import type {WizardAction} from '../../state/state.ts';
import {askToReplace, labelOf, rulesScopes} from './export-words.ts';

type Choices = Omit<ExportRequest, 'replaceable'>;

/** Asks what to write, where, and before it replaces a file. `back` leads to the question before. */
export async function showExport(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, help} = session;
	if (state.run === null) return [{type: 'back'}];
	let choices: Choices = {
		path: services.proposePath(state.run),
		outputs: usualOutputsWith(state.answers.ruleDialects),
		isRedacted: false,
		rulesScope: usualRulesScope(state.run),
		sources: usableSources(state.answers.ruleSources),
	};
	for (let index = 0; ; ) {
		const current = questionsFor(choices, help)[index];
		if (current) {
			const asked = await ask(current, session.talk);
			if (asked === null && index === 0) return [{type: 'back'}];
			choices = {...choices, ...asked?.value};
			index += asked === null ? -1 : 1;
			continue;
		}
		const outcome = await write(session, choices);
		if (outcome.kind === 'written') {
			const ruleSources = choices.sources.join(', ');
			return [
				{type: 'answer', answers: {ruleSources, ruleDialects: dialectsOf(choices.outputs)}},
				{type: 'exported', files: outcome.files},
			];
		}
		choices = {...choices, path: outcome.freePath ?? choices.path};
		// The folder is asked for again.
		index--;
	}
}

/** The questions in their order; what the rules are for, and whose traffic, is asked only where there are any. */
function questionsFor(
	{outputs, rulesScope, sources, isRedacted, path}: Choices,
	help: readonly string[],
): ReadonlyArray<Question<Partial<Choices>>> {
	return [
		answering(outputsQuestion(outputs, help), chosen => ({outputs: chosen})),
		...(hasRules(outputs)
			? [
					answering(rulesScopeQuestion(rulesScope, help), chosen => ({rulesScope: chosen})),
					answering(sourcesQuestion(sources, help), typed => ({sources: typed})),
				]
			: []),
		answering(redactQuestion(isRedacted, help), chosen => ({isRedacted: chosen})),
		answering(folderQuestion(path, help), typed => ({path: typed})),
	];
}

/** The same question, with its answer as one of the choices. */
function answering<Value>(
	question: Question<Value>,
	toChoices: (value: Value) => Partial<Choices>,
): Question<Partial<Choices>> {
	return {
		...question,
		async read(text) {
			const reply = await question.read(text);
			switch (reply.kind) {
				case 'answer':
					return {...reply, value: toChoices(reply.value)};
				case 'narrow':
					return {kind: 'narrow', question: answering(reply.question, toChoices)};
				default:
					return reply;
			}
		},
	};
}

type Written = {readonly kind: 'written'; readonly files: readonly WrittenFile[]};
type Refused = {readonly kind: 'refused'; readonly freePath: string | null};

/** Writes, once it may replace what is there; asks again where something else is there by then. */
async function write(session: PlainSession, choices: Choices): Promise<Written | Refused> {
	let replaceable: SeenFiles = new Map();
	for (;;) {
		const outcome = await tryToWrite(session, {...choices, replaceable});
		if (outcome?.kind !== 'exists') return outcome ?? {kind: 'refused', freePath: null};
		const isAllowed = await ask(overwriteQuestion(outcome.files, session.help), session.talk);
		if (!isAllowed?.value) return {kind: 'refused', freePath: outcome.freePath};
		replaceable = outcome.seen;
	}
}

async function tryToWrite(
	{state: {run, survey}, services, talk}: PlainSession,
	request: ExportRequest,
): Promise<ExportOutcome | null> {
	if (run === null) return null;
	try {
		return await services.writeReports(survey ?? run, request);
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}

/** Asks what to write, by numbers. */
export function outputsQuestion(before: readonly OutputId[], help: readonly string[]): Question<readonly OutputId[]> {
	const {length} = outputs;
	return {
		lines: numbered(outputs.map(output => `${labelOf(output)}: ${output.purpose}`)),
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

/** Asks for which endpoints rules are made. */
export function rulesScopeQuestion(before: RulesScope, help: readonly string[]): Question<RulesScope> {
	return numberQuestion(
		rulesScopes.map(({id, label}) => ({text: `Rules for ${label}`, value: id})),
		{proposal: String(rulesScopes.findIndex(({id}) => id === before) + 1), help},
	);
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

/** Asks whether own names are taken out. */
export function redactQuestion(before: boolean, help: readonly string[]): Question<boolean> {
	return yesOrNoQuestion('Redacted files have words such as host-1 in place of your own names, addresses and users.', {
		prompt: 'Redact? y or n',
		proposal: before,
		help,
		otherwise: 'Type y to redact, or n to keep the names.',
	});
}

/** Asks where to write; an empty line takes the proposal. */
export function folderQuestion(proposal: string, help: readonly string[]): Question<string> {
	return {lines: [], prompt: 'Folder', proposal, help, read: text => answer(text === '' ? proposal : text)};
}

/** Asks whether these files may be replaced. */
export function overwriteQuestion(files: readonly string[], help: readonly string[]): Question<boolean> {
	return yesOrNoQuestion(askToReplace(files), {help, otherwise: 'Type y to replace, or n for another folder.'});
}
