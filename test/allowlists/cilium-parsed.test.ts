import {describe, expect, it} from 'vitest';
import {type Policy, readDocument, refusalOf} from './helpers/cilium-policy.ts';
import {everyShapeOf} from './helpers/every-shape.ts';
import {renderEntries, usualEntries} from './helpers/render.ts';

const document = readDocument(renderEntries('cilium', usualEntries).text);

/**
 * Typed as the resource, so that a field which Cilium does not know is an error of the compiler: like the API server,
 * its schema passes over those.
 */
const expected: Policy = {
	apiVersion: 'cilium.io/v2',
	kind: 'CiliumClusterwideNetworkPolicy',
	metadata: {name: 'arc-netcheck-egress'},
	spec: {
		description: 'Hosts that Azure Arc and Azure Machine Learning need',
		endpointSelector: {
			matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'In', values: ['azure-arc', 'azureml']}],
		},
		enableDefaultDeny: {egress: false, ingress: false},
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
			{toFQDNs: [{matchName: 'eastus.obo.arc.azure.com'}], toPorts: [{ports: [{port: '8084', protocol: 'TCP'}]}]},
			{
				toFQDNs: [{matchPattern: '**.mp.microsoft.com'}, {matchName: 'archive.ubuntu.com'}],
				toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}],
			},
			{toFQDNs: [{matchName: 'ntp.ubuntu.com'}], toPorts: [{ports: [{port: '123', protocol: 'UDP'}]}]},
		],
	},
};

it('adds to what the pods of Arc and Azure Machine Learning may do, lets Cilium see names, and denies nothing', () => {
	expect(document).toEqual(expected);
});

describe('the schema of the resource', () => {
	it.each(everyShapeOf('cilium'))('takes the policy for %s', (_name, text) => {
		expect(refusalOf(readDocument(text))).toBeNull();
	});

	it.each<[flaw: string, from: string, to: string, refusal: RegExp]>([
		['another version', 'cilium.io/v2', 'cilium.io/v9', /apiVersion must be equal/],
		['another kind', 'CiliumClusterwideNetworkPolicy', 'NetworkPolicy', /kind must be equal/],
		['nobody that it is for', 'endpointSelector', 'selector', /must have required property endpointSelector/],
		['an unknown operator', 'operator: In', 'operator: Within', /operator must be equal/],
		['a word in place of true or false', 'egress: false', 'egress: none', /enableDefaultDeny\/egress must be boolean/],
		['a host with a blank', '"quay.io"', '"quay io"', /matchName must match pattern/],
		['a pattern with a slash', '"**.quay.io"', '"**.quay.io/"', /matchPattern must match pattern/],
		['a port that is a number', 'port: "8084"', 'port: 8084', /port must be string/],
		['HTTPS as a protocol', 'protocol: TCP', 'protocol: HTTPS', /protocol must be equal/],
		['hosts that are no list', '- matchName: "quay.io"', '  matchName: "quay.io"', /toFQDNs|YAML|Map/],
	])('refuses %s', (_flaw, from, to, refusal) => {
		const {text} = renderEntries('cilium', usualEntries);
		const broken = text.replaceAll(from, to);
		expect(broken).not.toBe(text);
		expect(() => {
			const reason = refusalOf(readDocument(broken));
			if (reason !== null) throw new Error(reason);
		}).toThrow(refusal);
	});
});
