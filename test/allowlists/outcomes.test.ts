import {describe, expect, it} from 'vitest';
import {type DialectId, dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {dialects} from '../../source/allowlists/dialects.ts';
import type {OutcomeKind} from '../../source/allowlists/types.ts';
import {type EntryOptions, outcomeOf, renderEntries} from './helpers/render.ts';

const name: EntryOptions = {host: 'mcr.microsoft.com'};
const wildcard: EntryOptions = {host: '*.azurecr.io'};
const inner: EntryOptions = {host: '*.hcp.*.azmk8s.io'};
const address: EntryOptions = {host: '192.0.2.1'};
const udp: EntryOptions = {host: 'ntp.ubuntu.com', port: 123, protocol: 'udp'};
const udpWildcard: EntryOptions = {host: '*.ntp.example', port: 123, protocol: 'udp'};

/** What stands in the rules, after how it came out. Nothing but the outcome where it can't be said. */
const table: readonly (readonly [dialect: DialectId, EntryOptions, OutcomeKind, ...written: string[]])[] = [
	['azure-firewall', name, 'exact', 'mcr.microsoft.com'],
	['azure-firewall', wildcard, 'exact', '*.azurecr.io'],
	['azure-firewall', inner, 'inexpressible'],
	['azure-firewall', address, 'inexpressible'],
	['azure-firewall', udp, 'exact', 'ntp.ubuntu.com'],
	['azure-firewall', udpWildcard, 'inexpressible'],
	['azure-firewall', {host: 'a.example', port: 64_001}, 'inexpressible'],
	['bicep', wildcard, 'exact', '*.azurecr.io'],
	['bicep', inner, 'inexpressible'],
	['terraform', wildcard, 'exact', '*.azurecr.io'],
	['terraform', inner, 'inexpressible'],
	['squid', name, 'exact', 'mcr.microsoft.com'],
	['squid', wildcard, 'widened', '.azurecr.io'],
	['squid', inner, 'exact', '^.+[.]hcp[.][^.]+[.]azmk8s[.]io$'],
	['squid', {host: 'a.*.example'}, 'exact', '^a[.][^.]+[.]example$'],
	['squid', address, 'inexpressible'],
	['squid', udp, 'inexpressible'],
	['palo-alto', name, 'exact', 'mcr.microsoft.com/'],
	['palo-alto', wildcard, 'exact', '*.azurecr.io/'],
	['palo-alto', inner, 'exact', '*.hcp.^.azmk8s.io/'],
	['palo-alto', {host: '*.*.example'}, 'inexpressible'],
	['palo-alto', address, 'inexpressible'],
	['palo-alto', udp, 'exact', 'ntp.ubuntu.com'],
	['palo-alto', udpWildcard, 'inexpressible'],
	['palo-alto-edl', wildcard, 'exact', '*.azurecr.io/'],
	['palo-alto-edl', inner, 'exact', '*.hcp.^.azmk8s.io/'],
	['palo-alto-edl', udp, 'inexpressible'],
	['fortigate', name, 'exact', 'mcr.microsoft.com'],
	['fortigate', wildcard, 'exact', '*.azurecr.io'],
	['fortigate', inner, 'inexpressible'],
	['fortigate', udpWildcard, 'exact', '*.ntp.example'],
	['aws-network-firewall', name, 'exact', 'mcr.microsoft.com'],
	['aws-network-firewall', wildcard, 'widened', '.azurecr.io'],
	['aws-network-firewall', inner, 'inexpressible'],
	['aws-network-firewall', udp, 'inexpressible'],
	['check-point', name, 'exact', '.mcr.microsoft.com'],
	['check-point', wildcard, 'widened', '.azurecr.io'],
	['check-point', inner, 'inexpressible'],
	['check-point', udp, 'exact', '.ntp.ubuntu.com'],
	['cilium', name, 'exact', 'mcr.microsoft.com'],
	['cilium', wildcard, 'exact', '**.azurecr.io'],
	['cilium', inner, 'exact', '**.hcp.*.azmk8s.io'],
	['cilium', {host: 'node.example', scopes: ['aks-node', 'jumpbox']}, 'inexpressible'],
	['cilium', {host: 'both.example', scopes: ['aks-node', 'cluster']}, 'exact', 'both.example'],
	['cilium', {host: 'nobody.example', scopes: []}, 'exact', 'nobody.example'],
	['list', name, 'exact', 'mcr.microsoft.com'],
	['list', address, 'exact', '192.0.2.1'],
	['list', wildcard, 'inexpressible'],
	['list', {...wildcard, namedHosts: ['a.azurecr.io', 'b.azurecr.io']}, 'enumerated', 'a.azurecr.io', 'b.azurecr.io'],
];

const cases = table.map(([dialect, entry, kind, ...written]) => ({dialect, entry, kind, written}));

it.each(cases)('$dialect, $entry.host: $kind', ({dialect, entry, kind, written}) => {
	const outcome = outcomeOf(dialect, entry);
	expect(outcome).toMatchObject({kind, written});
	if (kind !== 'exact') expect(outcome.detail).toBeTruthy();
});

it('has a row for every dialect but the table of them all', () => {
	const tested = new Set(table.map(([dialect]) => dialect));
	expect(dialects.map(({id}) => id)).toEqual(dialectIds);
	expect(dialectIds.filter(id => !tested.has(id))).toEqual(['csv']);
});

describe('an apex beside its wildcard', () => {
	const apex: EntryOptions = {host: 'quay.io'};
	const cdn: EntryOptions = {host: '*.quay.io'};

	it.each([
		['squid', '.quay.io'],
		['aws-network-firewall', '.quay.io'],
		['check-point', '.quay.io'],
	] as const)('is one entry of %s, and nothing is wider', (dialect, written) => {
		expect(outcomeOf(dialect, apex, [cdn])).toMatchObject({kind: 'exact', written: [written]});
		expect(outcomeOf(dialect, cdn, [apex])).toMatchObject({kind: 'exact', written: [written]});
	});

	it.each(['azure-firewall', 'palo-alto', 'cilium', 'fortigate'] as const)('stands beside it in %s', dialect => {
		expect(outcomeOf(dialect, apex, [cdn]).written).not.toEqual(outcomeOf(dialect, cdn, [apex]).written);
	});
});

describe('what a wildcard covers', () => {
	const covered: EntryOptions = {host: 'my.eastus.data.azurecr.io'};

	it.each(['squid', 'aws-network-firewall'] as const)('is not listed again by %s', dialect => {
		expect(outcomeOf(dialect, covered, [wildcard])).toMatchObject({
			kind: 'exact',
			written: ['.azurecr.io'],
			detail: 'covered by .azurecr.io',
		});
		expect(outcomeOf(dialect, {host: '*.data.azurecr.io'}, [wildcard])).toMatchObject({written: ['.azurecr.io']});
	});

	it('is listed by squid where the wildcard is for another port', () => {
		expect(outcomeOf('squid', {...covered, port: 8084}, [wildcard])).toMatchObject({
			written: ['my.eastus.data.azurecr.io'],
		});
	});

	it('is told by a list, which has no wildcard', () => {
		expect(outcomeOf('list', wildcard, [covered]).detail).toMatch(/in the list are my\.eastus\.data\.azurecr\.io$/);
	});
});

it('tells that a Check Point object is shared with the wildcard of another port', () => {
	const outcome = outcomeOf('check-point', {host: 'quay.io', port: 80, protocol: 'http'}, [{host: '*.quay.io'}]);
	expect(outcome).toMatchObject({kind: 'widened', written: ['.quay.io']});
	expect(outcome.detail).toMatch(/shared with \*\.quay\.io port 443/);
});

describe('an entry that was narrowed before', () => {
	const entry: EntryOptions = {host: '*.hcp.eastus.azmk8s.io', narrowing: 'by the region'};

	it('is narrowed where the dialect says it exactly', () => {
		expect(outcomeOf('azure-firewall', entry)).toMatchObject({kind: 'narrowed', detail: 'narrowed by the region'});
	});

	it('is wider where the dialect makes it so, and both are told', () => {
		expect(outcomeOf('squid', entry)).toMatchObject({
			kind: 'widened',
			detail: 'narrowed by the region; also hcp.eastus.azmk8s.io itself',
		});
	});

	it('is not called narrowed where it can not be said', () => {
		expect(outcomeOf('list', entry)).toMatchObject({
			kind: 'inexpressible',
			detail: 'a list of names takes no wildcards',
		});
	});
});

it('leaves the ports that squid allows for other hosts as they are, and says for whom its rules are', () => {
	const {text} = renderEntries('squid', [{host: 'eastus.obo.arc.azure.com', port: 8084}]);
	expect(text).not.toMatch(/^acl (SSL|Safe)_ports/m);
	expect(text).toMatch(/^http_access allow arc_netcheck_connect arc_netcheck_port_8084 arc_netcheck_https_8084$/m);
	expect(text.replaceAll(/\s+#\s+/g, ' ')).toMatch(/above the first "http_access" line/);
	expect(text.replaceAll(/\s+#\s+/g, ' ')).toMatch(
		/No source of the traffic was given \(--source\): whoever asks this proxy is let through/,
	);
});
