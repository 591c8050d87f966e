import process from 'node:process';
import {expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {findDialect} from '../../source/allowlists/dialects.ts';
import {outcomesFor} from '../../source/allowlists/outcomes.ts';
import {renderRules, renderRulesInSteps} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries, toRuleEntriesInSteps} from '../../source/allowlists/rule-entries.ts';
import type {RuleEntry} from '../../source/allowlists/types.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {atOnce} from '../../source/chunks.ts';
import {type SampleRow, sampleReport} from '../helpers/sample-run.ts';
import {ruleSetOf} from './helpers/render.ts';

/** Entries that count how often somebody reads their hosts. */
function countReads(count: number): {entries: RuleEntry[]; reads: () => number} {
	let reads = 0;
	const entries = Array.from({length: count}, (_, index): RuleEntry => {
		const host = index % 2 === 0 ? `h${index}.example.com` : `*.w${index}.example.com`;
		return {
			...{
				patterns: [host],
				port: 443,
				protocol: 'https',
				purposes: [],
				requirementIds: [],
				scopes: [],
				breadth: null,
				namedHosts: [],
			},
			...{noInspection: false, narrowing: null, causes: []},
			get host() {
				reads++;
				return host;
			},
		};
	});
	return {entries, reads: () => reads};
}

it.each(dialectIds)('asks of each entry a few times alone how it is written, however many there are: %s', id => {
	const {entries, reads} = countReads(300);
	outcomesFor(findDialect(id), entries);
	expect(reads()).toBeLessThan(300 * 40);
});

const origin = {report: sampleReport({rows: [{host: 'host.example'}]}), onlyMissing: false};

it.each(dialectIds)('is written in steps, none of which looks at each entry more than a few times: %s', id => {
	const {entries, reads} = countReads(300);
	const ruleSet = {...ruleSetOf([]), entries};
	const steps = renderRulesInSteps(findDialect(id), ruleSet, {sources: []}, origin);
	const most = Math.max(
		...(function* () {
			for (let before = reads(); !steps.next().done; before = reads()) yield reads() - before;
		})(),
	);
	expect(most).toBeLessThan(300 * 6);
	expect(atOnce(renderRulesInSteps(findDialect(id), ruleSet, {sources: []}, origin))).toEqual(
		renderRules(findDialect(id), ruleSet, {sources: []}, origin),
	);
});

/** What this thread works on something, in milliseconds. */
function workOf(work: () => unknown): number {
	const before = process.threadCpuUsage();
	work();
	const {user, system} = process.threadCpuUsage(before);
	return (user + system) / 1000;
}

const shapes: readonly (readonly [name: string, row: (index: number) => SampleRow])[] = [
	['names', index => ({host: `h${index}.example`})],
	['wildcards with a name below each', index => ({host: `x.h${index >> 1}.example`, ...wildcardOf(index)})],
	['names below each other', index => ({host: `${'x.'.repeat(index % 100)}h${index}.example`})],
	['one domain', index => ({host: `h${index}.one.example`})],
	['long names', index => ({host: `${`l${index}.`.repeat(30)}example`})],
];

function wildcardOf(index: number): Partial<SampleRow> {
	return index % 2 === 0 ? {} : {pattern: `*.h${index >> 1}.example`};
}

it.each(shapes)(
	'thousands of %s that must not be inspected become entries and rules without squares',
	(_name, shape) => {
		const causes = ['proxy.host-denied', 'tls.intercepted'] as const;
		const report = sampleReport({
			rows: Array.from({length: 6000}, (_, index) => ({
				...shape(index),
				noInspection: true,
				cause: causes[Math.floor(index / 2) % 2] ?? null,
			})),
		});
		const choice = {level: 'optional', onlyMissing: true} as const;
		expect([...toRuleEntriesInSteps(report, catalog, choice)].length).toBeGreaterThan(3000);
		expect(workOf(() => toRuleEntries(report, catalog, choice))).toBeLessThan(2000);
		const all = toRuleEntries(report, catalog, {...choice, onlyMissing: false});
		expect(
			workOf(() => renderRules(findDialect('list'), all, {sources: []}, {report, onlyMissing: false})),
		).toBeLessThan(2000);
	},
);
