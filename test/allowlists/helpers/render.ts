import type {DialectId} from '../../../source/allowlists/dialect-ids.ts';
import {findDialect} from '../../../source/allowlists/dialects.ts';
import {outcomesFor} from '../../../source/allowlists/outcomes.ts';
import {type RenderedRules, renderRules} from '../../../source/allowlists/render-rules.ts';
import {mergeEntries} from '../../../source/allowlists/rule-entries.ts';
import type {Outcome, RuleEntry, RuleSet} from '../../../source/allowlists/types.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

export type EntryOptions = Partial<RuleEntry> & {readonly host: string};

/** An entry with nothing special about it. */
function entryOf(options: EntryOptions): RuleEntry {
	return {
		patterns: [options.host],
		port: 443,
		protocol: 'https',
		purposes: ['Serves the agents.'],
		requirementIds: ['test'],
		scopes: ['cluster'],
		noInspection: false,
		narrowing: null,
		breadth: null,
		namedHosts: [],
		causes: [],
		...options,
	};
}

/** Hosts of every kind that the catalog has: the usual ports and another, a wildcard, an exemption, and UDP. */
export const usualEntries: readonly EntryOptions[] = [
	{host: 'management.azure.com', purposes: ["Azure Resource Manager, which the cluster's agents ask."]},
	{host: '*.azurecr.io', purposes: ['Container registries.']},
	{host: 'quay.io'},
	{host: '*.quay.io'},
	{host: '*.servicebus.windows.net', noInspection: true},
	{host: 'eastus.obo.arc.azure.com', port: 8084},
	{host: 'archive.ubuntu.com', port: 80, protocol: 'http'},
	{host: '*.mp.microsoft.com', port: 80, protocol: 'http'},
	{host: 'ntp.ubuntu.com', port: 123, protocol: 'udp'},
];

export function ruleSetOf(entries: readonly EntryOptions[]): RuleSet {
	return {
		entries: mergeEntries(entries.map(entryOf)),
		exemptions: [],
		proxies: [],
		leftOut: [],
		passedOverCount: 0,
		uncured: new Map(),
		untested: [],
		skippedCount: 0,
	};
}

/** Writes entries in a dialect, as for a run without anything special about it. */
export function renderEntries(
	dialectId: DialectId,
	entries: readonly EntryOptions[],
	sources: readonly string[] = [],
): RenderedRules {
	const origin = {report: sampleReport({rows: [{host: 'host.example'}]}), onlyMissing: false};
	return renderRules(findDialect(dialectId), ruleSetOf(entries), {sources}, origin);
}

/** How one entry comes out beside others. */
export function outcomeOf(dialectId: DialectId, entry: EntryOptions, others: readonly EntryOptions[] = []): Outcome {
	const entries = ruleSetOf([entry, ...others]).entries;
	const outcome = outcomesFor(findDialect(dialectId), entries).find(
		one => one.entry.host === entry.host && one.entry.port === (entry.port ?? 443),
	);
	if (outcome === undefined) throw new Error(`No outcome for ${entry.host}`);
	return outcome;
}

/** The lines that are not comments. */
export function rulesIn(text: string, mark: '#' | '//' = '#'): string[] {
	return text.split('\n').filter(line => line.trim() !== '' && !line.trim().startsWith(mark));
}
