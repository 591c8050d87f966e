import {formatHostPort} from '../host-port.ts';
import {privateServiceOf} from '../plan/private-service-of.ts';
import type {Target} from '../plan/types.ts';
import {serviceRangeCommands, serviceRangePlaceholder, skipRangeFor} from '../settings/lint/skip-range.ts';
import {matchNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks} from '../settings/proxy-url.ts';
import type {ProxyEndpoint, Settings} from '../settings/types.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../words.ts';
import {findIssuer, quotePeer} from './describe-evidence.ts';
import {endpointNamesOf, isDecided} from './results.ts';
import {buildRetestCommand} from './retest-command.ts';
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
	const isProxyTls = settings.proxy.https?.scheme === 'https' || settings.proxy.http?.scheme === 'https';
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

function proxySentences({settings}: JudgedRun): string[] {
	const {https, http} = settings.proxy;
	if (!hasProxy(settings)) {
		const socks = https ?? http;
		return socks === null
			? []
			: [
					`az connectedk8s has no parameter for a SOCKS proxy (${formatProxy(socks)}): az itself takes ALL_PROXY=${formatProxy(socks)}, and the agents need a direct way or an HTTP proxy.`,
				];
	}
	const isRangeOpen = skipRangeFor(settings.proxy.noProxy).includes(serviceRangePlaceholder);
	return [
		'In the shell where az runs, set HTTPS_PROXY and HTTP_PROXY to the same proxy, and NO_PROXY to the address of the API server as well.',
		'--proxy-skip-range holds your no_proxy list and what every cluster needs.',
		...(isRangeOpen
			? [
					`Put the service range of the cluster in the place of ${serviceRangePlaceholder}; the first two commands find it.`,
				]
			: []),
		...(hasUser(settings)
			? [
					'Put the password in the place of <PASSWORD>, percent-encoded, and keep it out of the history of the shell. Whether the agents accept Basic authentication is not documented.',
				]
			: []),
	];
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
	words.push(...designParameters(settings), ...proxyParameters(run));
	words.push(...(file === null ? [] : ['--proxy-cert', file]));
	const isRangeOpen = hasProxy(settings) && skipRangeFor(settings.proxy.noProxy).includes(serviceRangePlaceholder);
	return [
		{
			id: 'connect',
			title: 'Connect the cluster to Azure Arc',
			steps: [
				...designSentences(settings),
				...proxySentences(run),
				'A cluster that is connected already takes the same proxy parameters with az connectedk8s update.',
			],
			commands: [...(isRangeOpen ? serviceRangeCommands : []), commandLine(words)],
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

/** Stands in a command for a password that only the user knows. */
const passwordPlaceholder = '<PASSWORD>';

/** `http://anna:<PASSWORD>@proxy:3128`. */
function addressOf({scheme, username, host, port}: ProxyEndpoint): string {
	const user = username === null ? '' : `${encodeURIComponent(username.toWellFormed())}:${passwordPlaceholder}@`;
	return `${scheme}://${user}${formatHostPort(host, port)}`;
}

/** The proxies that agents can be told: they know no SOCKS. */
function ofAgents({proxy}: Pick<Settings, 'proxy'>): Settings['proxy'] {
	const known = (endpoint: ProxyEndpoint | null) => (endpoint === null || isSocks(endpoint) ? null : endpoint);
	return {...proxy, https: known(proxy.https), http: known(proxy.http)};
}

/** Whether the agents are to be told a proxy. */
function hasProxy(settings: Pick<Settings, 'proxy'>): boolean {
	const {https, http} = ofAgents(settings);
	return https !== null || http !== null;
}

/** Whether a password must be filled in. */
function hasUser({proxy}: Pick<Settings, 'proxy'>): boolean {
	return (proxy.https?.username ?? proxy.http?.username ?? null) !== null;
}

/** The proxy's parameters of `az connectedk8s connect`, as separate words; none without a proxy (Arc quickstart, "Connect using an outbound proxy server"). */
function proxyParameters({settings, results}: JudgedRun): string[] {
	const {https, http, noProxy} = ofAgents(settings);
	if (!hasProxy(settings)) return [];
	const words: string[] = [];
	if (https !== null) words.push('--proxy-https', addressOf(https));
	if (http !== null) words.push('--proxy-http', addressOf(http));
	words.push(
		'--proxy-skip-range',
		[...new Set([...skipRangeFor(noProxy), ...privateEntries(settings, results)])].join(','),
	);
	return words;
}

/** What has a private endpoint by design and is no business of the proxy: one word for all hosts of Arc, others by their names. */
function privateEntries({privateServices, proxy}: Settings, results: readonly Result[]): string[] {
	const due = results.flatMap(({planned}) => {
		const service = privateServiceOf(planned);
		return service !== null && privateServices.includes(service) ? [{service, target: planned.target}] : [];
	});
	const isKept = (target: Target) => matchNoProxy(proxy.noProxy, target.host, target.port) !== null;
	const hosts = due.flatMap(({service, target}) =>
		service === 'arc' || target === null || isKept(target) ? [] : [target.host],
	);
	return [...(privateServices.includes('arc') ? ['Arc'] : []), ...hosts];
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
