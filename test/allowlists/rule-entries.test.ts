import {describe, expect, it} from 'vitest';
import {type RuleChoice, toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {type LiveFacts, noLiveFacts} from '../../source/plan/expand-requirement.ts';
import {type PlanReport, toPlanReport} from '../../source/record/plan-report.ts';
import type {Run, RunRow} from '../../source/record/run.ts';
import type {Settings} from '../../source/settings/types.ts';
import type {Level} from '../../source/vocabulary.ts';
import {type SampleRow, sampleReport, sampleSettings} from '../helpers/sample-run.ts';

const everything = {level: 'optional', onlyMissing: false} as const;
const missing = {level: 'optional', onlyMissing: true} as const;

function planReport(settings: Partial<Settings>, live: LiveFacts = noLiveFacts): PlanReport {
	return toPlanReport(buildPlan(sampleSettings({settings: {level: 'legacy', ...settings}}), catalog, [], live));
}

function entriesOf(report: PlanReport | Run, choice: RuleChoice = everything) {
	return toRuleEntries(report, catalog, choice);
}

const hostsOf = (report: PlanReport | Run, choice?: RuleChoice) =>
	entriesOf(report, choice).entries.map(({host, port, protocol}) => `${protocol} ${host}:${port}`);

describe('a plan', () => {
	it('keeps wildcards as documented, whatever public hosts stand for them', () => {
		const hosts = hostsOf(planReport({features: ['arc', 'cluster-connect', 'aml-training']}));
		expect(hosts).toContain('https *.azurecr.io:443');
		expect(hosts).toContain('https *.data.mcr.microsoft.com:443');
		expect(hosts).toContain('https *.servicebus.windows.net:443');
		expect(hosts.filter(host => /arcplatformcliextprod|westeurope\.data|azgnrelay/.test(host))).toEqual([]);
	});

	it('fills in the region, which narrows a wildcard further in', () => {
		const {entries} = entriesOf(planReport({features: ['aks', 'arc', 'aml-training']}));
		const hosts = entries.map(({host}) => host);
		expect(hosts).toContain('eastus.login.microsoft.com');
		expect(hosts).toContain('*.workspace.eastus.api.azureml.ms');
		expect(entries.find(({host}) => host === '*.hcp.eastus.azmk8s.io')).toMatchObject({
			patterns: ['*.hcp.*.azmk8s.io'],
			narrowing: 'by the region',
			noInspection: true,
		});
	});

	it.each([
		['acr', 'myregistry', 'myregistry.azurecr.io', '*.azurecr.io'],
		['vault', 'myvault', 'myvault.vault.azure.net', '*.vault.azure.net'],
		[
			'workspace',
			'01234567-89ab-cdef-0123-456789abcdef',
			'01234567-89ab-cdef-0123-456789abcdef.workspace.eastus.api.azureml.ms',
			'*.workspace.eastus.api.azureml.ms',
		],
		['aks', 'me-1.hcp.eastus.azmk8s.io', 'me-1.hcp.eastus.azmk8s.io', '*.hcp.eastus.azmk8s.io'],
	])('narrows to the own %s', (key, name, host, wildcard) => {
		const features = ['aml-training', 'key-vault', 'aks', 'arc'];
		const {entries} = entriesOf(planReport({features, resources: {[key]: [name]}}));
		expect(entries.find(entry => entry.host === host)?.narrowing).toMatch(`from ${wildcard} to your own name`);
		expect(entries.map(entry => entry.host)).not.toContain(wildcard);
	});

	it.each([
		['blob', 'aml-training', {storage: ['mine']}, '*.blob.core.windows.net', /image layers/],
		['blob', 'aml-inference', {storage: ['mine', 'yours']}, '*.blob.core.windows.net', /image layers/],
		['blob', 'telemetry', {storage: ['mine']}, '*.blob.core.windows.net', /Microsoft's own/],
		['queue', 'telemetry', {storage: ['mine']}, '*.queue.core.windows.net', /chosen at run time/],
		['table', 'telemetry', {storage: ['mine']}, '*.table.core.windows.net', /chosen at run time/],
		['registry', 'aml-extension', {acr: ['mine']}, '*.azurecr.io', /Images of cluster extensions/],
		['registry', 'arc-extensions', {acr: ['mine']}, '*.azurecr.io', /Images of cluster extensions/],
	])('stays wide beside the own %s that %s needs', (_what, feature, resources, wildcard, why) => {
		const {entries} = entriesOf(planReport({features: [feature], resources}));
		expect(entries.find(({host}) => host === wildcard)).toMatchObject({
			narrowing: null,
			breadth: expect.stringMatching(why),
		});
		expect(entries.filter(({host}) => /^(mine|yours)\.(blob|queue|table|azurecr)/.test(host))).toEqual([]);
	});

	it.each([
		['usgov', 'usgovvirginia', '*.blob.core.usgovcloudapi.net'],
		['china', 'chinanorth3', '*.blob.core.chinacloudapi.cn'],
	] as const)('stays wide in the %s cloud', (cloud, region, wildcard) => {
		const resources = {storage: ['mine']};
		expect(hostsOf(planReport({cloud, region, features: ['aml-training'], resources}))).toContain(
			`https ${wildcard}:443`,
		);
	});

	it('has no reason to stay wide where nothing is named', () => {
		const {entries} = entriesOf(planReport({features: ['aml-training', 'telemetry']}));
		expect(entries.every(({breadth}) => breadth === null)).toBe(true);
	});

	it('leaves out what has no name yet, and says what to give', () => {
		const {leftOut} = entriesOf(planReport({features: ['aml-training', 'arc-gateway']}));
		expect(leftOut).toEqual([
			{
				pattern: '<prefix>.gw.arc.azure.com',
				port: 443,
				reason: 'its name is not known; give it with --resource gateway=NAME',
			},
			{
				pattern: '<acr>.<region>.data.azurecr.io',
				port: 443,
				reason: 'its name is not known; give it with --resource acr=NAME',
			},
		]);
	});

	it.each([
		['from the catalog', {}, noLiveFacts, 'eus.his.arc.azure.com'],
		['from the user', {'region-code': ['abc']}, noLiveFacts, 'abc.his.arc.azure.com'],
		['from the service', {}, {...noLiveFacts, regionCode: 'xyz'}, 'xyz.his.arc.azure.com'],
	])('takes the region code %s', (_, resources, live, host) => {
		const {entries} = entriesOf(planReport({features: ['arc'], resources}, live));
		expect(entries.find(entry => entry.host === host)).toMatchObject({narrowing: null});
	});

	it('keeps the relay a wildcard, and remembers the hosts that the service names', () => {
		const relayHosts = ['a-1.servicebus.windows.net', 'b-2.servicebus.windows.net'];
		const {entries} = entriesOf(planReport({features: ['cluster-connect']}, {...noLiveFacts, relayHosts}));
		expect(entries.find(({host}) => host === '*.servicebus.windows.net')).toMatchObject({
			namedHosts: relayHosts,
			noInspection: true,
			protocol: 'https',
		});
		expect(entries.map(({host}) => host)).not.toContain('a-1.servicebus.windows.net');
	});

	it.each([
		['mandatory', false, false],
		['optional', true, false],
		['legacy', true, true],
	] as const)('with the level %s', (level: Level, hasOptional, hasLegacy) => {
		const report = planReport({features: ['aml-extension', 'gpu', 'docker-hub', 'aml-training']});
		const hosts = hostsOf(report, {level, onlyMissing: false});
		expect(hosts.includes('https archive.ubuntu.com:443')).toBe(hasOptional);
		expect(hosts.includes('https quay.io:443')).toBe(hasLegacy);
		expect(hosts.includes('https apt.dockerproject.org:443')).toBe(hasLegacy);
	});

	it('counts what it passed over', () => {
		const report = planReport({features: ['aml-extension']});
		const legacy = report.targets.filter(({requirement}) => requirement.level === 'legacy');
		const lines = new Set(legacy.map(({requirement}) => requirement.id));
		expect(entriesOf(report).passedOverCount).toBe(lines.size);
		expect(lines.size).toBeGreaterThan(3);
	});

	it.each(['public', 'usgov', 'china'] as const)('of the %s cloud has no unsafe host', cloud => {
		const region = {public: 'eastus', usgov: 'usgovvirginia', china: 'chinanorth3'}[cloud];
		const features = catalog.features.filter(({clouds}) => clouds.includes(cloud)).map(({id}) => id);
		const {entries, leftOut} = entriesOf(planReport({cloud, region, features}), {level: 'legacy', onlyMissing: false});
		expect(entries.length).toBeGreaterThan(30);
		expect(leftOut.filter(({reason}) => !reason.startsWith('its name is not known'))).toEqual([]);
		for (const {host} of entries) expect(host).toMatch(/^(\*\.)?[a-z0-9-]+(\.(\*|[a-z0-9-]+))+$/);
	});
});

describe('lines that name the same host', () => {
	const rows: readonly SampleRow[] = [
		{host: 'b.example', purpose: 'First.', scope: ['cluster']},
		{host: 'a.example', purpose: 'Other.'},
		{host: 'b.example', purpose: 'Second.', level: 'optional', scope: ['jumpbox'], noInspection: true},
		{host: 'b.example', port: 80, protocol: 'http', purpose: 'Plain.'},
		{host: 'b.example', protocol: 'websocket', level: 'conditional', purpose: 'First.', scope: ['browser']},
	];

	it('become one entry for each protocol and port', () => {
		const {entries} = entriesOf(sampleReport({rows}));
		expect(entries.map(({host, protocol, port}) => [host, protocol, port])).toEqual([
			['a.example', 'https', 443],
			['b.example', 'https', 443],
			['b.example', 'http', 80],
		]);
		expect(entries[1]).toMatchObject({
			purposes: ['First.', 'Second.'],
			scopes: ['cluster', 'jumpbox', 'browser'],
			noInspection: true,
		});
		expect(entries[1]?.requirementIds).toHaveLength(3);
	});

	it('come out the same in any order', () => {
		const strip = (report: Run) =>
			entriesOf(report).entries.map(({host, port, protocol}) => `${host} ${port} ${protocol}`);
		expect(strip(sampleReport({rows: rows.toReversed()}))).toEqual(strip(sampleReport({rows})));
	});
});

describe('a run', () => {
	const rows: readonly SampleRow[] = [
		{host: 'ok.example'},
		{host: 'denied.example', cause: 'proxy.host-denied'},
		{host: 'inspected.example', status: 'intercepted', cause: 'tls.intercepted'},
		{host: 'fragile.example', status: 'intercepted', cause: 'tls.intercepted', noInspection: true},
		{host: 'flaky.example', status: 'unstable', cause: 'tcp.timeout'},
		{pattern: '*.open.example'},
		{pattern: '*.shut.example', host: 'a.shut.example', sampled: true, cause: 'tcp.timeout'},
		{pattern: '*.shut.example', host: 'b.shut.example', sampled: true, cause: 'tls.reset'},
		{host: 'old.example', level: 'legacy', cause: 'tcp.timeout'},
		{host: 'gone.example', lifecycle: {state: 'retired', replacement: null}, cause: 'tcp.reset'},
	];

	it('is written whole', () => {
		expect(hostsOf(sampleReport({rows}))).toHaveLength(7);
	});

	it('is narrowed to what is missing: the blocked, and what lacks an exemption from inspection', () => {
		const set = entriesOf(sampleReport({rows}), missing);
		expect(set.entries.map(({host}) => host)).toEqual(['denied.example', '*.shut.example']);
		expect(set.exemptions.map(({host}) => host)).toEqual(['fragile.example']);
		expect(set.entries.at(-1)?.causes).toEqual(['tcp.timeout', 'tls.reset']);
		expect(set.untested).toEqual(['*.open.example:443']);
		expect(set.passedOverCount).toBe(2);
	});

	it('brings legacy and retired lines when they are asked for', () => {
		const hosts = hostsOf(sampleReport({rows}), {level: 'legacy', onlyMissing: true});
		expect(hosts).toContain('https old.example:443');
		expect(hosts).toContain('https gone.example:443');
	});

	it('names the hosts that the service named, as the report does, and not the wildcard around them', () => {
		const [row] = sampleReport({
			rows: [{pattern: '*.relay.example', host: 'a-1.relay.example', cause: 'tcp.timeout', noInspection: true}],
		}).results;
		if (!row) throw new Error('no row');
		const report = {...sampleReport({rows: []}), results: [{...row, origin: 'live' as const}]};
		expect(entriesOf(report, missing).entries).toMatchObject([
			{
				host: 'a-1.relay.example',
				narrowing: 'from *.relay.example to the names that the service gave this run, which may change',
			},
		]);
		expect(hostsOf(report)).toEqual(['https *.relay.example:443']);
	});

	it('keeps what no rule cures out, and tells where it failed', () => {
		const set = entriesOf(
			sampleReport({
				rows: [
					{host: 'a.example', cause: 'proxy.refused'},
					{host: 'b.example', cause: 'proxy.refused'},
					{host: 'c.example', cause: 'tls.untrusted'},
				],
			}),
			missing,
		);
		expect(set.entries).toEqual([]);
		expect(set.exemptions.map(({host}) => host)).toEqual(['c.example']);
		expect([...set.uncured]).toEqual([['proxy.refused', ['a.example:443', 'b.example:443']]]);
	});

	it('does not exempt twice what a wildcard exempts that is to be allowed', () => {
		const inspected = {status: 'intercepted', cause: 'tls.intercepted', noInspection: true} as const;
		const rows: readonly SampleRow[] = [
			{pattern: '*.x.example', host: 'a.x.example', sampled: true, cause: 'tcp.timeout', noInspection: true},
			{host: 'b.x.example', ...inspected},
		];
		expect(entriesOf(sampleReport({rows}), missing).exemptions).toEqual([]);
	});

	it('takes a host outside the catalog as it is', () => {
		const report = sampleReport({
			rows: [
				{host: 'Portal.Example', cause: 'tcp.timeout'},
				{host: 'p.example', port: 80},
			],
		});
		const outside = {...report, results: report.results.map(row => ({...row, requirement: null}))};
		expect(hostsOf(outside)).toEqual(['https portal.example:443', 'http p.example:80']);
	});

	describe('does not take the word of a report for what the catalog says:', () => {
		/** Rows of the catalog's lines as a run would have them, changed on their way. */
		function forge(id: string, change: (row: RunRow) => RunRow): Run {
			const known = catalog.requirements.find(requirement => requirement.id === id);
			if (known === undefined) throw new Error(`no line ${id}`);
			const {pattern, port, protocol, scope, noInspection} = known;
			const host = pattern.replace('*', 'mine').replace(/<[a-z-]+>/g, 'eastus');
			const report = sampleReport({rows: [{host, pattern, port, protocol, noInspection, cause: 'tcp.timeout'}]});
			const results = report.results.map(row =>
				change({...row, requirement: row.requirement && {...row.requirement, id, scope: [...scope]}}),
			);
			return {...report, results};
		}
		const withTarget = (target: object) => (row: RunRow) => ({
			...row,
			origin: 'user' as const,
			target: row.target && {...row.target, ...target},
		});
		const withRequirement = (requirement: object) => (row: RunRow) => ({
			...row,
			requirement: row.requirement && {...row.requirement, ...requirement},
		});
		const registries = 'acr';
		const relays = 'relay';

		it('as it was, it makes a rule', () => {
			expect(hostsOf(forge(registries, row => row))).toEqual(['https *.azurecr.io:443']);
			expect(hostsOf(forge(registries, withTarget({})))).toEqual(['https mine.azurecr.io:443']);
		});

		it.each<[string, Run]>([
			['an own host elsewhere', forge(registries, withTarget({host: 'evil.example'}))],
			['an own host whose name ends alike', forge(registries, withTarget({host: 'evil-azurecr.io'}))],
			['an own host that only begins alike', forge(registries, withTarget({host: 'mine.azurecr.io.evil.example'}))],
			['another port', forge(registries, withTarget({port: 22}))],
			[
				'a host that a service named',
				forge(relays, row => ({...withTarget({host: 'evil.example'})(row), origin: 'live'})),
			],
			['another pattern', forge(registries, withRequirement({pattern: '*.evil.example'}))],
			['another port of the line', forge(registries, row => withRequirement({port: 22})(withTarget({port: 22})(row)))],
			['another protocol', forge(registries, withRequirement({protocol: 'udp'}))],
			['a pattern of one placeholder', forge(registries, withRequirement({pattern: '<region>.azurecr.io'}))],
		])('%s makes none', (_what, report) => {
			for (const choice of [everything, missing]) {
				const {entries, leftOut} = entriesOf(report, choice);
				expect(entries).toEqual([]);
				expect(leftOut).toHaveLength(1);
			}
		});

		it('an exemption from inspection, a level and words come from the catalog', () => {
			const words = {noInspection: true, level: 'mandatory', purpose: 'Trust me.', lifecycle: {state: 'active'}};
			const [entry] = entriesOf(forge(registries, withRequirement(words))).entries;
			const known = catalog.requirements.find(({id}) => id === registries);
			expect(entry).toMatchObject({noInspection: known?.noInspection, purposes: [known?.purpose]});
		});

		it('an own line has its own hosts alone', () => {
			const [row] = sampleReport({rows: [{host: 'evil.example', pattern: '*.mine.example'}]}).results;
			if (!row) throw new Error('no row');
			const report = {...sampleReport({rows: []}), results: [row]};
			expect(entriesOf(report)).toMatchObject({
				entries: [],
				leftOut: [{pattern: 'evil.example', reason: 'it does not fall under *.mine.example'}],
			});
		});
	});

	it.each([
		["a'.example", 'not a plain host name'],
		['a.example; rm -rf /', 'not a plain host name'],
		['$(id).example', 'not a plain host name'],
		['a.example\nhttp_access allow all', 'not a plain host name'],
		['*', 'it stands for every host'],
	])('leaves out %j', (host, reason) => {
		const {entries, leftOut} = entriesOf(sampleReport({rows: [{host}]}));
		expect(entries).toEqual([]);
		expect(leftOut).toEqual([expect.objectContaining({reason})]);
		expect(leftOut[0]?.pattern).not.toMatch(/\n/);
	});

	it.each([0, -1, 70_000])('leaves out port %i', port => {
		const {entries, leftOut} = entriesOf(sampleReport({rows: [{host: 'a.example', port}]}));
		expect(entries).toEqual([]);
		expect(leftOut).toEqual([{pattern: 'a.example', port, reason: 'not a port'}]);
	});
});
