import type {Settings} from '../settings/types.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {levels} from '../vocabulary.ts';
import {uniqueOf} from '../words.ts';

/** How the catalog says that a requirement can be missed. */
const harmless = /^Nothing breaks\b/;

/**
 * What breaks without these rows: what the user will have seen, then the impact of each requirement once, the most
 * needed first. What harms nobody is said only where nothing else breaks.
 */
export function impactOf(results: readonly Result[], settings: Pick<Settings, 'features'>): string[] {
	const needed = results
		.filter(({verdict}) => verdict.severity !== 'info')
		.toSorted(
			(one, other) => levels.indexOf(one.planned.requirement.level) - levels.indexOf(other.planned.requirement.level),
		);
	const sentences = uniqueOf([
		...errorTextsOf(needed, settings),
		...needed.map(({planned}) => planned.requirement.impact),
	]);
	const harmful = sentences.filter(sentence => !harmless.test(sentence));
	return harmful.length > 0 ? harmful : sentences;
}

/** An error text as a user meets it, and what it belongs to. Of several conditions all must hold. */
type ErrorText = {
	/** Beginnings of requirement ids: those of other clouds carry a suffix. */
	readonly requirements?: readonly string[];
	/** A feature that was chosen and needs the requirement. */
	readonly feature?: string;
	readonly causes?: readonly Cause[];
	/** A whole sentence. */
	readonly sentence: string;
	readonly source: string;
};

/** In the order in which a user meets them: onboarding, agents, workloads. */
export const errorTexts: readonly ErrorText[] = [
	{
		requirements: ['mcr'],
		feature: 'arc-onboarding',
		sentence: 'az connectedk8s connect stops with "Unable to pull cluster-diagnostic-checks helm chart".',
		source: 'Azure/azure-cli-extensions, src/connectedk8s, _precheckutils.py',
	},
	{
		requirements: ['arc-config-dp'],
		feature: 'arc-onboarding',
		sentence: 'az connectedk8s connect fails at GetLatestHelmPackagePath.',
		source: 'Azure/azure-cli-extensions#2077, #1943',
	},
	{
		requirements: ['obo'],
		feature: 'cluster-connect',
		sentence:
			'The pre-check of az connectedk8s warns that "the outbound network connectivity check has failed for the endpoint".',
		source: 'Azure/azure-cli-extensions, src/connectedk8s, _precheckutils.py',
	},
	{
		feature: 'arc-onboarding',
		sentence:
			'The pre-check of az connectedk8s may end with "We found an issue with outbound network connectivity from the cluster to the endpoints required for onboarding".',
		source: 'Azure/azure-cli-extensions, src/connectedk8s, _precheckutils.py',
	},
	{
		requirements: ['his-', 'entra', 'arc-config-dp'],
		feature: 'arc',
		sentence: 'The cluster stays in the state "Connecting".',
		source: 'microsoft/azure_arc#795, #644',
	},
	{
		requirements: ['relay', 'gns'],
		feature: 'cluster-connect',
		sentence: 'Cluster connect answers "Unable to get response from the Agent in time".',
		source: 'Azure/ARO-Landing-Zone-Accelerator#95',
	},
	{
		feature: 'aml-extension',
		sentence: 'The health check of the ML extension reports "E45003 BAD_NETWORK_CONNECTIVITY".',
		source: 'Azure/AML-Kubernetes, docs/troubleshooting.md',
	},
	{
		causes: ['tls.intercepted', 'tls.untrusted'],
		sentence:
			'Agents and nodes log "x509: certificate signed by unknown authority", and the Azure CLI says CERTIFICATE_VERIFY_FAILED.',
		source: 'Azure/AML-Kubernetes, docs/troubleshooting.md; Azure/azure-cli-extensions#6637',
	},
	{
		causes: ['tls.expired', 'tls.not-yet-valid'],
		sentence: 'Agents and nodes log "x509: certificate has expired or is not yet valid".',
		source: 'MicrosoftDocs, Azure Arc resource bridge troubleshooting',
	},
];

/** Whether this row, at fault, brings the text about. Rows that nobody needs bring nothing. */
function appliesTo(
	{requirements, feature, causes}: ErrorText,
	{planned: {requirement}, verdict}: Result,
	{features}: Pick<Settings, 'features'>,
): boolean {
	if (causes !== undefined) return verdict.cause !== null && causes.includes(verdict.cause);
	if (verdict.severity !== 'error' || verdict.status !== 'blocked') return false;
	if (requirements !== undefined && !requirements.some(start => requirement.id.startsWith(start))) return false;
	return feature === undefined || (features.includes(feature) && requirement.features.includes(feature));
}

/** The error texts that rows at fault bring about, as sentences. */
function errorTextsOf(results: readonly Result[], settings: Pick<Settings, 'features'>): string[] {
	return errorTexts
		.filter(text => results.some(result => appliesTo(text, result, settings)))
		.map(({sentence}) => sentence);
}
