import {serviceRangeCommands} from '../settings/lint/no-proxy-list.ts';
import type {Settings} from '../settings/types.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../words.ts';
import {agentProxyOf, isRangeOpen, proxyParameters, proxySentences} from './agent-proxy.ts';
import {buildRetestCommand} from './checks.ts';
import {findIssuer, quotePeer} from './describe-evidence.ts';
import {endpointNamesOf, isDecided} from './results.ts';
import {quoteShellWord, shellOf} from './shell-words.ts';
import type {Finding, NextStep} from './types.ts';

function findingsStep(findings: readonly Finding[]): NextStep[] {
	const errors = findings.filter(({severity}) => severity === 'error');
	if (errors.length === 0) return [];
	return [
		{
			id: 'findings',
			title: 'Get the findings fixed',
			steps: [
				`${countOf(errors.length, 'finding')} with severity error: ${joinWords(
					errors.map(({title}) => title),
					5,
					'finding',
				)}. Each names its owner, the fix and a command that proves it.`,
			],
			commands: [],
		},
	];
}

function retestStep({results, settings, vantage}: JudgedRun): NextStep[] {
	const faults = results.filter(
		({verdict, planned}) => planned.target !== null && (verdict.severity === 'error' || verdict.severity === 'warning'),
	);
	if (faults.length === 0) return [];
	return [
		{
			id: 'retest',
			title: 'Test again',
			steps:
				vantage.kind === 'jumpbox'
					? ['Once it is clean here, test from a cluster node or a pod too: their DNS, proxy and trust are their own.']
					: [],
			commands: [buildRetestCommand(settings, endpointNamesOf(faults), shellOf(vantage))],
		},
	];
}

/** What to do after this run, in order: what is wrong first, then the lines that onboard the cluster with this proxy. */
export function nextSteps(run: JudgedRun, findings: readonly Finding[]): NextStep[] {
	// Where nothing was tested there is no ground to build on.
	if (!run.results.some(isDecided)) return [];
	return [
		...findingsStep(findings),
		...authorityStep(run),
		...retestStep(run),
		...connectStep(run),
		...extensionStep(run),
	];
}

/** Stands for the file with the CA's chain where none was given to this program. */
const filePlaceholder = '<CA-FILE>';

/** Where the service breaks under inspection no trust helps: such a host is to be exempted. */
function showsForeignAuthority({verdict, planned}: Result): boolean {
	if (verdict.severity === 'info') return false;
	if (verdict.cause === 'proxy.tls-untrusted') return true;
	const isForeign = verdict.cause === 'tls.intercepted' || verdict.cause === 'tls.untrusted';
	return isForeign && !planned.requirement.noInspection;
}

/** The file that agents must be given with `--proxy-cert`, or null where none of what they meet shows a CA of its own. */
function authorityFileFor({results, settings}: JudgedRun): string | null {
	const isProxyTls = results.some(({planned}) => planned.route?.proxy?.scheme === 'https');
	const isNeeded = results.some(showsForeignAuthority) || (isProxyTls && settings.caFile !== null);
	return isNeeded ? (settings.caFile ?? filePlaceholder) : null;
}

/** How agents, nodes and this machine learn the CA that shows on the way; nothing where none does. */
function authorityStep(run: JudgedRun): NextStep[] {
	const results = run.results.filter(showsForeignAuthority);
	if (results.length === 0) return [];
	const issuers = uniqueOf(results.flatMap(result => findIssuer(result) ?? []));
	const named = issuers.length === 0 ? 'the CA that shows on the way' : joinWords(issuers.map(quotePeer), 3, 'CA');
	return [
		{
			id: 'authority',
			title: 'Make the CA known, wherever TLS inspection stays',
			steps: [
				`Get the certificate of ${named} and of every CA above it, up to the root, as one PEM file.`,
				'Agents: give the file to az connectedk8s connect with --proxy-cert; for a cluster that is connected already, to az connectedk8s update.',
				'Nodes: put the CA into the trust store of every node, and restart the container runtime: image pulls do not use the file given to the agents. The commands are for Debian and Ubuntu nodes with containerd.',
				'This machine: name the file in REQUESTS_CA_BUNDLE, so that the Azure CLI trusts it too.',
			],
			commands: [
				"sudo cp '<CA-FILE>' /usr/local/share/ca-certificates/inspection.crt",
				'sudo update-ca-certificates',
				'sudo systemctl restart containerd',
			],
		},
	];
}

const cluster = ['<CLUSTER>', '--resource-group', '<RESOURCE-GROUP>'];

function commandLine(words: readonly string[]): string {
	return words.map(word => quoteShellWord(word)).join(' ');
}

/**
 * The line that connects the cluster, with this run's proxy. Parameters: Microsoft's quickstart for Arc-enabled
 * Kubernetes and the reference of `az connectedk8s`.
 */
function connectStep(run: JudgedRun): NextStep[] {
	const {settings} = run;
	if (settings.region === '' || !isOfArc(settings)) return [];
	const file = authorityFileFor(run);
	const words = ['az', 'connectedk8s', 'connect', '--name', ...cluster, '--location', settings.region];
	const proxy = agentProxyOf(run);
	words.push(...designParameters(settings), ...proxyParameters(proxy, run));
	words.push(...(file === null ? [] : ['--proxy-cert', file]));
	return [
		{
			id: 'connect',
			title: 'Connect the cluster to Azure Arc',
			steps: [
				...designSentences(settings),
				...proxySentences(proxy),
				'A cluster that is connected already takes the same proxy parameters with az connectedk8s update.',
			],
			commands: [...(isRangeOpen(proxy) ? serviceRangeCommands : []), commandLine(words)],
		},
	];
}

/** Settings of the extension by what was chosen (Microsoft Learn, "Deploy Azure Machine Learning extension on AKS or Arc Kubernetes cluster"). */
function extensionSettings(features: readonly string[]): string[] {
	return [
		...(features.includes('aml-training') ? ['enableTraining=True'] : []),
		...(features.includes('aml-inference')
			? ['enableInference=True', 'inferenceRouterServiceType=<SERVICE-TYPE>', 'sslSecret=<SECRET>', 'sslCname=<NAME>']
			: []),
	];
}

/** The line that installs the ML extension. */
function extensionStep({settings}: JudgedRun): NextStep[] {
	const {features, region} = settings;
	const configuration = extensionSettings(features);
	if (region === '' || !features.includes('aml-extension') || configuration.length === 0) return [];
	const words = ['az', 'k8s-extension', 'create', '--name', 'azureml'];
	words.push('--extension-type', 'Microsoft.AzureML.Kubernetes', '--config', ...configuration);
	words.push('--cluster-type', isOfArc({features}) ? 'connectedClusters' : 'managedClusters');
	words.push('--cluster-name', ...cluster, '--scope', 'cluster');
	return [
		{
			id: 'extension',
			title: 'Install the Azure ML extension',
			steps: [
				'The parameters are those of Microsoft\'s page "Deploy Azure Machine Learning extension on AKS or Arc Kubernetes cluster".',
				...(features.includes('aml-inference')
					? [
							'<SERVICE-TYPE> is loadBalancer, nodePort or clusterIP; <SECRET> is a secret in the namespace azureml with cert.pem and key.pem, and <NAME> the name in that certificate.',
						]
					: []),
				'Its health check stands in the config map arcml-healthcheck of the namespace azureml.',
			],
			commands: [commandLine(words), 'kubectl describe configmap arcml-healthcheck --namespace azureml'],
		},
	];
}

/** Whether the cluster is to be one of Arc, by its own way or through a gateway. */
function isOfArc({features}: Pick<Settings, 'features'>): boolean {
	return features.includes('arc') || features.includes('arc-gateway');
}

/**
 * The parameters of `az connectedk8s connect` for a gateway and for Private Link (Microsoft Learn, "Simplify network
 * configuration requirements with Azure Arc gateway" and "Use Private Link with Azure Arc-enabled Kubernetes").
 */
function designParameters({features, privateServices}: Settings): string[] {
	return [
		...(features.includes('arc-gateway') ? ['--gateway-resource-id', '<GATEWAY-RESOURCE-ID>'] : []),
		...(privateServices.includes('arc')
			? ['--enable-private-link', 'true', '--private-link-scope-resource-id', '<PRIVATE-LINK-SCOPE-ID>']
			: []),
	];
}

function designSentences({features, privateServices}: Settings): string[] {
	return [
		...(features.includes('arc-gateway')
			? ['Put the resource ID of the gateway in the place of <GATEWAY-RESOURCE-ID>; az arcgateway list shows it.']
			: []),
		...(privateServices.includes('arc')
			? ['Put the resource ID of the Private Link scope in the place of <PRIVATE-LINK-SCOPE-ID>.']
			: []),
	];
}
