import {isIP} from 'node:net';
import {shapeOf} from '../hosts.ts';
import {addressReason, exact, groupOutcomes, inexpressible, type OutcomeGroup, writtenOf} from '../outcomes.ts';
import {commentLine} from '../script-text.ts';
import type {Dialect, Expression, Outcome, RuleEntry, RuleOptions, RuleSet} from '../types.ts';

/**
 * `*` in a matchPattern is any run of characters within one label; since Cilium 1.19 a leading `**.` is one label or more,
 * and before that it meant one (cilium/cilium pull request 43420 and the upgrade notes of 1.19).
 */
export function toMatchPattern(host: string): string {
	return host.replace(/^\*\./, '**.');
}

function express({host, scopes}: RuleEntry): Expression {
	if (scopes.length > 0 && !scopes.includes('cluster')) {
		return inexpressible(`not asked for by pods, but by: ${scopes.join(', ')}`);
	}
	if (shapeOf(host) === 'address') return inexpressible(addressReason);
	if (shapeOf(host) === 'name') return exact(host);
	return {...exact(toMatchPattern(host)), detail: 'before Cilium 1.19 one label only'};
}

function ruleLines({protocol, port, title, outcomes}: OutcomeGroup): string[] {
	return [
		`    # ${title}`,
		'    - toFQDNs:',
		...writtenOf(outcomes).flatMap(({text, purpose}) => [
			`        ${commentLine('#', purpose)}`,
			`        - ${text.includes('*') ? 'matchPattern' : 'matchName'}: "${text}"`,
		]),
		'      toPorts:',
		'        - ports:',
		`            - port: "${port}"`,
		`              protocol: ${protocol === 'udp' ? 'UDP' : 'TCP'}`,
	];
}

/** Behind a proxy, pods ask the proxy for these hosts and must reach it first. */
function proxyLines({host, port}: RuleSet['proxies'][number]): string[] {
	const family = isIP(host);
	return [
		'    # The proxy. If it runs in this cluster, name its pods with toEndpoints instead.',
		...(family === 0
			? ['    - toFQDNs:', `        - matchName: "${host}"`]
			: ['    - toCIDR:', `        - "${host}/${family === 6 ? 128 : 32}"`]),
		'      toPorts:',
		'        - ports:',
		`            - port: "${port}"`,
		'              protocol: TCP',
	];
}

function renderBody(outcomes: readonly Outcome[], _options: RuleOptions, {proxies}: RuleSet): string[] {
	return [
		'apiVersion: cilium.io/v2',
		'kind: CiliumClusterwideNetworkPolicy',
		'metadata:',
		'  name: arc-netcheck-egress',
		'spec:',
		'  description: Hosts that Azure Arc and Azure Machine Learning need',
		'  endpointSelector:',
		'    matchExpressions:',
		'      - key: k8s:io.kubernetes.pod.namespace',
		'        operator: In',
		'        values:',
		'          - azure-arc',
		'          - azureml',
		'  # Adds what is allowed, and denies nothing by itself.',
		'  enableDefaultDeny:',
		'    egress: false',
		'    ingress: false',
		'  egress:',
		'    # Names: without this rule Cilium never sees the answers from which it learns addresses.',
		'    - toEndpoints:',
		'        - matchLabels:',
		'            k8s:io.kubernetes.pod.namespace: kube-system',
		'            k8s:k8s-app: kube-dns',
		'      toPorts:',
		'        - ports:',
		'            - port: "53"',
		'              protocol: ANY',
		'          rules:',
		'            dns:',
		'              - matchPattern: "*"',
		...proxies.flatMap(proxyLines),
		...groupOutcomes(outcomes).flatMap(ruleLines),
	];
}

export const cilium: Dialect = {
	id: 'cilium',
	title: 'Cilium, as a cluster-wide network policy',
	fileExtension: 'yaml',
	commentMark: '#',
	firstLine: null,
	notes: [
		'Where it belongs: in the cluster, beside a firewall or proxy and not in place of it. It governs pods alone: nodes pull images themselves, so the firewall must allow the registries all the same.',
		'It matches on addresses that Cilium learns from the answers of kube-dns, so other names on those addresses pass as well. Rename kube-dns if your cluster calls it otherwise.',
		'"**." takes names of any depth since Cilium 1.19; before that it takes one label.',
		'enableDefaultDeny came with Cilium 1.16. On an older one, or without those lines, the policy cuts the selected pods off from all that no other policy allows, the API server included.',
		'Add the namespaces in which your jobs and endpoints run to the two that are there.',
		"Checked: a YAML parser reads it, the schema made from Cilium's Go types takes it, and its patterns were matched as the documents say. Not tested with Cilium.",
	],
	cleanComment: text => text,
	withSource: 'The policy goes by the pods that it selects, whatever their addresses',
	withoutSource: null,
	express,
	renderBody,
	renderExemptions: null,
};
