import {needsAction} from '../diagnosis/results.ts';
import {levelOf} from '../record/endpoints.ts';
import {practiceNotice, type Run} from '../record/run.ts';
import {countOf, joinWords, uniqueOf} from '../words.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {type FindingWork, type HostsPart, viewUntested, viewWork} from './view/finding.ts';
import {screenTitles} from './view/readers.ts';
import {severityMarks, statusMarks} from './view/status-marks.ts';
import {overallVerdict} from './view/summary.ts';

/** How the lines of what comes next name the run, and the program. */
export type AnswerContext = {
	/** How this program was started, in words for a shell. */
	readonly ownCommand: string;
	/** What `report` takes to find the run again: empty for the last one; null where it was not kept. */
	readonly reference: string | null;
	/** The words behind the program's name that make the check again; null: the targets that failed, one by one. */
	readonly again: string | null;
};

/** Between names that stand on one line. */
const gap = 3;
/** What the names of a finding stand behind. */
const nameIndent = 4;
/** So many endpoints are named where no rule would open them. */
const idleNames = 6;
/** So many lines of names tell what could not be tested; beyond them it is counted. */
const untestedLines = 3;
/** What the commands at the end stand behind, in columns. */
const labelWidth = 18;

/** A run on one screen: the verdict, each finding with its owner and the names to allow, what was not tested, what comes next. */
export function renderAnswer(run: Run, options: RenderOptions, context: AnswerContext): string {
	const page = createPage(options);
	writeAnswer(page, run, options.columns, context);
	return page.toString();
}

/** The same onto a page that goes on. `columns` is the width of that page. */
export function writeAnswer(page: Page, run: Run, columns: number, context: AnswerContext): void {
	const practice = practiceNotice(run);
	if (practice !== null) page.paragraph(practice, {lead: page.lead(severityMarks.warning)});
	writeVerdict(page, run);
	for (const finding of run.findings) {
		if (finding.kind === 'not-verified' || finding.kind === 'no-action') continue;
		writeFinding(page, viewWork(run, finding), columns);
	}
	writeUntested(page, run, columns);
	page.blank();
	writeNext(page, run, columns, context);
}

function writeVerdict(page: Page, run: Run): void {
	const {ok, outcome, headline, reason} = overallVerdict(run);
	const isClean = outcome === 'ready' && !run.findings.some(needsAction);
	const mark = severityMarks[ok ? (isClean ? 'ok' : 'warning') : 'error'];
	page.paragraph(headline, {lead: page.lead(mark), style: 'bold'});
	if (reason !== null) page.paragraph(reason, {indent: 2});
	const {settings, durationMs, id} = run;
	const facts = [
		`${(durationMs / 1000).toFixed(1)} s`,
		...(settings.region === '' ? [] : [settings.region]),
		`run ${id}`,
	];
	page.paragraph(facts.join(', '), {indent: 2, style: 'dim'});
}

/** Who has to act on what, and below it what to allow, or the first step where no rule helps. */
function writeFinding(page: Page, view: FindingWork, columns: number): void {
	const {owner, title, severity, rows, hosts, fix} = view;
	const causes = uniqueOf(rows.flatMap(({cause}) => cause ?? []));
	const [cause] = causes;
	const named = causes.length === 1 && cause !== undefined ? ` (${cause})` : '';
	page.blank();
	const where = severity === 'info' ? ' (--verbose says more)' : '';
	page.paragraph(`${screenTitles[owner]}: ${title}${named}${where}`, {lead: page.lead(severityMarks[severity])});
	if (severity === 'info') return;
	if (hosts?.remedy) {
		if (hosts.remedy === 'exempt') page.paragraph(`${hosts.title}:`, {indent: nameIndent});
		writeNames(page, hosts, columns);
		return;
	}
	const steps = fix?.steps ?? [];
	for (const {text} of rows.length === 0 ? steps : steps.slice(0, 1)) page.paragraph(text, {indent: nameIndent});
	const names = uniqueOf(hosts?.groups.flatMap(group => group.hosts.map(({name}) => name)) ?? []);
	if (names.length > 0) page.paragraph(joinWords(names, idleNames, 'name'), {indent: nameIndent, style: 'dim'});
}

/** Names by port, those of optional requirements apart. A name is never broken, so that it can be selected. */
function writeNames(page: Page, {groups}: HostsPart, columns: number): void {
	const lines = groups.flatMap(({title, hosts}) => {
		const isOptional = ({rows}: (typeof hosts)[number]) => rows.every(row => levelOf(row) === 'optional');
		const port = portLabel(title, hosts[0]?.port);
		return [
			{port, isOptional: false, names: hosts.filter(host => !isOptional(host)).map(nameOf)},
			{port, isOptional: true, names: hosts.filter(isOptional).map(nameOf)},
		].filter(({names}) => names.length > 0);
	});
	const sorted = lines.toSorted((one, other) => Number(one.isOptional) - Number(other.isOptional));
	const labels = sorted.map(({port, isOptional}) => (isOptional ? `${port} optional` : port));
	const width = Math.max(0, ...labels.map(label => label.length)) + 2;
	for (const [index, {names}] of sorted.entries()) {
		for (const [row, line] of flow(names, columns - nameIndent - width).entries()) {
			if (row === 0) page.line(`${(labels[index] ?? '').padEnd(width)}${line}`, nameIndent);
			else page.line(line, nameIndent + width);
		}
	}
}

function portLabel(title: string, port: number | undefined): string {
	return `${title.startsWith('UDP') ? 'UDP ' : ''}${port ?? ''}`;
}

function nameOf({name}: {readonly name: string}): string {
	return name.replace(/:\d+$/, '');
}

/** Words in lines of at most `width` columns, none of them broken. */
export function flow(words: readonly string[], width: number): string[] {
	const lines: string[] = [];
	for (const word of words) {
		const last = lines.at(-1);
		const joined = `${last}${' '.repeat(gap)}${word}`;
		if (last !== undefined && joined.length <= width) lines[lines.length - 1] = joined;
		else lines.push(word);
	}
	return lines;
}

/** What nobody could test: by name while that is short, else counted. */
function writeUntested(page: Page, run: Run, columns: number): void {
	const hosts = viewUntested(run)?.groups.flatMap(group => group.hosts) ?? [];
	if (hosts.length === 0) return;
	page.blank();
	const lead = page.lead(statusMarks.unverified);
	const them = hosts.length === 1 ? 'it' : 'them';
	const lines = flow(uniqueOf(hosts.map(({name}) => name)), columns - nameIndent);
	const isShort = lines.length <= untestedLines;
	const counted = `${countOf(hosts.length, 'name')} could not be tested. Allow ${them} too`;
	page.paragraph(isShort ? `${counted}:` : `${counted} (--verbose lists ${them}).`, {lead});
	if (isShort) for (const line of lines) page.line(line, nameIndent);
}

/** What connects the cluster once all is ready; null: it is not, or there is nothing that could be connected. */
export function connectCommand(run: Run): string | null {
	// A command of the practice network leads nowhere once that is gone.
	if (run.vantage.kind === 'practice' || overallVerdict(run).outcome !== 'ready') return null;
	return run.nextSteps.find(({id}) => id === 'connect')?.commands.at(-1) ?? null;
}

/** Three lines at most, each a command that works as it stands. */
function writeNext(page: Page, run: Run, columns: number, context: AnswerContext): void {
	const {ownCommand} = context;
	const write = (label: string, command: string) => {
		const isWhole = labelWidth + command.length <= columns;
		if (isWhole) page.line(`${label.padEnd(labelWidth)}${command}`);
		else {
			page.line(label);
			page.command(command, 2);
		}
	};
	// A command of the practice network leads nowhere once that is gone.
	if (run.vantage.kind === 'practice') return;
	const {outcome} = overallVerdict(run);
	const report = `${ownCommand} report${context.reference ? ` ${context.reference}` : ''}`;
	const command = (id: Run['nextSteps'][number]['id']) => run.nextSteps.find(step => step.id === id)?.commands.at(-1);
	const connect = connectCommand(run);
	if (connect !== null) write('Connect it', connect);
	if (context.reference !== null) {
		if (run.findings.some(needsAction)) write('For the ticket', `${report} --format change-request`);
		write('Everything', `${report} --verbose`);
	}
	if (!run.complete) {
		// npm takes `--` only before something that is for the program.
		write('Continue', ownCommand.replace(/ --$/, ''));
		return;
	}
	const again = context.again === null ? command('retest') : `${ownCommand} ${context.again}`;
	if (again !== undefined && outcome !== 'ready') write('After the fix', again);
}
