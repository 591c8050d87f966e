import {expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {DnsEvidence} from '../../../source/evidence/types.ts';
import {stagesFor} from '../../helpers/sample-evidence.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

function findingsFor(change: Partial<DnsEvidence>, cause: 'dns.nxdomain' | null = null) {
	const host = 'mcr.microsoft.com';
	const stages = stagesFor({host, port: 443, isProxied: false, cause}).map(stage =>
		stage.stage === 'dns' ? {...stage, source: 'server' as const, ...change} : stage,
	);
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
