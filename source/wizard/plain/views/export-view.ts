import type {ExportOutcome, ExportRequest, WrittenFile} from '../../../session/export/export-reports.ts';
import {usualOutputs} from '../../../session/export/outputs.ts';
import {hasRules, usableSources} from '../../../session/export/rule-sources.ts';
import {ask, type Question} from '../../components/conversation/question.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import {
	folderQuestion,
	outputsQuestion,
	overwriteQuestion,
	redactQuestion,
	rulesScopeQuestion,
	sourcesQuestion,
} from '../../screens/export/export-lines.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {usualRulesScope} from '../../state/export-state.ts';
import type {WizardAction} from '../../state/state.ts';

type Choices = Omit<ExportRequest, 'isOverwriteAllowed'>;

/** Asks what to write, where, and before it replaces a file. `back` leads to the question before. */
export async function showExport(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, talk} = session;
	if (state.run === null) return [{type: 'back'}];
	const help = helpFor(state, services).lines;
	let choices: Choices = {
		path: services.proposePath(state.run),
		outputs: usualOutputs,
		isRedacted: false,
		rulesScope: usualRulesScope(state.run),
		sources: usableSources(state.answers.ruleSources),
	};
	for (let index = 0; ; ) {
		const current = questionsFor(choices, help)[index];
		if (current) {
			const asked = await ask(current, talk);
			if (asked === null && index === 0) return [{type: 'back'}];
			choices = {...choices, ...asked?.value};
			index += asked === null ? -1 : 1;
			continue;
		}
		const outcome = await write(session, choices, help);
		if (outcome.kind === 'written') {
			const ruleSources = choices.sources.join(', ');
			return [
				{type: 'answer', answers: {ruleSources}},
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

/** Writes, once it may replace what is there. */
async function write(session: PlainSession, choices: Choices, help: readonly string[]): Promise<Written | Refused> {
	const outcome = await tryToWrite(session, {...choices, isOverwriteAllowed: false});
	if (outcome?.kind !== 'exists') return outcome ?? {kind: 'refused', freePath: null};
	const isAllowed = await ask(overwriteQuestion(outcome.files, help), session.talk);
	if (!isAllowed?.value) return {kind: 'refused', freePath: outcome.freePath};
	const second = await tryToWrite(session, {...choices, isOverwriteAllowed: true});
	return second?.kind === 'written' ? second : {kind: 'refused', freePath: null};
}

async function tryToWrite(
	{state: {run, findings}, services, talk}: PlainSession,
	request: ExportRequest,
): Promise<ExportOutcome | null> {
	if (run === null) return null;
	try {
		return await services.writeReports(run, findings, request);
	} catch (error) {
		talk.say(sentenceOf(error));
		return null;
	}
}
