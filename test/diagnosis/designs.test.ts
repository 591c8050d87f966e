import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {nextSteps} from '../../source/diagnosis/next-steps.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {designWords} from '../../source/settings/private-services.ts';
import type {Settings} from '../../source/settings/types.ts';
import {type JudgedRun, type Result, summarize} from '../../source/verdict/types.ts';
import {dnsStage, stagesFor} from '../helpers/sample-evidence.ts';
import {sampleSettings} from '../helpers/sample-run.ts';

const proxy = 'http://proxy.example:3128';
const resources = {
	acr: ['myreg'],
	storage: ['mystore'],
	vault: ['myvault'],
	workspace: ['01234567-89ab-cdef-0123-456789abcdef'],
};
const usual = ['arc', 'arc-onboarding', 'arc-extensions', 'aml-extension', 'aml-training', 'key-vault'];

type Design = {
	readonly features?: readonly string[];
	readonly private?: Settings['privateServices'];
	readonly proxy?: string;
	readonly noProxy?: string;
	readonly resources?: Settings['resources'];
	/** Hosts, by a part of their name, that lead to a private address; all others lead to public ones. */
	readonly inside?: RegExp;
};

/** A run of a design in which everything is reached. */
function runOf(design: Design): JudgedRun {
	const base = sampleSettings({...(design.proxy !== undefined && {proxy: design.proxy})});
	const settings: Settings = {
		...base,
		features: design.features ?? usual,
		resources: design.resources ?? resources,
		privateServices: design.private ?? [],
		proxy: {...base.proxy, noProxy: design.noProxy ?? ''},
	};
	const plan = buildPlan(settings, catalog);
	const results = plan.targets.map((planned): Result => {
		const {target, route} = planned;
		const isProxied = route?.via === 'proxy';
		const others = target === null ? [] : stagesFor({...target, isProxied, cause: null});
		const address = design.inside?.test(target?.host ?? '') ? '10.20.0.5' : '203.0.113.5';
		const name = dnsStage(target?.host ?? '', {addresses: [{address, family: 4}]});
		const stages = isProxied ? others : [name, ...others.filter(({stage}) => stage !== 'dns')];
		return {
			planned,
			attempts: route === null ? [] : [{startedAt: '2026-11-22T20:30:00.000Z', stages}],
			controls: [],
			verdict: {
				status: route === null ? 'unverified' : 'reachable',
				severity: route === null ? 'info' : 'ok',
				cause: null,
				detail: 'Answered.',
				confidence: 'high',
				identity: 'proven',
				notes: [],
			},
		};
	});
	return {
		id: '20261122T203000Z-0a1b2c',
		startedAt: '2026-11-22T20:30:00.123Z',
		durationMs: 4321,
		complete: true,
		vantage: {hostname: 'jump-1', platform: 'linux x64', kind: 'jumpbox'},
		settings,
		catalogVersion: catalog.version,
		summary: summarize(results),
		results,
	};
}

const findingsOf = (run: JudgedRun) =>
	diagnose(run, [])
		.filter(({kind}) => kind === 'private-link')
		.map(({id, severity}) => `${id.replace('private-link.', '')} ${severity}`)
		.toSorted();

function connectLine(run: JudgedRun): string {
	const step = nextSteps(run, []).find(({id}) => id === 'connect');
	const line = step?.commands.at(-1);
	if (line === undefined) throw new Error('No step connects the cluster.');
	return line;
}

const gatewayFeatures = ['arc-gateway', 'aml-extension', 'aml-training'];
const everyPrivate = ['acr', 'storage', 'vault', 'workspace', 'arc'] as const;
const ownHosts = /myreg|mystore|myvault|01234567/;
const arcHosts = /his\.arc|dp\.kubernetesconfiguration/;
const gateway = "--gateway-resource-id '<GATEWAY-RESOURCE-ID>'";
const link = "--enable-private-link true --private-link-scope-resource-id '<PRIVATE-LINK-SCOPE-ID>'";
/** The parameters of the proxy; what goes past it stands before and behind what every cluster needs. */
const through = (before: readonly string[] = [], behind: readonly string[] = []) => {
	const range = before.some(entry => entry.includes('/')) ? [] : ['<SERVICE-CIDR>'];
	const needed = ['127.0.0.1', 'localhost', 'kubernetes.default.svc', '.svc.cluster.local', '.svc'];
	const list = [...before, ...range, ...needed, ...behind].join(',');
	return `--proxy-https ${proxy} --proxy-http ${proxy} --proxy-skip-range ${list.includes('<') ? `'${list}'` : list}`;
};

describe('a design, what is found in it, and the line that connects the cluster', () => {
	it.each<
		[
			what: string,
			design: Design,
			found: readonly string[],
			/** The parameters of the line, behind the name of the cluster and its region. */
			parameters: readonly string[],
			words: readonly string[],
		]
	>([
		['plain', {}, [], [], []],
		['a proxy', {proxy}, [], [through()], []],
		['a gateway', {features: gatewayFeatures}, [], [gateway], ['Arc gateway']],
		['a gateway behind a proxy', {features: gatewayFeatures, proxy}, [], [gateway, through()], ['Arc gateway']],
		[
			'own services private, and they are',
			{private: ['acr', 'storage', 'vault', 'workspace'], inside: ownHosts},
			[],
			[],
			['Private Link for acr, storage, vault, workspace'],
		],
		[
			'own services private, and public answers',
			{private: ['acr', 'storage']},
			['public warning'],
			[],
			['Private Link for acr, storage'],
		],
		[
			'one of them with a public answer',
			{private: ['acr', 'vault'], inside: /myreg/},
			['public warning'],
			[],
			['Private Link for acr, vault'],
		],
		['private answers that nobody named', {inside: /myvault/}, ['undeclared info'], [], []],
		[
			'private answers of another service than the named one',
			{private: ['acr'], inside: /myreg|mystore/},
			['undeclared warning'],
			[],
			['Private Link for acr'],
		],
		['Arc private, and it is', {private: ['arc'], inside: arcHosts}, [], [link], ['Private Link for arc']],
		['Arc private, with public answers', {private: ['arc']}, ['public warning'], [link], ['Private Link for arc']],
		[
			'Arc private, with cluster connect',
			{features: [...usual, 'cluster-connect'], private: ['arc'], inside: arcHosts},
			['cluster-connect warning'],
			[link],
			['Private Link for arc'],
		],
		['Arc private answers that nobody named', {inside: arcHosts}, ['undeclared info'], [], []],
		[
			'Arc private behind a proxy that is asked for it',
			{private: ['arc'], proxy},
			['proxy warning'],
			[link, through([], ['Arc'])],
			['Private Link for arc'],
		],
		[
			'Arc private and past the proxy',
			{private: ['arc'], proxy, noProxy: 'Arc,10.0.0.0/16', inside: arcHosts},
			[],
			[link, through(['Arc', '10.0.0.0/16'])],
			['Private Link for arc', 'Arc past the proxy'],
		],
		[
			'Arc past the proxy with public answers',
			{private: ['arc'], proxy, noProxy: 'Arc'},
			['public warning'],
			[link, through(['Arc'])],
			['Private Link for arc', 'Arc past the proxy'],
		],
		[
			'Arc past the proxy without Private Link',
			{proxy, noProxy: 'Arc'},
			[],
			[through(['Arc'])],
			['Arc past the proxy'],
		],
		[
			'own services private and past the proxy by suffixes',
			{
				private: ['acr', 'storage'],
				proxy,
				noProxy: '.azurecr.io,.blob.core.windows.net,.eastus.data.azurecr.io',
				inside: /myreg|mystore/,
			},
			[],
			[through(['.azurecr.io', '.blob.core.windows.net', '.eastus.data.azurecr.io'])],
			['Private Link for acr, storage'],
		],
		[
			'an own registry private, and the proxy asked for it',
			{private: ['acr'], proxy, resources: {acr: ['myreg']}},
			['proxy warning'],
			[through([], ['myreg.azurecr.io', 'myreg.eastus.data.azurecr.io'])],
			['Private Link for acr'],
		],
		[
			'own services private, only one of them past the proxy',
			{private: ['acr', 'vault'], proxy, noProxy: '.azurecr.io', inside: ownHosts},
			['proxy warning'],
			[through(['.azurecr.io'], ['myvault.vault.azure.net'])],
			['Private Link for acr, vault'],
		],
		[
			'a gateway and own services private',
			{features: gatewayFeatures, private: ['acr'], inside: /myreg/},
			[],
			[gateway],
			['Arc gateway', 'Private Link for acr'],
		],
		[
			'a gateway behind a proxy and own services private',
			{features: gatewayFeatures, private: ['acr'], proxy, noProxy: '.azurecr.io', inside: /myreg/},
			[],
			[gateway, through(['.azurecr.io'])],
			['Arc gateway', 'Private Link for acr'],
		],
		[
			'a gateway and Arc private',
			{features: gatewayFeatures, private: ['arc'], inside: arcHosts},
			['gateway warning'],
			[gateway, link],
			['Arc gateway', 'Private Link for arc'],
		],
		[
			'services private without their names',
			{private: ['acr'], resources: {}},
			['unnamed info'],
			[],
			['Private Link for acr'],
		],
		[
			'all of it, as it should be',
			{
				private: everyPrivate,
				proxy,
				noProxy: 'Arc,.azurecr.io,.core.windows.net,.vault.azure.net,.api.azureml.ms',
				inside: new RegExp(`${ownHosts.source}|${arcHosts.source}`),
			},
			[],
			[link, through(['Arc', '.azurecr.io', '.core.windows.net', '.vault.azure.net', '.api.azureml.ms'])],
			['Private Link for acr, storage, vault, workspace, arc', 'Arc past the proxy'],
		],
	])('%s', (_, design, found, parameters, words) => {
		const run = runOf(design);
		expect(findingsOf(run)).toEqual(found);
		const start = "az connectedk8s connect --name '<CLUSTER>' --resource-group '<RESOURCE-GROUP>' --location eastus";
		expect(connectLine(run)).toBe([start, ...parameters].join(' '));
		expect(designWords(run.settings)).toEqual(words);
	});
});

describe('a gateway with an extension', () => {
	const hostsOf = (...features: string[]) =>
		buildPlan({...runOf({}).settings, features}, catalog).targets.map(({requirement}) => requirement.pattern);

	/** What must stay direct with each extension beside the gateway's own list, by the document of the gateway. */
	it.each([
		['monitoring', ['*.ods.opinsights.azure.com', '*.oms.opinsights.azure.com', '*.monitoring.azure.com']],
		['defender', ['*.cloud.defender.microsoft.com']],
		['key-vault', ['*.vault.azure.net']],
		['arc-data-services', ['*.ods.opinsights.azure.com', '*.oms.opinsights.azure.com', '*.monitoring.azure.com']],
	])('%s keeps direct what the gateway does not carry', (feature, patterns) => {
		expect(hostsOf('arc-gateway', feature)).toEqual(expect.arrayContaining(patterns));
		for (const pattern of patterns) expect(hostsOf('arc-gateway')).not.toContain(pattern);
	});

	it.each([
		['monitoring', 'global.handler.control.monitor.azure.com'],
		['monitoring', '*.metrics.ingest.monitor.azure.com'],
		['arc-data-services', '*.<region>.arcdataservices.com'],
		['iot-operations', '*.prod.microsoftmetrics.com'],
	])('%s sends %s through the gateway, and opens it without one', (feature, pattern) => {
		expect(hostsOf('arc-gateway', feature)).not.toContain(pattern);
		expect(hostsOf('arc', feature)).toContain(pattern);
	});
});

it('installs the ML extension on a cluster of Arc that uses a gateway', () => {
	const steps = nextSteps(runOf({features: gatewayFeatures}), []);
	expect(steps.find(({id}) => id === 'extension')?.commands[0]).toContain('--cluster-type connectedClusters');
});

it('says what to add to the list, and to whom', () => {
	const [finding] = diagnose(runOf({private: ['arc', 'acr'], proxy}), []).filter(({kind}) => kind === 'private-link');
	expect(finding).toMatchObject({owner: 'you', fixFor: ['requester', 'requester']});
	expect(finding?.fix[0]).toMatch(/--no-proxy, and to --proxy-skip-range .*: Arc,myreg\.azurecr\.io/);
});
