import {expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {DnsEvidence} from '../../../source/evidence/types.ts';
import {stagesFor} from '../../helpers/sample-evidence.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

const host = 'mcr.microsoft.com';

function stagesOf(change: Partial<DnsEvidence>, cause: 'dns.nxdomain' | null = null) {
	return stagesFor({host, port: 443, isProxied: false, cause}).map(stage =>
		stage.stage === 'dns' ? {...stage, source: 'server' as const, ...change} : stage,
	);
}

function findingsFor(change: Partial<DnsEvidence>, cause: 'dns.nxdomain' | null = null) {
	const stages = stagesOf(change, cause);
	return diagnose(sampleRun({rows: [{host, stages, cause}, {host: 'pypi.org'}]}), []);
}
const search = {
	ndots: 5,
	answers: [{domain: 'corp.example', addresses: [{address: '203.0.113.77', family: 4 as const}]}],
};

it('tells of a search domain that answers, beside the rows', () => {
	const [finding, ...others] = findingsFor({search});
	expect(others).toEqual([]);
	expect(finding).toMatchObject({id: 'names.search-list', owner: 'dns', severity: 'warning', targets: []});
	expect(finding?.why).toContain('corp.example');
});

it('leaves a name that does not exist to its own finding', () => {
	expect(findingsFor({search}, 'dns.nxdomain').map(({id}) => id)).toEqual(['dns.nxdomain', 'names.search-list']);
});

it('tells of programs that are led elsewhere', () => {
	const system = {addresses: [{address: '10.1.2.3', family: 4 as const}], error: null};
	expect(findingsFor({system})).toMatchObject([{id: 'names.resolver', owner: 'you', severity: 'warning'}]);
});

it('says nothing where all agree', () => {
	expect(findingsFor({search: {ndots: 5, answers: []}})).toEqual([]);
});

it('tells of a variable that sets the search list, to who set it', () => {
	const [finding] = findingsFor({search: {...search, variables: ['LOCALDOMAIN', 'RES_OPTIONS']}});
	expect(finding).toMatchObject({id: 'names.search-list', owner: 'you'});
	expect(finding?.why).toContain('LOCALDOMAIN and RES_OPTIONS set it');
	expect(finding?.fix[0]).toBe('Unset LOCALDOMAIN and RES_OPTIONS in the environment, and check again.');
});

const otherPublic = {addresses: [{address: '20.1.2.3', family: 4 as const}], error: null};

it.each<[string, boolean | null, readonly string[]]>([
	['shows another certificate', false, ['names.resolver']],
	['shows the certificate', true, []],
	['was not asked', null, []],
])('tells of another public address only where it %s', (_title, passed, ids) => {
	const run = sampleRun({
		rows: [{host: 'mcr.microsoft.com', stages: stagesOf({system: otherPublic})}, {host: 'pypi.org'}],
	});
	const control = {
		kind: 'program-address',
		ms: 5,
		passed: passed === true,
		code: 'refused',
		detail: '20.1.2.3: X',
	} as const;
	const results = run.results.map((result, index) =>
		index === 0 && passed !== null ? {...result, controls: [control]} : result,
	);
	const findings = diagnose({...run, results}, []);
	expect(findings.map(({id}) => id)).toEqual(ids);
	if (ids.length > 0) expect(findings[0]?.why).toContain('programs on this machine get 20.1.2.3');
});
