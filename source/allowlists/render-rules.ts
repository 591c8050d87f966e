import {catalogWords, featureTitles} from '../catalog/catalog.ts';
import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {remedyOf} from '../diagnosis/remedy.ts';
import {isTested} from '../record/endpoints.ts';
import type {PlanReport} from '../record/plan-report.ts';
import {practiceNotice, type Run} from '../record/run.ts';
import {singleLine} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import {tool} from '../version.ts';
import {countOf, formatHostPort, formatTime, joinWords} from '../words.ts';
import {outcomeFor, outcomesFor} from './outcomes.ts';
import {untestedTitle} from './rule-hosts.ts';
import {commentLines} from './script-text.ts';
import {type Dialect, type Outcome, outcomeKinds, type RuleEntry, type RuleOptions, type RuleSet} from './types.ts';

export type RenderedRules = {
	/** What goes into the file, comments included. */
	readonly text: string;
	readonly outcomes: readonly Outcome[];
	/** What the comments say, for a dialect that has none; else empty. */
	readonly remarks: readonly string[];
	/** Why there is no rule, where the text has no comment to say it in: an empty file would look like a failure. */
	readonly emptyBecause: string | null;
};

/** Writes the rules in one dialect. Every pattern's outcome is told, and nothing is made wider without a word. */
export function renderRules(...given: Parameters<typeof renderRulesInSteps>): RenderedRules {
	return atOnce(renderRulesInSteps(...given));
}

/** The same, a name a step: there may be ten thousand. */
export function* renderRulesInSteps(
	dialect: Dialect,
	ruleSet: RuleSet,
	options: RuleOptions,
	origin: RuleOrigin,
): Steps<RenderedRules> {
	const {entries} = ruleSet;
	const outcomes = yield* eachInSteps(entries, entry => outcomeFor(dialect, entry, entries));
	const {head, foot} = ruleNotes(dialect, outcomes, ruleSet, options, origin);
	const canSay = outcomes.some(({written}) => written.length > 0);
	const nothing = canSay ? null : describeNothing(ruleSet, origin);
	const hasComments = dialect.commentMark !== null;
	const comment = function* (notes: readonly string[]): Steps<readonly string[]> {
		return (yield* eachInSteps(notes, line => commentLines(dialect, line, 2))).flat();
	};
	// Without rules there is nothing to put first.
	const isBare = nothing !== null && hasComments;
	const comments = yield* comment(isBare ? [...head, ...foot, nothing] : head);
	const hasBody = canSay || dialect.commentMark === null;
	const body = yield* eachInSteps(hasBody ? dialect.renderBody(outcomes, options, ruleSet) : [], line => line);
	const exemptions = exemptionLines(dialect, outcomes, ruleSet);
	const top = [...(dialect.firstLine === null ? [] : [dialect.firstLine]), ...comments];
	const parts = [top, body, exemptions, isBare ? [] : yield* comment(foot)].filter(part => part.length > 0);
	const text = parts.map((part, index) => `${index === 0 ? '' : '\n'}${part.join('\n')}\n`).join('');
	return {
		text,
		outcomes,
		remarks: dialect.commentMark === null ? [...head, ...foot].map(singleLine) : [],
		emptyBecause: dialect.commentMark === null ? nothing : null,
	};
}

/** Of what is allowed, the hosts that inspection breaks; and those that only lack the exemption. */
function exemptionLines(dialect: Dialect, outcomes: readonly Outcome[], {exemptions}: RuleSet): readonly string[] {
	const hosts = [...outcomes.filter(({entry}) => entry.noInspection), ...outcomesFor(dialect, exemptions)].filter(
		({entry, written}) => entry.protocol === 'https' && written.length > 0,
	);
	return hosts.length === 0 ? [] : (dialect.renderExemptions?.(hosts) ?? []);
}

/** Why there is no rule. That nothing is missing is said only where the run can know. */
function describeNothing({entries, exemptions, uncured}: RuleSet, {report, onlyMissing}: RuleOrigin): string {
	if (onlyMissing && 'results' in report && report.results.length > 0 && !report.results.some(isTested)) {
		return 'There is no rule: this run tested nothing, so it could not tell what is missing. Run it again, or write the rules for all of its list.';
	}
	if (entries.length === 0 && exemptions.length > 0) {
		return 'There is no rule that allows anything: what is missing is an exemption from TLS inspection.';
	}
	if (entries.length === 0 && uncured.size > 0) {
		return `There is no rule: the run could not tell what is missing, since it failed for what no rule cures (${[...uncured.keys()].join(', ')}). Mend that and run it again, or write the rules for all of its list.`;
	}
	return 'Nothing is left to allow here: there is no rule.';
}

/** Where rules come from. */
export type RuleOrigin = {readonly report: PlanReport | Run; readonly onlyMissing: boolean};

/** `*.azurecr.io port 443 -> .azurecr.io (widened: …)`. */
function describeOutcome({entry, written, detail}: Outcome): string {
	const to = written.length === 0 ? '' : ` -> ${written.join(' ')}`;
	return `${entry.patterns.join(', ')} port ${entry.port}${to}${detail === null ? '' : ` (${detail})`}`;
}

function describeOrigin({report, onlyMissing}: RuleOrigin): string {
	const {region, cloud, features} = report.settings;
	const place = region === '' ? `the ${cloud} cloud, no region` : `${region}, ${cloud} cloud`;
	const what = `${place}; features: ${featureTitles(features).join(', ') || 'none'}; catalog of ${catalogWords(report.catalog)}`;
	if (!('results' in report)) return `From a plan for ${what}.`;
	const incomplete = report.complete ? '' : ', stopped early';
	const scope = onlyMissing ? 'only what it found missing' : 'all that it tested';
	const practice = practiceNotice(report);
	const origin = `From the run ${report.id} of ${formatTime(report.startedAt)}${incomplete}, ${scope}: ${what}.`;
	return practice === null ? origin : `${practice} ${origin}`;
}

/** How a name came out, where its kind is no usual word. */
const outcomeWords: {readonly [kind: string]: string} = {
	exact: 'as asked',
	widened: 'wider than asked',
	inexpressible: 'not expressible here',
};

function countOutcomes(outcomes: readonly Outcome[]): string {
	const counts = outcomeKinds
		.map(kind => ({kind, count: outcomes.filter(outcome => outcome.kind === kind).length}))
		.filter(({count}) => count > 0)
		.map(({kind, count}) => `${count} ${outcomeWords[kind] ?? kind}`);
	return `Names: ${counts.join(', ') || 'there are none'}.`;
}

function describeSources({withSource, withoutSource}: Dialect, {sources}: RuleOptions): string[] {
	if (sources.length === 0)
		return withoutSource === null ? [] : [`No source of the traffic was given (--source): ${withoutSource}.`];
	const given = `Source of the traffic: ${sources.join(', ')}.`;
	return [withSource === null ? given : `${given} ${withSource}.`];
}

function describeProxy({report}: RuleOrigin): string[] {
	const {https, http} = report.settings.proxy;
	if (https === null && http === null) return [];
	return [
		'These settings go through a proxy: the rules belong on that proxy, and on a firewall behind it for the address of the proxy.',
	];
}

function describeRest({leftOut, passedOverCount, untested, skippedCount}: RuleSet): string[] {
	const lines = leftOut.map(({pattern, port, reason}) => `  left out: ${pattern} port ${port} (${reason})`);
	if (passedOverCount > 0) {
		lines.push(`Lines below the chosen level, or retired: ${passedOverCount}; --level legacy brings them in.`);
	}
	if (untested.length > 0) lines.push(`${untestedTitle}. They are not in here: ${untested.join(', ')}.`);
	if (skippedCount > 0) lines.push(`Lines that the run did not get to, and that are not in here: ${skippedCount}.`);
	return lines;
}

const namesOf = (entries: readonly RuleEntry[]) => entries.map(({host, port}) => formatHostPort(host, port)).join(', ');

function describeInspection({entries, exemptions}: RuleSet): string[] {
	const broken = namesOf(entries.filter(({noInspection}) => noInspection));
	const open = namesOf(exemptions);
	return [
		...(broken === '' ? [] : [`TLS inspection breaks these, so exempt them from it: ${broken}.`]),
		...(open === ''
			? []
			: [`These were not blocked but inspected: exempt them from TLS inspection, no rule allows them here: ${open}.`]),
	];
}

/** What a reader must know of the rules, one paragraph a line; those that begin with blanks belong to the one before. */
type RuleNotes = {
	/** Before the first rule: what they are, and what is wrong with them. */
	readonly head: readonly string[];
	/** Behind the last one: where they belong and how they came out. */
	readonly foot: readonly string[];
};

function ruleNotes(
	dialect: Dialect,
	outcomes: readonly Outcome[],
	ruleSet: RuleSet,
	options: RuleOptions,
	origin: RuleOrigin,
): RuleNotes {
	const notExact = outcomeKinds
		.filter(kind => kind !== 'exact')
		.flatMap(kind => outcomes.filter(outcome => outcome.kind === kind))
		.map(outcome => `  ${outcome.kind}: ${describeOutcome(outcome)}`);
	return {
		head: [
			`${tool.name} ${tool.version}: allow-list for ${dialect.title}`,
			describeOrigin(origin),
			...describeSources(dialect, options),
			...countMissing(dialect, outcomes, ruleSet),
			...(dialect.pasting === undefined ? [] : [dialect.pasting]),
		],
		foot: [
			...dialect.notes,
			...describeProxy(origin),
			...describeInspection(ruleSet),
			countOutcomes(outcomes),
			...notExact,
			...describeBreadth(ruleSet.entries),
			...describeRest(ruleSet),
			...describeCauses(ruleSet.entries),
			...describeUncured(ruleSet.uncured),
		],
	};
}

/** What the rules lack, in a line; the foot names each. */
function countMissing(
	{commentMark}: Dialect,
	outcomes: readonly Outcome[],
	{leftOut, untested, skippedCount}: RuleSet,
): string[] {
	const unsaid = outcomes.filter(({kind}) => kind === 'inexpressible').length;
	const count = leftOut.length + untested.length + skippedCount + unsaid;
	if (count === 0) return [];
	const where = commentMark === null ? 'The notes below say' : 'The end of this file says';
	return [`Not in here: ${countOf(count, 'name')}. ${where} which and why.`];
}

/** For a reader who would put the own names in place of a wildcard. */
function describeBreadth(entries: readonly RuleEntry[]): string[] {
	const wide = entries.flatMap(({host, breadth}) => (breadth === null ? [] : [`  ${host}: ${breadth}`]));
	return wide.length === 0 ? [] : ['These stay wildcards beside the names of your own resources:', ...wide];
}

/** So many hosts are named for one cause. */
const hostLimit = 8;

const listHosts = (hostsByCause: ReadonlyMap<Cause, readonly string[]>): string[] =>
	[...hostsByCause].map(
		([cause, hosts]) => `  ${cause}: ${joinWords(hosts, hostLimit, ['host in the rules', 'hosts in the rules'])}`,
	);

/** For a reader who would open a firewall in vain: which hosts failed for a cause that an allow rule alone does not cure. */
function describeCauses(entries: readonly RuleEntry[]): string[] {
	const hostsByCause = new Map<Cause, string[]>();
	for (const {causes, host, port} of entries) {
		for (const cause of causes) {
			if (remedyOf(cause) === 'allow') continue;
			const hosts = hostsByCause.get(cause);
			if (hosts) hosts.push(formatHostPort(host, port));
			else hostsByCause.set(cause, [formatHostPort(host, port)]);
		}
	}
	if (hostsByCause.size === 0) return [];
	return ['A rule alone does not cure these causes; see the findings of the run:', ...listHosts(hostsByCause)];
}

/** What failed and is not among the rules, since opening it would change nothing. */
function describeUncured(uncured: ReadonlyMap<Cause, readonly string[]>): string[] {
	if (uncured.size === 0) return [];
	return ['Not in here, since no rule cures it; see the findings of the run:', ...listHosts(uncured)];
}
