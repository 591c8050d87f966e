import {describe, expect, it} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {renderEntries, usualEntries} from './helpers/render.ts';

function policyOf(text: string): unknown {
	const [document, ...rest] = parseAllDocuments(text, {strict: true, version: '1.2'});
	if (!document || !('errors' in document)) throw new Error('no document');
	expect(rest).toEqual([]);
	expect(document.errors).toEqual([]);
	expect(document.warnings).toEqual([]);
	return document.toJS();
}

/**
 * The schema of the resource is in no package that this project has. Made into one from Cilium's Go types
 * (@kubernetes-models/cilium 4.0.0, MIT), it took the policy for all features of the public cloud on 2026-11-23.
 */
describe('the policy, read by a YAML parser', () => {
	const policy = policyOf(renderEntries('cilium', usualEntries).text);

	it('adds to what the pods of Arc and of Azure Machine Learning may do, and denies nothing', () => {
		expect(policy).toMatchObject({
			apiVersion: 'cilium.io/v2',
			kind: 'CiliumClusterwideNetworkPolicy',
			metadata: {name: 'arc-netcheck-egress'},
			spec: {
				endpointSelector: {
					matchExpressions: [
						{key: 'k8s:io.kubernetes.pod.namespace', operator: 'In', values: ['azure-arc', 'azureml']},
					],
				},
				enableDefaultDeny: {egress: false, ingress: false},
			},
		});
	});

	it('lets Cilium see the answers to names, and then allows the names for each port', () => {
		expect(policy).toMatchObject({
			spec: {
				egress: [
					{
						toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns'}}],
						toPorts: [{ports: [{port: '53', protocol: 'ANY'}], rules: {dns: [{matchPattern: '*'}]}}],
					},
					{
						toFQDNs: [
							{matchName: 'management.azure.com'},
							{matchPattern: '**.azurecr.io'},
							{matchName: 'quay.io'},
							{matchPattern: '**.quay.io'},
							{matchPattern: '**.servicebus.windows.net'},
						],
						toPorts: [{ports: [{port: '443', protocol: 'TCP'}]}],
					},
					{
						toFQDNs: [{matchName: 'eastus.obo.arc.azure.com'}],
						toPorts: [{ports: [{port: '8084', protocol: 'TCP'}]}],
					},
					{
						toFQDNs: [{matchPattern: '**.mp.microsoft.com'}, {matchName: 'archive.ubuntu.com'}],
						toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}],
					},
					{toFQDNs: [{matchName: 'ntp.ubuntu.com'}], toPorts: [{ports: [{port: '123', protocol: 'UDP'}]}]},
				],
			},
		});
	});
});
