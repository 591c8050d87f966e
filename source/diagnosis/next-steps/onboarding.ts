import {serviceRangeCommands, serviceRangePlaceholder, skipRangeFor} from '../../settings/lint/skip-range.ts';
import type {JudgedRun} from '../../verdict/types.ts';
import {quoteShellWord} from '../shell-words.ts';
import type {NextStep} from '../types.ts';
import {authorityFileFor} from './authority.ts';
import {hasProxy, hasUser, proxyParameters} from './proxy-parameters.ts';

const cluster = ['<CLUSTER>', '--resource-group', '<RESOURCE-GROUP>'];

function commandLine(words: readonly string[]): string {
	return words.map(quoteShellWord).join(' ');
}

function proxySentences({settings}: JudgedRun): string[] {
	if (!hasProxy(settings)) return [];
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
export function connectStep(run: JudgedRun): NextStep[] {
	const {settings} = run;
	if (settings.region === '' || !settings.features.includes('arc')) return [];
	const file = authorityFileFor(run);
	const words = ['az', 'connectedk8s', 'connect', '--name', ...cluster, '--location', settings.region];
	words.push(...proxyParameters(settings), ...(file === null ? [] : ['--proxy-cert', file]));
	const isRangeOpen = hasProxy(settings) && skipRangeFor(settings.proxy.noProxy).includes(serviceRangePlaceholder);
	return [
		{
			id: 'connect',
			title: 'Connect the cluster to Azure Arc',
			steps: [
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
export function extensionStep({settings}: JudgedRun): NextStep[] {
	const {features, region} = settings;
	const configuration = extensionSettings(features);
	if (region === '' || !features.includes('aml-extension') || configuration.length === 0) return [];
	const words = ['az', 'k8s-extension', 'create', '--name', 'azureml'];
	words.push('--extension-type', 'Microsoft.AzureML.Kubernetes', '--config', ...configuration);
	words.push('--cluster-type', features.includes('arc') ? 'connectedClusters' : 'managedClusters');
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
