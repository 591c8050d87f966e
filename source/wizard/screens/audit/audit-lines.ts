import {type DialectId, dialectIds} from '../../../allowlists/dialect-ids.ts';
import {problemOf, UsageError} from '../../../errors.ts';
import {renderAudit} from '../../../report/audit/formats.ts';
import {auditFormatNames} from '../../../report/format-names.ts';
import type {AuditAnswer, ReadList} from '../../../session/audit.ts';
import {readSources} from '../../../session/export/outputs.ts';
import {parseChoice} from '../../../settings/parsers.ts';
import {countOf, joinWords} from '../../../words.ts';
import {
	answer,
	ask,
	keptOrTyped,
	numberQuestion,
	problem,
	type Question,
	shownText,
} from '../../components/conversation.ts';
import type {FieldOptions, FileCheck} from '../../components/form/use-form.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {type DetailLine, lineOf, type Page, sentenceOf, type Tone} from '../../components/text.ts';
import type {WizardServices} from '../../services.ts';
import type {PlainSession, Sitting} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';

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

/** What is typed: files, and where nothing tells it by itself, how they are read, who asks, and which part counts. */
export type AuditTexts = {
	readonly files: string;
	readonly dialect: string;
	readonly sources: string;
	readonly part: string;
};

type AuditField = FieldOptions & {readonly id: keyof AuditTexts; readonly label: string; readonly placeholder: string};

export const auditFields: readonly [AuditField, AuditField, AuditField, AuditField] = [
	{id: 'files', label: 'Files', placeholder: 'such as squid.conf; several with blanks between'},
	{id: 'dialect', label: 'Read as', placeholder: 'what the text says it is'},
	{id: 'sources', label: 'From', placeholder: 'any source, or such as 10.0.0.0/16'},
	{id: 'part', label: 'Part', placeholder: 'all, each by itself'},
];

/** The dialect that was named; none where the text is to tell. Throws a UsageError. */
function readDialect(typed: string): DialectId | undefined {
	return typed.trim() === '' ? undefined : parseChoice(typed.trim(), dialectIds, 'Read as');
}

/** Reads what is typed. Rejects with a UsageError that says what is wrong. */
export async function readTyped({files, dialect, part}: AuditTexts, services: WizardServices): Promise<ReadList> {
	const named = readDialect(dialect);
	return services.readList(files.trim(), {
		...(named === undefined ? {} : {dialect: named}),
		...(part.trim() === '' ? {} : {part: part.trim()}),
	});
}

/** A text for the command line with the fields of the wizard in the place of flags. */
const inFields = (text: string): string =>
	text
		.replace(/(?:with )?--dialect(?: \w+)?/g, 'under "Read as"')
		.replace(/(?:with )?--part(?: NAME)?/g, 'under "Part"')
		.replace(/--source(?: ADDRESS)?/g, '"From"');

/** What stands in the way of an audit, in one sentence. */
export const auditProblem = (error: unknown): string =>
	inFields(sentenceOf(error)).replace(/^[a-z]/, letter => letter.toUpperCase());

/** Whether it is the next field that helps. */
const isForNextField = (problem: string) => problem.includes('"Read as"');

/** How the files were understood: `Read as squid: 12 rules.`, with the parts where there are several. */
function describeRead({dialect, list}: ReadList): string {
	const parts = list.parts?.map(({name}) => name) ?? [];
	const lost = list.refusals.length;
	return [
		`Read as ${dialect}: ${countOf(list.entries.length, 'rule')}${lost === 0 ? '' : `, ${countOf(lost, 'line')} not understood`}.`,
		...(parts.length === 0
			? []
			: [`Parts: ${joinWords(parts, 8, 'part')}; what one of them denies counts as missing.`]),
	].join(' ');
}

/** What stands below a field. `read`: what became of the files as they are typed; null: nothing yet. */
export function auditNote(
	id: keyof AuditTexts,
	texts: AuditTexts,
	{read, check, isEntered}: {readonly read: ReadList | null; readonly check: FileCheck; readonly isEntered: boolean},
): Notice {
	const wrong = (problem: string | null): Notice | null => (problem === null ? null : {tone: 'problem', text: problem});
	switch (id) {
		case 'files':
			if (texts.files.trim() === '' && isEntered) return {tone: 'problem', text: 'Name the files of the list.'};
			if (check.problem !== null)
				return {tone: isEntered && !isForNextField(check.problem) ? 'problem' : 'warning', text: check.problem};
			return read === null
				? {tone: 'plain', text: 'Read here, and sent nowhere. Tab completes a name.'}
				: {tone: 'ok', text: describeRead(read)};
		case 'dialect':
			return (
				wrong(problemOf(() => readDialect(texts.dialect))) ??
				(texts.dialect.trim() === '' ? null : wrong(check.problem)) ?? {
					tone: read === null ? 'plain' : 'ok',
					text: read === null ? `One of ${dialectIds.join(', ')}.` : describeRead(read),
				}
			);
		case 'sources':
			return (
				wrong(problemOf(() => readSources(texts.sources))) ?? {
					tone: 'plain',
					text: 'Where the traffic of the cluster comes from: rules for others say nothing of it.',
				}
			);
		case 'part':
			return {
				tone: 'plain',
				text: 'The virtual domain, device group, layer or policy that counts, where there are several.',
			};
		default:
			return id satisfies never;
	}
}

/** Reads the files and holds them against the results, or against what the answers need. Rejects with a UsageError. */
export async function auditTyped(
	texts: AuditTexts,
	{state, services, prepared}: Pick<Sitting, 'state' | 'services' | 'prepared'>,
): Promise<AuditAnswer | null> {
	const {view, run} = state;
	const needs = view.name === 'audit' && view.origin === 'results' ? run : prepared.plan;
	if (needs === null) return null;
	const found = services.holdList(await readTyped(texts, services), needs, readSources(texts.sources));
	return {...found, audit: {...found.audit, notes: found.audit.notes.map(inFields)}};
}

/** What one can look at: the result on one screen, every line of it, or what would mend the list. */
export type AuditSheet = 'screen' | 'whole' | 'fix';

/** The name of a sheet as a heading, and of the file to propose for it. */
function auditText(sheet: AuditSheet, {audit, fix}: AuditAnswer, {width, isUnicode}: Page): string {
	if (sheet === 'fix') return [...fix.remarks, fix.emptyBecause ?? fix.text].join('\n');
	const options = {columns: width, colour: false, unicode: isUnicode, isWhole: sheet === 'whole', next: null};
	return renderAudit('text', audit, options);
}

const marks: readonly (readonly [RegExp, Tone])[] = [
	[/^(?:\u2716|\u2717|x) /i, 'bad'],
	[/^(?:\u26a0|!) /, 'warning'],
	[/^(?:\u2714|\u2713|\+|ok) /i, 'good'],
	[/^\S/, 'heading'],
];

/** The same to scroll through. */
export function auditLines(sheet: AuditSheet, answer: AuditAnswer, page: Page): readonly DetailLine[] {
	const lines = auditText(sheet, answer, page).trimEnd().split('\n');
	return lines.map(text => {
		const tone = sheet === 'fix' ? 'plain' : (marks.find(([mark]) => mark.test(text))?.[1] ?? 'plain');
		return lineOf({text: text.slice(0, page.width), tone});
	});
}

/** What goes into a file: the fix as it stands, or the audit in the format that the ending names. Throws a UsageError. */
function auditFileText(file: string, sheet: AuditSheet, answer: AuditAnswer): string {
	if (sheet === 'fix') return answer.fix.text;
	const ending = /\.([a-z]+)$/i.exec(file.trim())?.[1]?.toLowerCase() ?? '';
	const format = auditFormatNames.find(({endings}) => endings.some(own => own === ending));
	if (format === undefined)
		throw new UsageError('Let the name end in .txt, .md, .html, .json or .csv, which says how it is written.');
	return renderAudit(format.id, answer.audit, {
		columns: 100,
		colour: false,
		unicode: true,
		isFile: true,
		isWhole: true,
	});
}

/** A name to propose for what is written. */
export function auditFileName(sheet: AuditSheet, {dialect, settings}: AuditAnswer['audit']): string {
	return sheet === 'fix'
		? `add-${dialect}.txt`
		: `audit-${settings.region === '' ? settings.cloud : settings.region}.md`;
}

/** Writes what is looked at, and says where; in a sentence why it can't. */
export function writeSheet(
	file: string,
	sheet: AuditSheet,
	answer: AuditAnswer,
	services: Pick<WizardServices, 'writeNewFile'>,
): {readonly isWritten: boolean; readonly text: string} {
	try {
		return {isWritten: true, text: `Written: ${services.writeNewFile(file, auditFileText(file, sheet, answer))}`};
	} catch (error) {
		return {isWritten: false, text: sentenceOf(error)};
	}
}
