import {
	describeRemedy,
	type RuleGroup,
	ruleGroupsOf,
	untestedGroupsOf,
	untestedTitle,
} from '../../allowlists/rule-hosts.ts';
import {atOnce, onceOf, type Steps} from '../../chunks.ts';
import type {Owner, Remedy, StepReader} from '../../diagnosis/types.ts';
import {type Endpoint, endpointsBehind} from '../../record/endpoints.ts';
import type {Run, RunRow} from '../../record/run.ts';
import type {Severity} from '../../verdict/types.ts';
import {countOf, uniqueOf} from '../../words.ts';
import {sourcesOf} from './links.ts';
import {type TraceFact, traceFactsOf} from './traces.ts';

type Finding = Run['findings'][number];

type Step = {readonly text: string; readonly for: StepReader};

/** A command that proves a finding. `now` and `fixed` are null for those of this program, which tell by themselves. */
export type Proof = {
	readonly command: string;
	readonly now: string | null;
	readonly fixed: string | null;
	/** Whether it needs this program, which others have not. */
	readonly isOwn: boolean;
};

/** Titles of the parts of a finding, the same in every format and on the screen. */
export const partTitles = {
	why: 'Why',
	impact: 'What breaks',
	fix: 'Fix',
	checks: 'Check, before and after the fix',
	evidence: 'What was seen',
	traces: 'In the logs',
	sources: 'Documented by',
} as const;

/** Stands before the commands of this program. */
export const ownProofTitle = 'With this program, all of them at once:';

type Titled<Kind extends string, Content> = {readonly kind: Kind; readonly title: string} & Content;
type SentencePart = Titled<'sentence', {readonly text: string}>;
export type ListPart = Titled<'list', {readonly items: readonly string[]}>;
export type StepsPart = Titled<'steps', {readonly steps: readonly Step[]}>;
export type CommandsPart = Titled<'commands', {readonly commands: readonly Proof[]}>;
/** Hosts as a rule has to name them, by port. `remedy`: what the rule does with them; null where none helps. */
export type HostsPart = Titled<'hosts', {readonly groups: readonly RuleGroup[]; readonly remedy: Remedy | null}>;
export type FactsPart = Titled<'facts', {readonly facts: readonly TraceFact[]}>;

/** One thing that there is to say of a finding. Each format, screen and line writes each kind in its own way. */
export type Part = SentencePart | ListPart | StepsPart | CommandsPart | HostsPart | FactsPart;

/** What a finding asks for, gathered once for every format and screen. A part with nothing in it is null. */
export type FindingWork = {
	readonly title: string;
	readonly severity: Severity;
	readonly owner: Owner;
	/** How many endpoints stand behind it. */
	readonly count: number;
	readonly rows: readonly RunRow[];
	readonly why: SentencePart;
	readonly impact: ListPart | null;
	readonly fix: StepsPart | null;
	readonly checks: CommandsPart | null;
	readonly hosts: HostsPart | null;
};

/** All that there is to say of a finding. */
export type FindingView = FindingWork & {
	/** What was seen, each kind once, the most frequent first. */
	readonly evidence: ListPart | null;
	/** What was noted beside it. */
	readonly notes: ListPart | null;
	readonly traces: FactsPart | null;
	readonly sources: ListPart | null;
};

/** All that there is to say of a finding, at once. */
export function viewFinding(run: Run, finding: Finding): FindingView {
	return atOnce(viewFindingInSteps(run, finding));
}

/** The same in steps: each looks at all rows behind the finding once. */
export function* viewFindingInSteps(run: Run, finding: Finding): Steps<FindingView> {
	const endpoints = endpointsBehind(run, finding);
	yield '';
	const work = workOn(run, finding, endpoints);
	yield '';
	const evidence = listPart(partTitles.evidence, yield* examplesOf(endpoints));
	const {rows} = work;
	const traces = factsPart(yield* traceFactsOf(run, rows));
	return {
		...work,
		evidence,
		notes: listPart('Notes', uniqueOf(rows.flatMap(({notes}) => notes))),
		traces,
		sources: listPart(partTitles.sources, sourcesOf(rows)),
	};
}

/** The part of its view that whoever acts on it needs: a screen tells no more, and what was seen of all rows takes much longer. */
export function viewWork(run: Run, finding: Finding): FindingWork {
	return workOn(run, finding, endpointsBehind(run, finding));
}

/** Who has to do what. It takes no look at the rows. */
export function viewFix(finding: Finding): Pick<FindingWork, 'title' | 'severity' | 'owner' | 'fix'> {
	const {kind, title, severity, owner} = finding;
	const fixTitle = kind === 'not-verified' ? 'To test them as well' : partTitles.fix;
	return {title, severity, owner, fix: stepsPart(fixTitle, finding)};
}

function workOn(run: Run, finding: Finding, endpoints: readonly Endpoint[]): FindingWork {
	const {kind, targets, why, impact} = finding;
	const rows = endpoints.flatMap(endpoint => endpoint.rows);
	return {
		...viewFix(finding),
		count: targets.length,
		rows,
		why: {kind: 'sentence', title: partTitles.why, text: why},
		impact: listPart(partTitles.impact, impact),
		checks: commandsPart(finding),
		hosts: kind === 'not-verified' ? viewUntested(run) : hostsPart(run, finding, rows),
	};
}

/** The hosts of a finding alone, as its view has them. */
export function viewHosts(run: Run, finding: Finding): HostsPart | null {
	if (finding.kind === 'not-verified') return viewUntested(run);
	const rows = endpointsBehind(run, finding).flatMap(endpoint => endpoint.rows);
	return hostsPart(run, finding, rows);
}

/** What nobody could test and is to be allowed all the same; null where there is nothing. Several parts of a report ask for it. */
export const viewUntested = onceOf((run: Run): HostsPart | null => {
	const groups = untestedGroupsOf(run);
	return groups.length === 0 ? null : {kind: 'hosts', title: untestedTitle, groups, remedy: 'allow'};
});

function listPart(title: string, items: readonly string[]): ListPart | null {
	return items.length === 0 ? null : {kind: 'list', title, items};
}

function stepsPart(title: string, {fix, fixFor}: Finding): StepsPart | null {
	const steps = fix.map((text, index): Step => ({text, for: fixFor[index] ?? 'owner'}));
	return steps.length === 0 ? null : {kind: 'steps', title, steps};
}

function commandsPart(finding: Finding): CommandsPart | null {
	const commands = proofsOf(finding);
	return commands.length === 0 ? null : {kind: 'commands', title: partTitles.checks, commands};
}

/** The commands that prove a finding, each with what to expect where that is known. */
function proofsOf({checks, verify}: Pick<Finding, 'checks' | 'verify'>): Proof[] {
	return verify.map(command => {
		const check = checks.find(one => one.command === command);
		const isOwn = /^arc-netcheck(?:\.exe)? /.test(command);
		return {command, now: check?.now ?? null, fixed: check?.fixed ?? null, isOwn};
	});
}

function hostsPart({settings}: Run, finding: Finding, rows: readonly RunRow[]): HostsPart | null {
	const groups = ruleGroupsOf(rows, settings);
	if (groups.length === 0) return null;
	const isIdle = finding.severity === 'info';
	const title = isIdle ? 'Endpoints' : describeRemedy(finding);
	return {kind: 'hosts', title, groups, remedy: isIdle ? null : finding.remedy};
}

function factsPart(facts: readonly TraceFact[]): FactsPart | null {
	return facts.length === 0 ? null : {kind: 'facts', title: partTitles.traces, facts};
}

/** One sentence for each kind of what was seen: rows that differ in nothing but their own host saw the same. */
function* examplesOf(endpoints: readonly Endpoint[]): Steps<string[]> {
	const kinds = new Map<string, {detail: string; names: Set<string>}>();
	for (const {name, rows} of endpoints) {
		yield '';
		for (const {detail, target} of rows) {
			const key = target === null ? detail : detail.replaceAll(target.host, '');
			const kind = kinds.get(key) ?? {detail, names: new Set<string>()};
			kind.names.add(name);
			kinds.set(key, kind);
		}
	}
	return [...kinds.values()]
		.toSorted((one, other) => other.names.size - one.names.size)
		.map(({detail, names}) =>
			names.size === 1 ? detail : `${detail} The same for ${countOf(names.size - 1, 'more endpoint')}.`,
		);
}
