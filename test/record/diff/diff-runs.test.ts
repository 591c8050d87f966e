import fs from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import type {StageEvidence} from '../../../source/evidence/types.ts';
import {diffRuns, isElsewhere, isMuchSlower} from '../../../source/record/diff/diff-runs.ts';
import type {Run} from '../../../source/record/run.ts';
import {redactDiff} from '../../../source/redact/redact-report.ts';
import {diffCautions} from '../../../source/report/diff/describe-diff.ts';
import {renderDiff} from '../../../source/report/diff/formats.ts';
import {shortFormatNames} from '../../../source/report/format-names.ts';
import {hostileRows} from '../../helpers/hostile.ts';
import {stagesFor} from '../../helpers/sample-evidence.ts';
import {type Sample, type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

const host = 'mcr.example';
const stages = () => stagesFor({host, port: 443, isProxied: false, cause: null});
const changeStage = (name: StageEvidence['stage'], change: object): StageEvidence[] =>
	stages().map(stage => (stage.stage === name ? ({...stage, ...change} as StageEvidence) : stage));
const issuedBy = (issuer: string) => {
	const tls = stages().find(stage => stage.stage === 'tls');
	const [leaf] = tls?.stage === 'tls' ? tls.chain : [];
	return changeStage('tls', {chain: [{...leaf, issuer}]});
};
const at = (...addresses: string[]) =>
	changeStage('dns', {addresses: addresses.map(address => ({address, family: address.includes(':') ? 6 : 4}))});
const diffOf = (before: SampleRow[], after: SampleRow[]) =>
	diffRuns(sampleReport({rows: before}), sampleReport({rows: after}));

describe('one endpoint in two runs', () => {
	const ok: SampleRow = {host};
	const blocked: SampleRow = {host, cause: 'tcp.timeout'};
	const intercepted: SampleRow = {host, status: 'intercepted', cause: 'tls.intercepted'};
	const unstable: SampleRow = {host, status: 'unstable', cause: 'tcp.timeout'};
	const unverified: SampleRow = {host, status: 'unverified'};
	const skipped: SampleRow = {host, status: 'skipped'};
	it.each<[string, SampleRow, SampleRow, string[], boolean, boolean]>([
		['reachable as before', ok, ok, [], false, false],
		['newly blocked', ok, blocked, ['newly-blocked'], true, true],
		['blocked, and not tested before', unverified, blocked, ['newly-blocked'], true, true],
		['blocked after inspection', intercepted, blocked, ['newly-blocked'], true, true],
		['fixed', blocked, ok, ['fixed'], true, false],
		['fixed, but inspected', blocked, intercepted, ['fixed'], true, false],
		['still blocked', blocked, blocked, ['still-blocked'], false, false],
		['still intercepted', intercepted, intercepted, ['still-intercepted'], false, false],
		['blocked for another cause', blocked, {host, cause: 'dns.nxdomain'}, ['cause-changed'], true, false],
		['newly inspected', ok, intercepted, ['degraded', 'issuer-changed'], true, true],
		['newly unstable', ok, unstable, ['degraded'], true, true],
		['inspected, and not tested before', unverified, intercepted, ['degraded', 'issuer-changed'], true, true],
		['no longer inspected', intercepted, ok, ['improved', 'issuer-changed'], true, false],
		['tested at last', unverified, ok, [], false, false],
		['no longer tested', ok, unverified, ['untested'], true, false],
		['never tested', unverified, unverified, [], false, false],
		['not probed, as the run was stopped', blocked, skipped, [], false, false],
		['not probed before', skipped, blocked, [], false, false],
		[
			'newly blocked, but no longer needed',
			{...ok, level: 'legacy'},
			{...blocked, level: 'legacy'},
			['newly-blocked'],
			true,
			false,
		],
	])('%s', (_, before, after, kinds, changed, worse) => {
		const diff = diffOf([before], [after]);
		expect(diff.changes.flatMap(change => change.kinds)).toEqual(kinds);
		expect(diff.summary).toMatchObject({changed, worse});
		for (const kind of kinds) expect(diff.summary.counts[kind as 'fixed']).toBe(1);
	});

	it.each<[string, StageEvidence[], StageEvidence[], string[]]>([
		['the same evidence', stages(), stages(), []],
		['another certificate issuer', issuedBy('CN=Public CA'), issuedBy('CN=Corp CA'), ['issuer-changed']],
		['another network', at('20.1.2.3'), at('10.1.2.3'), ['address-changed']],
		['another address of the same network', at('20.1.2.3'), at('20.1.9.9'), []],
		['one address of several in common', at('20.1.2.3', '20.7.0.1'), at('20.9.0.1', '20.7.0.2'), []],
		['much slower', changeStage('tcp', {ms: 1}), changeStage('tcp', {ms: 2000}), ['slower']],
	])('with %s', (_, before, after, kinds) => {
		const diff = diffOf([{host, stages: before}], [{host, stages: after}]);
		expect(diff.changes.flatMap(change => change.kinds)).toEqual(kinds);
		expect(diff.summary.worse).toBe(false);
	});

	it('in one run only is added or removed, and worse only if it fails', () => {
		const gone = diffOf([ok, {host: 'old.example', cause: 'tcp.timeout'}], [ok]);
		expect(gone.changes).toMatchObject([{endpoint: 'old.example:443', kinds: ['removed'], new: null}]);
		expect(gone.summary).toMatchObject({changed: true, worse: false});
		const failing = diffOf([ok], [ok, {host: 'new.example', cause: 'tcp.timeout'}]);
		expect(failing.changes).toMatchObject([{endpoint: 'new.example:443', kinds: ['added'], old: null}]);
		expect(failing.summary).toMatchObject({changed: true, worse: true});
		expect(diffOf([ok], [ok, {host: 'new.example'}]).summary.worse).toBe(false);
	});
});

describe('much slower', () => {
	it.each<[number | null, number | null, boolean]>([
		[100, 600, true],
		[250, 750, true],
		[100, 599, false],
		[251, 751, false],
		[10, 100, false],
		[600, 100, false],
		[null, 5000, false],
		[5000, null, false],
	])('%s ms, then %s ms: %s', (before, after, expected) => {
		expect(isMuchSlower(before, after)).toBe(expected);
	});
});

describe('somewhere else', () => {
	it.each<[string[], string[], boolean]>([
		[[], ['10.0.0.1'], false],
		[['2603:1030:1::1'], ['2603:1030:9::1'], false],
		[['2603:1030::1'], ['fd00::1'], true],
		[['::1'], ['0:0:0:0:0:0:0:2'], false],
		[['2603:0030::1'], ['2603:30:0::2'], false],
		[['20.1.0.1'], ['2603:1030::1'], true],
	])('%j, then %j: %s', (before, after, expected) => {
		expect(isElsewhere(before, after)).toBe(expected);
	});
});

describe('findings without endpoints', () => {
	const clock: Run['findings'][number] = {
		id: 'clock',
		kind: 'wrong-clock',
		title: 'The clock of this machine is off',
		severity: 'warning',
		owner: 'you',
		targets: [],
		rows: [],
		why: 'It is 3 hours slow.',
		impact: [],
		fix: [],
		fixFor: [],
		remedy: null,
		checks: [],
		verify: [],
	};
	const withFindings = (findings: Run['findings'], complete = true): Run => ({
		...sampleReport({rows: [{host}]}),
		findings,
		complete,
	});

	it.each<[string, Run, Run, string[], boolean]>([
		['that come', withFindings([]), withFindings([clock]), ['new'], true],
		['that go', withFindings([clock]), withFindings([]), ['gone'], false],
		['that stay', withFindings([clock]), withFindings([{...clock, why: 'It is 4 hours slow.'}]), [], false],
		['that need no action', withFindings([]), withFindings([{...clock, severity: 'info'}]), ['new'], false],
		['that endpoints speak for', withFindings([]), withFindings([{...clock, targets: ['a:1']}]), [], false],
		['that a run which was stopped lacks', withFindings([clock]), withFindings([], false), [], false],
		['that a run which was stopped lacked', withFindings([], false), withFindings([clock]), [], false],
	])('%s', (_, before, after, kinds, worse) => {
		const diff = diffRuns(before, after);
		expect(diff.findings.map(({kind}) => kind)).toEqual(kinds);
		expect(diff.summary).toMatchObject({changed: kinds.length > 0, worse});
	});

	it('are named in text and Markdown', () => {
		const diff = diffRuns(withFindings([]), withFindings([clock]));
		const text = renderDiff('text', diff, {columns: 100, colour: false, unicode: false});
		expect(text).toMatch(/^New findings .* \(1\)\n {2}! The clock of this machine is off: It is 3 hours slow\.$/m);
		expect(text.trimEnd().split('\n').at(-1)).toBe('1 finding new.');
		expect(renderDiff('markdown', diff, {columns: 100, colour: false, unicode: false})).toContain(
			'| The clock of this machine is off | warning | It is 3 hours slow. |',
		);
	});
});

describe('a diff for sharing', () => {
	const own: Sample = {
		proxy: 'http://anna.kowalski@wcg01.contoso.com:3128',
		rows: [
			{host: 'mcr.microsoft.com', stages: issuedBy('CN=Public CA')},
			{host: 'git.contoso.com', stages: at('10.1.2.3')},
			{host: 'wiki.contoso.com', cause: 'tcp.timeout', detail: 'wiki.contoso.com at 10.9.9.9 did not answer.'},
		],
		settings: {dns: {address: '10.20.30.40', port: 53}},
	};
	const later: Sample = {
		...own,
		proxy: 'http://anna.kowalski@wcg02.contoso.com:3128',
		rows: [
			{host: 'mcr.microsoft.com', stages: issuedBy('CN=Public CA')},
			{host: 'git.contoso.com', stages: at('192.168.7.7')},
			{host: 'wiki.contoso.com'},
		],
		settings: {dns: {address: '10.20.30.41', port: 53}},
	};
	const runs = [sampleReport(own), sampleReport(later)] as const;
	const redacted = redactDiff(diffRuns(...runs), runs, catalog);

	it.each(shortFormatNames)('names neither people nor own hosts in $id', ({id: format}) => {
		const text = renderDiff(format, redacted, {columns: 100, colour: false, unicode: true});
		expect(text).not.toMatch(/kowalski|wcg0|contoso|jump-1|10\.\d|192\.168/);
		expect(text).toMatch(/host-\d/);
	});

	it('tells the same changes, and gives the same name the same word', () => {
		expect(redacted.summary).toEqual(diffRuns(...runs).summary);
		expect(redacted.settings.find(({name}) => name === 'HTTPS proxy')).toEqual({
			name: 'HTTPS proxy',
			old: 'http://proxy-1:3128, user user-1',
			new: 'http://proxy-2:3128, user user-1',
		});
		expect(redacted.old.hostname).toBe(redacted.new.hostname);
	});
});

describe('a diff as a whole', () => {
	const before: Sample = {
		proxy: 'http://anna@old-proxy:3128',
		rows: [
			{host: 'a.example'},
			{host: 'b.example', cause: 'proxy.host-denied'},
			{host: 'c.example', cause: 'tcp.timeout'},
		],
	};
	const after: Sample = {
		proxy: 'http://new-proxy:3128',
		rows: [
			{host: 'a.example', cause: 'proxy.host-denied'},
			{host: 'b.example'},
			{host: 'c.example', cause: 'tcp.timeout'},
		],
		settings: {retries: 2},
	};
	const report: Run = {...sampleReport(after), catalog: {version: '2026-09-01'}};
	const diff = diffRuns(sampleReport(before), report);
	const plain = {columns: 100, colour: false, unicode: false};

	it('names settings and catalog that changed', () => {
		expect(diff.settings).toEqual([
			{name: 'HTTPS proxy', old: 'http://old-proxy:3128, user anna', new: 'http://new-proxy:3128'},
			{name: 'HTTP proxy', old: 'http://old-proxy:3128, user anna', new: 'http://new-proxy:3128'},
			{name: 'retries', old: '1', new: '2'},
		]);
		expect(diff.catalogChanged).toBe(true);
		const same = diffRuns(sampleReport(before), sampleReport(before));
		expect(same).toMatchObject({settings: [], catalogChanged: false, summary: {changed: false, worse: false}});
	});

	it('begins with what is newly blocked, in text that ends with the sum', () => {
		const text = renderDiff('text', diff, plain);
		expect(text).toMatch(
			/^Newly blocked \(1\)\n {2}x a\.example:443: was reachable, now blocked \(proxy\.host-denied\)/m,
		);
		expect(text).toMatch(/^Still blocked \(1\)\n {2}x c\.example:443: tcp\.timeout$/m);
		expect(text).toMatch(/^Fixed \(1\)\n {2}\+ b\.example:443: was blocked \(proxy\.host-denied\), now reachable$/m);
		expect(text.indexOf('Newly blocked')).toBeLessThan(text.indexOf('Fixed'));
		expect(text.trimEnd().split('\n').at(-1)).toBe(
			'1 newly blocked; 1 fixed; 1 failing as before; 3 settings changed; another catalog.',
		);
	});

	it('says so where nothing changed', () => {
		const text = renderDiff('text', diffRuns(sampleReport(before), sampleReport(before)), plain);
		expect(text).toContain('Nothing changed: 2 failing as before.');
	});

	it('is a table for each kind in Markdown', () => {
		const text = renderDiff('markdown', diff, plain);
		expect(text).toMatch(/^## Newly blocked\n\n\| Endpoint \| Level \| What changed \|/m);
		expect(text).toContain('| `a.example:443` | mandatory |');
	});

	it('warns of runs that were stopped or made elsewhere', () => {
		const stopped = sampleReport({...after, complete: false});
		const elsewhere = {...stopped, vantage: {...stopped.vantage, hostname: 'jump-2'}};
		const text = renderDiff('text', diffRuns(sampleReport(before), elsewhere), plain);
		expect(text).toContain('The new run is incomplete');
		expect(text).toContain('two machines: jump-1 and jump-2');
	});

	it('says of a practice run that it is made up, and of two regions that the plans differ', () => {
		const real = sampleReport(before);
		const played = sampleReport({...after, vantage: 'practice'});
		const far = {...played, settings: {...played.settings, region: 'westus'}};
		const cautions = diffCautions(diffRuns(real, far));
		expect(cautions).toEqual([
			expect.stringMatching(/^The new run was made in the practice network, the other one was not/),
			expect.stringMatching(/^The runs are of two regions, eastus and westus:/),
		]);
		expect(renderDiff('markdown', diffRuns(real, far), plain)).toContain('practice network');
		expect(diffCautions(diffRuns(played, played))).toEqual([
			'Both runs were made in the practice network: what they saw is made up.',
		]);
		expect(diffCautions(diffRuns(real, sampleReport(after)))).toEqual([]);
	});

	it('is accepted by its published schema, hostile text too', () => {
		const schema = JSON.parse(fs.readFileSync('schema/diff.schema.json', 'utf8'));
		const validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(schema);
		const hostile = diffRuns(sampleReport({rows: []}), sampleReport({rows: hostileRows}));
		for (const each of [diff, hostile]) {
			validate(JSON.parse(renderDiff('json', each, plain)));
			expect(validate.errors).toBeNull();
		}
	});

	it.each(shortFormatNames)('shows no control character in $id', ({id: format}) => {
		const calm = hostileRows.map(({cause: _, ...row}) => ({...row, status: 'reachable' as const}));
		const text = renderDiff(format, diffRuns(sampleReport({rows: calm}), sampleReport({rows: hostileRows})), plain);
		expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
	});
});
