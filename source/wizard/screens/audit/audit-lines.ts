import {problemOf} from '../../../errors.ts';
import type {AuditAnswer} from '../../../session/audit.ts';
import {readSources} from '../../../session/export/outputs.ts';
import {
	answer,
	ask,
	keptOrTyped,
	numberQuestion,
	problem,
	type Question,
	shownText,
} from '../../components/conversation.ts';
import type {PlainSession} from '../../plain-session.ts';
import type {WizardAction} from '../../state/state.ts';
import {
	type AuditSheet,
	type AuditTexts,
	auditFileName,
	auditProblem,
	auditText,
	auditTyped,
	describeRead,
	isForNextField,
	readTyped,
	writeSheet,
} from './audit-words.ts';

/** Asks for the files, how they are to be read and who asks; then tells the result, and what can be done with it. */
export async function showAudit(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, talk, help} = session;
	let texts: AuditTexts = {files: state.auditFiles, dialect: '', sources: state.answers.ruleSources, part: ''};
	talk.say('Audit an allow-list: a list that exists, held against what is needed. Nothing is sent.');
	const ready = (): readonly WizardAction[] => [{type: 'name-audit-files', files: texts.files}];
	const questions: readonly Question<Partial<AuditTexts>>[] = [filesQuestion(), dialectQuestion(), sourcesQuestion()];
	for (let index = 0; ; ) {
		const question = questions[index];
		if (question) {
			const asked = await ask(question, talk);
			if (asked === null && index === 0) return [...ready(), {type: 'back'}];
			texts = {...texts, ...asked?.value};
			index += asked === null ? -1 : 1;
			continue;
		}
		try {
			const found = await auditTyped(texts, session);
			if (found === null) return [...ready(), {type: 'back'}];
			if (await tell(found, session)) return [...ready(), {type: 'back'}];
		} catch (error) {
			talk.say(auditProblem(error));
		}
		index = 0;
	}

	function filesQuestion(): Question<Partial<AuditTexts>> {
		return {
			lines: [],
			prompt: 'Files, with blanks between',
			get proposal() {
				return texts.files === '' ? null : texts.files;
			},
			help,
			async read(text) {
				const files = text === '' ? texts.files : text;
				if (files === '') return problem('Name the files of the list.');
				try {
					return answer({files}, describeRead(await readTyped({...texts, files, dialect: '', part: ''}, services)));
				} catch (error) {
					// What it is may be said by the next answer.
					const why = auditProblem(error);
					return isForNextField(why) ? answer({files}, why) : problem(why);
				}
			},
		};
	}

	function dialectQuestion(): Question<Partial<AuditTexts>> {
		return {
			lines: [],
			prompt: 'Read as',
			proposal: 'what the text says it is',
			help,
			async read(text) {
				const [dialect = '', part = ''] = text.split(/\s+part\s+/);
				try {
					const read = await readTyped({...texts, dialect, part}, services);
					return answer({dialect, part}, text === '' ? null : describeRead(read));
				} catch (error) {
					return problem(auditProblem(error));
				}
			},
		};
	}

	function sourcesQuestion(): Question<Partial<AuditTexts>> {
		return {
			lines: [],
			prompt: 'Where the traffic comes from, such as 10.0.0.0/16',
			proposal: shownText(texts.sources),
			help,
			read(text) {
				const sources = keptOrTyped(text, texts.sources);
				const wrong = problemOf(() => readSources(sources));
				return wrong === null ? answer({sources}) : problem(wrong);
			},
		};
	}
}

type Choice = AuditSheet | 'write' | 'again' | 'back';

/** Tells the result and what else there is. True: the audit is left; false: for another list. */
async function tell(found: AuditAnswer, {talk, services, help}: PlainSession): Promise<boolean> {
	const say = (sheet: AuditSheet) => {
		const page = {width: Math.min(talk.width(), 100), isUnicode: services.glyphs.unicode};
		talk.say(...auditText(sheet, found, page).trimEnd().split('\n'));
	};
	let sheet: AuditSheet = 'screen';
	say(sheet);
	const choices: readonly {readonly text: string; readonly value: Choice}[] = [
		{text: 'Every line', value: 'whole'},
		{text: 'What to add, in the same syntax', value: 'fix'},
		{text: 'Write what was told last to a file', value: 'write'},
		{text: 'Another list', value: 'again'},
		{text: 'Go back', value: 'back'},
	];
	for (;;) {
		const asked = await ask(numberQuestion(choices, {proposal: '5', help}), talk);
		if (asked === null || asked.value === 'back') return true;
		if (asked.value === 'again') return false;
		if (asked.value !== 'write') {
			sheet = asked.value;
			say(sheet);
			continue;
		}
		const proposal = auditFileName(sheet, found.audit);
		const shown = sheet;
		await ask(
			{
				lines: [],
				prompt: 'File',
				proposal,
				help,
				read(text) {
					const {isWritten, text: said} = writeSheet(text === '' ? proposal : text, shown, found, services);
					return isWritten ? answer(said, said) : problem<string>(said);
				},
			},
			talk,
		);
	}
}
