import {sentenceOf} from '../../expected-error.ts';
import {helpFor} from '../../help-texts.ts';
import {type ExportFormat, type ExportOutcome, type ExportRequest, exportFormats} from '../../services.ts';
import type {WizardAction} from '../../state.ts';
import {ask} from '../ask.ts';
import type {PlainSession} from '../plain-session.ts';
import {formatsQuestion, overwriteQuestion, pathQuestion} from '../questions/export.ts';

/** Asks which formats, where, and before it replaces a file. `back` leads to the question before. */
export async function showExport(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, talk} = session;
	if (state.run === null) return [{type: 'back'}];
	const help = helpFor(state).lines;
	let path = services.proposePath(state.run);
	let formats: readonly ExportFormat[] = exportFormats;
	for (;;) {
		const chosen = await ask(formatsQuestion(formats, help), talk);
		if (chosen === null) return [{type: 'back'}];
		formats = chosen.value;
		for (;;) {
			const typed = await ask(pathQuestion(path, help), talk);
			if (typed === null) break;
			path = typed.value;
			const files = await write(session, path, formats, help);
			if (files !== null) return [{type: 'exported', files}];
		}
	}
}

/** The files written, or null where another path is wanted. */
async function write(
	session: PlainSession,
	path: string,
	formats: readonly ExportFormat[],
	help: readonly string[],
): Promise<readonly string[] | null> {
	const outcome = await tryToWrite(session, {path, formats, isOverwriteAllowed: false});
	if (outcome?.kind !== 'exists') return outcome?.files ?? null;
	const isAllowed = await ask(overwriteQuestion(outcome.files, help), session.talk);
	if (!isAllowed?.value) return null;
	return (await tryToWrite(session, {path, formats, isOverwriteAllowed: true}))?.files ?? null;
}

async function tryToWrite(
	{state: {run, findings}, services, talk}: PlainSession,
	request: ExportRequest,
): Promise<ExportOutcome | null> {
	if (run === null) return null;
	try {
		return await services.writeReports(run, findings, request);
	} catch (error) {
		const problem = sentenceOf(error);
		if (problem === null) throw error;
		talk.say(problem);
		return null;
	}
}
