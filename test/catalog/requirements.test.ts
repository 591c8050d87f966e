import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {catalog} from '../../source/catalog/catalog.ts';
import {isHost, isWildcard, matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import {requirementSchema} from '../../source/catalog/schema.ts';
import type {Requirement} from '../../source/catalog/types.ts';
import {resourceKeys} from '../../source/vocabulary.ts';

const {requirements} = catalog;
/** Only `<prefix>` is no setting: it is how the documents write the name of an Arc gateway. */
const knownPlaceholders = new Set(['region', 'prefix', ...resourceKeys]);

function findDuplicates(texts: readonly string[]): string[] {
	return texts.filter((text, index) => texts.indexOf(text) !== index);
}

function findPlaceholders(text: string): string[] {
	return [...text.matchAll(/<([^>]*)>/g)].map(match => match[1] ?? '');
}

/** An example of a host with its placeholders filled in. */
function fillIn(text: string): string {
	return text.replaceAll('<region>', 'eastus').replaceAll(/<[a-z-]+>/g, 'sample');
}

describe('the table as a whole', () => {
	it('fits the schema', () => {
		expect(z.array(requirementSchema).parse(requirements)).toEqual(requirements);
	});

	it('has unique ids', () => {
		expect(findDuplicates(requirements.map(({id}) => id))).toEqual([]);
	});

	it('names each host and port once in a cloud', () => {
		const places = requirements.flatMap(({clouds, pattern, port}) =>
			clouds.map(cloud => `${cloud} ${pattern}:${port}`),
		);
		expect(findDuplicates(places)).toEqual([]);
	});

	it('is grouped by cloud: public and shared rows, then US Government, then China', () => {
		const firstClouds = requirements.map(({clouds}) => ['public', 'usgov', 'china'].indexOf(clouds[0] ?? ''));
		expect(firstClouds).toEqual(firstClouds.toSorted((left, right) => left - right));
	});

	it('rests on no source newer than its version', () => {
		const dates = requirements.flatMap(({sources}) => sources.join(' ').match(/\d{4}-\d{2}-\d{2}/g) ?? []);
		expect(dates.toSorted().at(-1)).toBe(catalog.version);
	});
});

/** The ids of the rows that break a rule. */
function idsWhere(breaks: (row: Requirement) => boolean): string[] {
	return requirements.filter(breaks).map(({id}) => id);
}

describe('names', () => {
	it('carry the cloud in the id where it is another than the public one', () => {
		const idCloud = (id: string) => /-(usgov|china)$/.exec(id)?.[1] ?? 'public';
		expect(idsWhere(({id, clouds}) => idCloud(id) !== clouds[0])).toEqual([]);
	});

	it('use known placeholders only, and paths and stand-ins the region only', () => {
		const inNames = (row: Requirement) => findPlaceholders(`${row.pattern} ${row.narrowed} ${row.resource?.host}`);
		const inRequests = (row: Requirement) =>
			findPlaceholders(`${row.path} ${row.standIns.map(({host}) => host).join(' ')}`);
		expect(idsWhere(row => inNames(row).some(name => !knownPlaceholders.has(name)))).toEqual([]);
		expect(idsWhere(row => inRequests(row).some(name => name !== 'region'))).toEqual([]);
	});

	it('are real host names once everything is filled in', () => {
		expect(idsWhere(({pattern}) => !isHost(fillIn(pattern.replaceAll('*', 'sample'))))).toEqual([]);
	});
});

describe('wildcards and placeholders', () => {
	it('have stand-ins that are hosts under the pattern', () => {
		const isStranger = (pattern: string, host: string) => !isHost(host) || !matchesHostPattern(fillIn(pattern), host);
		expect(idsWhere(({pattern, standIns}) => standIns.some(({host}) => isStranger(pattern, fillIn(host))))).toEqual([]);
	});

	it('have stand-ins only where the pattern is a wildcard', () => {
		expect(idsWhere(({pattern, standIns}) => standIns.length > 0 && !isWildcard(pattern))).toEqual([]);
	});

	it('can be probed, wait for an own resource, or say that they stay unverified', () => {
		const isProbed = ({pattern, protocol, standIns}: Requirement) =>
			protocol !== 'udp' &&
			(standIns.length > 0 || (!isWildcard(pattern) && findPlaceholders(pattern).every(name => name === 'region')));
		expect(
			idsWhere(row => !isProbed(row) && row.resource === null && !/stays unverified/.test(row.notes ?? '')),
		).toEqual([]);
	});

	it('have own resources that name their key and fall under the pattern', () => {
		expect(idsWhere(({resource}) => resource !== null && !resource.host.includes(`<${resource.key}>`))).toEqual([]);
		const isStranger = ({pattern, resource}: Requirement) =>
			resource !== null && resource.key !== 'aks' && !matchesHostPattern(fillIn(pattern), fillIn(resource.host));
		expect(idsWhere(isStranger)).toEqual([]);
	});
});

describe('requests and answers', () => {
	it('fit the port', () => {
		const ports = {http: [80], https: [443, 8084], websocket: [443], udp: [123]};
		expect(idsWhere(({protocol, port}) => !ports[protocol].includes(port))).toEqual([]);
		const isNamedHttp = ({id}: Requirement) => id.replace(/-(usgov|china)$/, '').endsWith('-http');
		expect(idsWhere(row => isNamedHttp(row) !== (row.protocol === 'http'))).toEqual([]);
	});

	it('ask for a path, except over UDP', () => {
		expect(idsWhere(({path, protocol}) => (path === null) !== (protocol === 'udp'))).toEqual([]);
	});

	it('expect nothing where nothing is known, and something where it is', () => {
		expect(idsWhere(({expect: {basis, statuses}}) => (basis === 'unknown') !== (statuses.length === 0))).toEqual([]);
		expect(idsWhere(({expect: {basis, proofs}}) => basis === 'unknown' && proofs.length > 0)).toEqual([]);
	});

	it('know one fixed body only', () => {
		expect(idsWhere(({expect: {fixedBody}}) => fixedBody)).toEqual(['windows-connect-test-http']);
	});
});

describe('lifecycle', () => {
	it.each([
		['retired', /^Retired: /],
		['renamed', /Renamed to /],
		['unknown', /No public source says whether it still lives/],
	])('is told in the notes of %s hosts', (state, words) => {
		const affected = requirements.filter(({lifecycle}) => lifecycle.state === state);
		expect(affected).not.toEqual([]);
		expect(affected.filter(({notes}) => !words.test(notes ?? ''))).toEqual([]);
	});

	it('names what took the place of retired and renamed hosts, and of no other', () => {
		const isGone = ({lifecycle: {state}}: Requirement) => state === 'retired' || state === 'renamed';
		expect(idsWhere(row => isGone(row) !== (row.lifecycle.replacement !== null))).toEqual([]);
		expect(
			idsWhere(({notes, lifecycle: {replacement}}) => replacement !== null && !notes?.includes(replacement)),
		).toEqual([]);
	});

	it('is explained for legacy rows, and only they may concern nobody', () => {
		expect(idsWhere(({level, notes}) => level === 'legacy' && !/^(Legacy|Retired|Renamed)/.test(notes ?? ''))).toEqual(
			[],
		);
		expect(idsWhere(({level, scope}) => level !== 'legacy' && scope.length === 0)).toEqual([]);
	});
});

function byId(id: string): Requirement {
	const row = requirements.find(candidate => candidate.id === id);
	if (row === undefined) throw new Error(`There is no requirement ${id}`);
	return row;
}

describe('special cases', () => {
	it.each(['relay', 'relay-usgov', 'relay-china', 'arc-gateway', 'aks-api', 'aks-api-usgov', 'aks-api-china'])(
		'keeps TLS inspection away from %s',
		id => {
			expect(byId(id).noInspection).toBe(true);
		},
	);

	it('narrows the mid-label wildcard of AKS by the region', () => {
		expect(byId('aks-api')).toMatchObject({
			pattern: '*.hcp.*.azmk8s.io',
			narrowed: '*.hcp.<region>.azmk8s.io',
			trust: 'cluster',
		});
	});

	it('takes the proxies that allow 443 only into account', () => {
		expect(requirements.filter(({port}) => port === 8084).map(({id}) => id)).toEqual(['obo', 'obo-usgov', 'obo-china']);
	});

	it('keeps ports 443 that are not officially served from counting as needed', () => {
		const rowsNotServed = requirements.filter(({notes}) => notes?.includes('not officially served'));
		expect(rowsNotServed.map(({id, level}) => [id, level])).toEqual([
			['ubuntu-archive-https', 'optional'],
			['ubuntu-security-https', 'optional'],
			['ppa-https', 'optional'],
		]);
	});

	it('leaves nine hosts to a cluster behind an Arc gateway, one of them on two ports', () => {
		const rows = requirements.filter(({features}) => features.includes('arc-gateway'));
		expect(rows.filter(({pattern}) => pattern === '<region>.obo.arc.azure.com').map(({port}) => port)).toEqual([
			8084, 443,
		]);
		expect([...new Set(rows.map(({pattern}) => pattern))].toSorted()).toEqual([
			'*.data.mcr.microsoft.com',
			'<prefix>.gw.arc.azure.com',
			'<region-code>.his.arc.azure.com',
			'<region>.login.microsoft.com',
			'<region>.obo.arc.azure.com',
			'gbl.his.arc.azure.com',
			'login.microsoftonline.com',
			'management.azure.com',
			'mcr.microsoft.com',
		]);
	});
});

describe('clouds other than the public one', () => {
	const sovereign = requirements.filter(({clouds}) => !clouds.includes('public'));

	it('has no relay names: they follow no rule', () => {
		const relays = sovereign.filter(({pattern}) => pattern.includes('.servicebus.'));
		expect(relays.map(({id, standIns}) => [id, standIns])).toEqual([
			['relay-usgov', []],
			['relay-china', []],
		]);
		for (const {notes} of relays) expect(notes).toMatch(/no rule that could be derived/);
	});

	it('has stand-ins only from documents: hosts required there, or public stand-ins of the very same name', () => {
		const strangers = sovereign.flatMap(row => {
			const documented = requirements.filter(
				({id, clouds}) => id !== row.id && clouds.some(cloud => row.clouds.includes(cloud)),
			);
			const shared = requirements.filter(({clouds, pattern}) => clouds.includes('public') && pattern === row.pattern);
			const known = [
				...documented.map(({pattern}) => pattern),
				...shared.flatMap(({standIns}) => standIns.map(({host}) => host)),
			];
			return row.standIns.filter(({host}) => !known.includes(host));
		});
		expect(strangers).toEqual([]);
	});

	it('says that the ML extension in China is documented for AKS only', () => {
		const controlRows = sovereign.filter(({id}) => /^aml-(api|workspace).*-china$/.test(id));
		expect(controlRows).toHaveLength(3);
		for (const {notes} of controlRows) expect(notes).toMatch(/documented for AKS only/);
	});

	it('shares the hosts of others among all clouds', () => {
		const thirdParties =
			/(^|\.)(pypi\.org|pythonhosted\.org|ubuntu\.com|docker\.io|docker\.com|nvidia\.com|quay\.io|gcr\.io|digicert\.com)$/;
		const partial = requirements.filter(({pattern, clouds}) => thirdParties.test(pattern) && clouds.length !== 3);
		expect(partial.map(({id}) => id)).toEqual([]);
	});
});
