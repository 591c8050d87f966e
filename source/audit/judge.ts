import type {DialectId} from '../allowlists/dialect-ids.ts';
import {toRuleEntries} from '../allowlists/rule-entries.ts';
import type {RuleEntry} from '../allowlists/types.ts';
import {featureTitles} from '../catalog/catalog.ts';
import type {Catalog} from '../catalog/types.ts';
import {remedyOf} from '../diagnosis/remedy.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import type {RequirementRow} from '../record/shape.ts';
import {tool} from '../version.ts';
import {type Level, levels} from '../vocabulary.ts';
import {countOf, formatHostPort, joinWords, uniqueOf} from '../words.ts';
import type {AccessList, Part, Place} from './access-list.ts';
import {type Decision, decide} from './decide.ts';
import {findItem, type Request, sampleNames} from './hosts.ts';
import {judgeItems, type Needed} from './judge-items.ts';
import {type Audit, auditSchemaTag, type RequiredHost} from './shape.ts';

export type AuditOptions = {
	readonly dialect: DialectId;
	readonly files: readonly string[];
	readonly sources: readonly string[];
	/** Runs in which something may have been denied that the list allows. */
	readonly runs?: readonly Run[];
};

/** So many lines that were not understood are told; all are counted. */
const mostRefusals = 500;
/** So many names that deny lines name are tried under one wildcard. */
const mostExceptions = 200;

/** Holds a list against what a plan needs: pure, and in time that grows with the lines of the list. */
export function judge(list: AccessList, report: PlanReport | Run, catalog: Catalog, options: AuditOptions): Audit {
	const {dialect, files, sources, runs = []} = options;
	const ruleSet = toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing: false});
	// A policy of the cluster governs pods alone.
	const isOurs = ({scopes}: RuleEntry) => dialect !== 'cilium' || scopes.length === 0 || scopes.includes('cluster');
	const needed = ruleSet.entries.filter(isOurs).map((entry): Needed => ({entry, row: describe(entry, report)}));
	const passedOver = ruleSet.entries.length - needed.length;
	const parts = list.parts ?? [{name: '', list}];
	const coveredBy = new Map(parts.map(({name}) => [name, 0]));

	const missing: Audit['missing'][number][] = [];
	const covered: Audit['covered'][number][] = [];
	for (const {entry, row} of needed) {
		const {host, port, protocol} = entry;
		const isAllowed = ({decision}: Asked) => decision.verdict === 'allow';
		const lacking: string[] = [];
		const asked = parts.flatMap(part => {
			const own = sampleNames(host).map(name => ask(part, {host: name, port, protocol}, sources));
			if (own.every(isAllowed)) coveredBy.set(part.name, (coveredBy.get(part.name) ?? 0) + 1);
			else lacking.push(part.name);
			return own;
		});
		const failed = asked.find(one => !isAllowed(one));
		if (failed) {
			const why = explain(
				failed,
				host,
				asked.some(one => one.part === failed.part && isAllowed(one)),
			);
			const by = failed.decision.entry?.place ?? null;
			missing.push({...row, why, by, ...(list.parts === undefined ? {} : {parts: lacking})});
			continue;
		}
		const by = uniqueOf(asked.flatMap(({decision}) => decision.item?.place ?? decision.entry?.place ?? []));
		const exceptions = uniqueOf(parts.flatMap(part => exceptionsOf(part.list, entry, sources)));
		covered.push({...row, by, exceptions});
	}

	const items = parts.map(part => judgeItems(part.list, needed, report, catalog, sources));
	const [wider, shadowed, unneeded] = [
		distinct(items.flatMap(one => one.wider)),
		distinct(items.flatMap(one => one.shadowed)),
		distinct(items.flatMap(one => one.unneeded)),
	];
	const inspection = joinInspections(parts.map(part => judgeInspection(part.list, needed, sources)));
	const contradicted = findContradictions(parts, runs, sources);
	const required = missing.filter(isRequired);
	const notes = [
		...list.notes,
		...(list.parts === undefined
			? []
			: [
					`${joinWords(
						[...coveredBy].map(([name, count]) => `${name} (${count} of ${needed.length})`),
						8,
						'part',
					)} are judged each by itself: what one of them does not allow counts as missing. Say which one counts with --part NAME.`,
				]),
		...(passedOver === 0
			? []
			: [
					`${countOf(passedOver, 'name')} that no pod asks for ${passedOver === 1 ? 'is' : 'are'} left out: hold the list of the firewall against them.`,
				]),
		...(ruleSet.leftOut.length === 0
			? []
			: [
					`${countOf(ruleSet.leftOut.length, 'name')} could not be judged: ${joinWords(
						ruleSet.leftOut.map(({pattern, reason}) => `${pattern} (${reason})`),
						4,
						'name',
					)}.`,
				]),
	];
	return {
		schema: auditSchemaTag,
		tool,
		settings: report.settings,
		catalog: report.catalog,
		dialect,
		files,
		...(list.parts === undefined
			? {}
			: {
					parts: list.parts.map(({name, list: {scope}}) => ({
						name,
						covered: coveredBy.get(name) ?? 0,
						...(scope === undefined ? {} : {scope}),
					})),
				}),
		...(list.parts === undefined && list.scope !== undefined ? {scope: list.scope} : {}),
		summary: {
			needed: needed.length,
			covered: covered.length,
			missing: required.length,
			missingOptional: missing.length - required.length,
			wider: wider.length,
			shadowed: shadowed.length,
			unneeded: unneeded.length,
			inspected: inspection.isTold ? inspection.missing.length : 0,
			contradicted: contradicted.length,
			notUnderstood: list.refusals.length,
			others: items.reduce((sum, one) => sum + one.others, 0),
		},
		missing: missing.toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level)),
		covered,
		wider,
		shadowed,
		unneeded,
		inspection,
		contradicted,
		notUnderstood: list.refusals.slice(0, mostRefusals),
		notes,
	};
}

/** Whether a name is needed for the features to work, as the exit code has it. */
function isRequired({level}: {readonly level: Level}): boolean {
	return level === 'mandatory' || level === 'conditional';
}

function describe({host, port, protocol, requirementIds, purposes}: RuleEntry, report: PlanReport | Run): RequiredHost {
	const all: readonly {readonly requirement: RequirementRow | null}[] =
		'targets' in report ? report.targets : report.results;
	const rows = all.flatMap(({requirement}) =>
		requirement && requirementIds.includes(requirement.id) ? requirement : [],
	);
	const chosen = uniqueOf(rows.flatMap(({features}) => features)).filter(id => report.settings.features.includes(id));
	const level = levels.find(one => rows.some(row => row.level === one)) ?? 'mandatory';
	return {
		host,
		port,
		protocol,
		level,
		requirements: [...requirementIds],
		features: featureTitles(chosen),
		purpose: purposes.join(' '),
		impact: uniqueOf(rows.filter(row => row.level === level).map(({impact}) => impact)).join(' '),
	};
}

type Asked = {readonly part: string; readonly request: Request; readonly decision: Decision};

const ask = ({name, list}: Part, request: Request, sources: readonly string[]): Asked => ({
	part: name,
	request,
	decision: decide(list, request, sources),
});

/** Rows that several parts have in common, such as of rules that they share, once. */
const distinct = <Row>(rows: readonly Row[]): Row[] => [
	...new Map(rows.map(row => [JSON.stringify(row), row])).values(),
];

function explain({part, request, decision}: Asked, host: string, isPartly: boolean): string {
	const depth = isPartly && host.includes('*') ? 'Only some of the names under it pass: ' : '';
	const asked = host === request.host ? 'it' : depth === '' ? 'the names under it' : `names such as ${request.host}`;
	const {verdict, entry} = decision;
	const kinds = new Set(entry?.conditions.map(({kind}) => kind));
	const words =
		verdict === 'unknown'
			? `a line that was not understood may deny ${asked}`
			: entry === null || (!kinds.has('hosts') && !kinds.has('services'))
				? `no line allows ${asked}`
				: kinds.has('hosts')
					? `a line denies ${asked}`
					: `a line denies its port, or how it is asked for`;
	const {doubt} = decision;
	const sentence = `${depth}${depth === '' ? words.replace(/^./, letter => letter.toUpperCase()) : words}.`;
	return [
		part === '' ? sentence : `In ${part}: ${sentence}`,
		doubt === null ? '' : `Line ${doubt.place.line} may allow it, and was not understood in full.`,
	]
		.filter(text => text !== '')
		.join(' ');
}

const deniedIn = new WeakMap<AccessList, readonly string[]>();

/** Names that lines of denial name: those under a wildcard are looked at by themselves. */
function deniedNames(list: AccessList): readonly string[] {
	const known = deniedIn.get(list);
	if (known) return known;
	const names = list.entries
		.filter(({action}) => action === 'deny')
		.flatMap(({conditions}) => conditions.flatMap(condition => (condition.kind === 'hosts' ? condition.items : [])))
		.flatMap(({matcher}) =>
			matcher.kind === 'name' ? matcher.name : matcher.kind === 'suffix' ? `any.${matcher.base}` : [],
		);
	const unique = uniqueOf(names);
	deniedIn.set(list, unique);
	return unique;
}

function exceptionsOf(list: AccessList, {host, port, protocol}: RuleEntry, sources: readonly string[]): string[] {
	if (!host.startsWith('*.')) return [];
	return deniedNames(list)
		.filter(name => name.endsWith(host.slice(1)))
		.slice(0, mostExceptions)
		.filter(name => decide(list, {host: name, port, protocol}, sources).verdict !== 'allow');
}

/** What a filter turned away in a run, and what this list lets through all the same; of several places by which it was seen. */
function findContradictions(
	parts: readonly Part[],
	runs: readonly Run[],
	sources: readonly string[],
): Audit['contradicted'] {
	const found = new Map<string, Audit['contradicted'][number]>();
	for (const {results, vantage} of runs) {
		for (const {status, cause, target, requirement} of results) {
			if (status !== 'blocked' || cause === null || target === null || remedyOf(cause) !== 'allow') continue;
			const {host, port} = target;
			const protocol =
				requirement?.protocol === 'http' || requirement?.protocol === 'udp' ? requirement.protocol : 'https';
			const decisions = parts.map(({list}) => decide(list, {host: host.toLowerCase(), port, protocol}, sources));
			if (!decisions.every(({verdict}) => verdict === 'allow')) continue;
			const {item = null, entry = null} = decisions[0] ?? {};
			const name = formatHostPort(host, port);
			const known = found.get(name) ?? {host, port, cause, by: item?.place ?? entry?.place ?? null};
			const from = uniqueOf([...(known.from ?? []), vantage.name ?? vantage.hostname]);
			found.set(name, runs.length > 1 ? {...known, from} : known);
		}
	}
	return [...found.values()];
}

function judgeInspection(list: AccessList, needed: readonly Needed[], sources: readonly string[]): Audit['inspection'] {
	const {exemptions, inspection} = list;
	const exempt: {host: string; by: Place}[] = [];
	const missing: string[] = [];
	const placeFor = (request: Request): Place | 'by default' | null => {
		if (inspection === undefined) {
			const found = findItem(exemptions ?? [], request);
			return found === null || found === 'perhaps' ? null : found.place;
		}
		const {verdict, item, entry} = decide({...list, ...inspection}, request, sources);
		return verdict === 'allow' ? (item?.place ?? entry?.place ?? 'by default') : null;
	};
	for (const {entry} of needed) {
		if (!entry.noInspection || entry.protocol !== 'https') continue;
		const {host, port, protocol} = entry;
		const places = sampleNames(host).map(name => placeFor({host: name, port, protocol}));
		const by = places.find((place): place is Place => place !== null && place !== 'by default');
		if (places.includes(null)) missing.push(formatHostPort(host, port));
		else if (by !== undefined) exempt.push({host, by});
	}
	return {isTold: exemptions !== null || inspection !== undefined, missing, exempt};
}

/** Of parts that each inspect by rules of their own, all must exempt a host; those that say nothing of inspection ask for none. */
function joinInspections(all: readonly Audit['inspection'][]): Audit['inspection'] {
	const told = all.filter(({isTold}) => isTold);
	const counted = told.length === 0 ? all.slice(0, 1) : told;
	const missing = uniqueOf(counted.flatMap(one => one.missing));
	const isExempt = (host: string) => !missing.some(name => name.replace(/:\d+$/, '') === host);
	return {
		isTold: told.length > 0,
		missing,
		exempt: distinct(counted.flatMap(({exempt}) => exempt)).filter(({host}) => isExempt(host)),
	};
}
