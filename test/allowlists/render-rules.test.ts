import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {dialects, findDialect} from '../../source/allowlists/dialects.ts';
import {type RuleOrigin, renderRules} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import type {RuleSet} from '../../source/allowlists/types.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {toPlanReport} from '../../source/record/plan-report.ts';
import {type SampleRow, samplePlan, sampleReport} from '../helpers/sample-run.ts';
import {renderEntries, ruleSetOf, rulesIn, usualEntries} from './helpers/render.ts';

const none = {sources: []};

/** The header as running text, however it was wrapped. */
function headerOf(
	ruleSet: RuleSet,
	origin: RuleOrigin = {report: sampleReport({rows: []}), onlyMissing: false},
	id: DialectId = 'squid',
): string {
	const {text} = renderRules(findDialect(id), ruleSet, none, origin);
	return text
		.split('\n')
		.filter(line => line.startsWith('#'))
		.map(line => line.replace(/^#\s*/, ''))
		.join(' ');
}

it('lets the first rule for Squid stand within ten lines, with what is missing before it and the manual behind', () => {
	const report = toPlanReport(samplePlan({rows: []}));
	const {text} = renderRules(findDialect('squid'), ruleSetOf(usualEntries), none, {report, onlyMissing: false});
	const lines = text.split('\n');
	const first = lines.findIndex(line => line !== '' && !line.startsWith('#'));
	expect(first).toBeGreaterThan(0);
	expect(first).toBeLessThan(10);
	expect(lines.slice(0, first).join(' ')).toContain('No source of the traffic was given');
	expect(text.indexOf('Where it belongs:')).toBeGreaterThan(text.indexOf('acl arc_netcheck'));
});

it.each(['palo-alto', 'fortigate'] as const)('says before the rules of %s how they are pasted', id => {
	const report = toPlanReport(samplePlan({rows: []}));
	const {text} = renderRules(findDialect(id), ruleSetOf(usualEntries), none, {report, onlyMissing: false});
	const lines = text.split('\n');
	const first = lines.findIndex(line => line !== '' && !line.startsWith('#'));
	expect(lines.slice(0, first).join(' ')).toContain("what this prints: grep -v '^#' FILE");
	expect(first).toBeLessThan(10);
});

describe('where the rules come from', () => {
	it('is a plan', () => {
		const report = toPlanReport(samplePlan({rows: []}));
		expect(headerOf(ruleSetOf(usualEntries), {report, onlyMissing: false})).toMatch(
			/allow-list for Squid From a plan for eastus, public cloud; features: Azure Arc agents, Training jobs; catalog of 2026-06-18\./,
		);
	});

	it('is a run, whole or narrowed', () => {
		const report = sampleReport({rows: [], complete: false});
		const words =
			/From the run 20261122T203000Z-0a1b2c of 2026-11-22 20:30:00 UTC, stopped early, only what it found missing:/;
		expect(headerOf(ruleSetOf(usualEntries), {report, onlyMissing: true})).toMatch(words);
		expect(headerOf(ruleSetOf(usualEntries), {report, onlyMissing: false})).toMatch(/all that it tested:/);
	});

	it('says that the settings go through a proxy', () => {
		const proxied = {report: sampleReport({rows: [], proxy: 'http://proxy.corp.example:3128'}), onlyMissing: false};
		expect(headerOf(ruleSetOf(usualEntries), proxied, 'azure-firewall')).toMatch(/the rules belong on that proxy/);
		expect(headerOf(ruleSetOf(usualEntries), undefined, 'azure-firewall')).not.toMatch(/belong on that proxy/);
	});
});

it.each([
	[
		'http://proxy.corp.example:3128',
		/- toFQDNs:\n {8}- matchName: "proxy\.corp\.example"\n {6}toPorts:\n.*\n {12}- port: "3128"\n/,
	],
	['http://10.1.2.3:8080', /- toCIDR:\n {8}- "10\.1\.2\.3\/32"\n {6}toPorts:\n.*\n {12}- port: "8080"\n/],
])('the policy of cilium lets pods reach the proxy %s', (proxy, rule) => {
	const report = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout'}], proxy});
	for (const onlyMissing of [true, false]) {
		const ruleSet = toRuleEntries(report, catalog, {level: 'optional', onlyMissing});
		const {text} = renderRules(findDialect('cilium'), ruleSet, none, {report, onlyMissing});
		expect(text).toMatch(rule);
		expect(text.match(/# The proxy\./g)).toHaveLength(1);
	}
});

describe('how the patterns came out', () => {
	it('is counted, and told where it is not exact', () => {
		const header = headerOf(ruleSetOf([...usualEntries, {host: '*.hcp.eastus.azmk8s.io', narrowing: 'by the region'}]));
		expect(header).toMatch(/Names: 5 as asked, 4 wider than asked, 1 not expressible here\./);
		expect(header).toMatch(/widened: \*\.azurecr\.io port 443 -> \.azurecr\.io \(also azurecr\.io itself\)/);
		expect(header).toMatch(/inexpressible: ntp\.ubuntu\.com port 123 \(Squid carries HTTP alone/);
		expect(header).not.toMatch(/exact: /);
	});

	it('names what TLS inspection must leave alone', () => {
		expect(headerOf(ruleSetOf(usualEntries))).toMatch(/exempt them from it: \*\.servicebus\.windows\.net:443\./);
	});

	it('tells what was left out, passed over and not tested', () => {
		const header = headerOf({
			...ruleSetOf(usualEntries),
			leftOut: [{pattern: '<acr>.azurecr.io', port: 443, reason: 'its name is not known'}],
			passedOverCount: 7,
			untested: ['*.a.example:443', 'b.example:8084'],
			skippedCount: 3,
		});
		expect(header).toMatch(/left out: <acr>\.azurecr\.io port 443 \(its name is not known\)/);
		expect(header).toMatch(/below the chosen level, or retired: 7; --level legacy/);
		expect(header).toMatch(
			/could not be tested from outside\. They are not in here: \*\.a\.example:443, b\.example:8084\./,
		);
		expect(header).toMatch(/did not get to, and that are not in here: 3/);
	});

	it.each<[DialectId, string]>([
		['squid', 'Not in here: 2 names. The end of this file says which and why.'],
		['palo-alto-edl', 'Not in here: 2 names. The notes below say which and why.'],
	])('counts in %s what it can not say with what was left out', (id, sentence) => {
		const entries = [{host: 'a.example'}, {host: 'ntp.ubuntu.com', port: 123, protocol: 'udp'} as const];
		const leftOut = [{pattern: '<acr>.azurecr.io', port: 443, reason: 'its name is not known'}];
		const report = sampleReport({rows: []});
		const {text, remarks} = renderRules(findDialect(id), {...ruleSetOf(entries), leftOut}, none, {
			report,
			onlyMissing: false,
		});
		const said = remarks.length > 0 ? remarks.join(' ') : text.replaceAll(/\n#\s*/g, ' ');
		expect(said).toContain(sentence);
	});

	it('warns of causes that a rule does not cure, and of no others', () => {
		const header = headerOf(
			ruleSetOf([
				{host: 'a.example', causes: ['dns.nxdomain']},
				{host: 'b.example', causes: ['dns.nxdomain', 'tls.untrusted']},
				{host: 'c.example', causes: ['proxy.host-denied', 'tcp.timeout']},
			]),
		);
		expect(header).toMatch(
			/does not cure .* dns\.nxdomain: a\.example:443 and b\.example:443 tls\.untrusted: b\.example:443/,
		);
		expect(header).not.toMatch(/proxy\.host-denied|tcp\.timeout/);
	});
});

describe('every dialect', () => {
	it.each(dialects.filter(({id}) => id !== 'csv'))(
		'$id says where it belongs and whether its product read it',
		({notes}) => {
			const words = notes.join(' ');
			expect(words).toMatch(/Where it belongs|One list for each/);
			expect(words).toMatch(/Not tested with|could not read|Checked: Squid/);
		},
	);

	it.each(dialects)('$id writes no rule when there is nothing to allow', dialect => {
		const origin = {report: sampleReport({rows: []}), onlyMissing: true};
		const {text, emptyBecause} = renderRules(dialect, ruleSetOf([]), none, origin);
		const words = `${text}\n${emptyBecause}`;
		expect(emptyBecause === null).toBe(dialect.commentMark !== null);
		if (dialect.commentMark !== null) {
			for (const line of text.trim().split('\n')) expect(line).toMatch(/^(#|\/\/)/);
		}
		expect(words.replaceAll(/\s+(#|\/\/)\s+/g, ' ')).toMatch(/Nothing is left to allow here: there is no rule\./);
	});

	it.each(dialects.filter(({id}) => id !== 'cilium' && id !== 'csv'))(
		'$id says what it does without a source, and which one it was given',
		({id}) => {
			const words = (sources: readonly string[]) => {
				const {text, remarks} = renderEntries(id, usualEntries, sources);
				return [text, ...remarks].join('\n').replaceAll(/\s+(#|\/\/)\s+/g, ' ');
			};
			expect(words([])).toMatch(/No source of the traffic was given \(--source\): \w/);
			expect(words(['10.0.0.0/16', '192.0.2.7'])).toMatch(/Source of the traffic: 10\.0\.0\.0\/16, 192\.0\.2\.7\./);
			expect(words(['10.0.0.0/16'])).not.toMatch(/No source/);
		},
	);

	const origin = (rows: readonly SampleRow[], onlyMissing = true) => ({report: sampleReport({rows}), onlyMissing});
	const restOf = (rows: readonly SampleRow[]) =>
		toRuleEntries(sampleReport({rows}), catalog, {level: 'optional', onlyMissing: true});

	it.each([
		['tested nothing', [{pattern: '*.a.example'}], /tested nothing, so it could not tell what is missing/],
		[
			'failed before it reached a filter',
			[{host: 'a.example', cause: 'proxy.refused'}],
			/no rule cures it; .* proxy\.refused: a\.example:443 There is no rule: .*no rule cures \(proxy\.refused\)/,
		],
		[
			'found inspection alone',
			[{host: 'a.example', status: 'intercepted', cause: 'tls.intercepted', noInspection: true}],
			/not blocked but inspected: .* a\.example:443\. .*what is missing is an exemption/,
		],
		['found nothing missing', [{host: 'a.example'}], /Nothing is left to allow here/],
	] as const)('says why there is no rule after a run that %s', (_, rows: readonly SampleRow[], words) => {
		const header = headerOf(restOf(rows), origin(rows));
		expect(header).toMatch(words);
		expect(header.match(/here: there is no rule|There is no rule/g)).toHaveLength(1);
	});

	it.each(dialects)('$id allows nothing that was inspected and not blocked', dialect => {
		const rows: readonly SampleRow[] = [
			{host: 'relay.example', status: 'intercepted', cause: 'tls.intercepted', noInspection: true},
			{host: 'shut.example', cause: 'tcp.timeout'},
		];
		const {text, remarks} = renderRules(dialect, restOf(rows), none, origin(rows));
		expect([text, ...remarks].join('\n')).toMatch(/relay\.example/);
		const lines = text.split('\n').filter(line => line.includes('relay.example'));
		const rules = lines.filter(line => !/^\s*(#|\/\/)|no-decrypt|wildcard-fqdn|no rule allows it/.test(line));
		expect(rules.filter(line => !/^ {4}edit "/.test(line))).toEqual([]);
		const body = rulesIn(text).join('\n');
		if (dialect.id === 'fortigate') expect(body).toMatch(/wildcard-fqdn custom\n {4}edit "[^"]*relay\.example"/);
		if (dialect.id === 'squid') expect(text).toMatch(/^# acl arc_netcheck_splice ssl::server_name relay\.example$/m);
	});

	it.each(dialects)('$id ends with one line feed, and has no blanks at the ends of lines', dialect => {
		const origin = {report: sampleReport({rows: []}), onlyMissing: false};
		const {text} = renderRules(dialect, ruleSetOf(usualEntries), {sources: ['10.0.0.0/8']}, origin);
		expect(text).toMatch(/[^\n]\n$/);
		expect(text.split('\n').filter(line => /[ \t]$/.test(line))).toEqual([]);
	});

	it.each(dialects)('$id comes out the same, whatever the order of the entries', dialect => {
		const origin = {report: sampleReport({rows: []}), onlyMissing: false};
		const write = (entries: typeof usualEntries) => renderRules(dialect, ruleSetOf(entries), none, origin).text;
		expect(write(usualEntries.toReversed())).toBe(write(usualEntries));
	});
});
