import {catalogWords, featureTitles} from '../catalog/catalog.ts';
import {remedyOf} from '../diagnosis/remedy.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {practiceNotice} from '../record/vantage.ts';
import type {Cause} from '../verdict/causes.ts';
import {tool} from '../version.ts';
import {countOf, formatHostPort, formatTime, joinWords} from '../words.ts';
import {type Dialect, type Outcome, outcomeKinds, type RuleEntry, type RuleOptions, type RuleSet} from './types.ts';
import {untestedTitle} from './untested.ts';

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
export type RuleNotes = {
	/** Before the first rule: what they are, and what is wrong with them. */
	readonly head: readonly string[];
	/** Behind the last one: where they belong and how they came out. */
	readonly foot: readonly string[];
};

export function ruleNotes(
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
			hostsByCause.set(cause, [...(hostsByCause.get(cause) ?? []), formatHostPort(host, port)]);
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
