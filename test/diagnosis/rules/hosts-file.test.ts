import {expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {DnsEvidence} from '../../../source/evidence/types.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import {stagesFor} from '../../helpers/sample-evidence.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

const elsewhere: Partial<DnsEvidence> = {
	source: 'hosts',
	byServers: {addresses: [{address: '203.0.113.9', family: 4}], error: null},
};

function findingsFor(cause: Cause | null, change = elsewhere) {
	const host = 'mcr.microsoft.com';
	const stages = stagesFor({host, port: 443, isProxied: false, cause}).map(stage =>
		stage.stage === 'dns' ? {...stage, ...change} : stage,
	);
	return diagnose(sampleRun({rows: [{host, stages, cause}, {host: 'pypi.org'}]}), []);
}

it.each<Cause>(['tcp.timeout', 'tcp.refused', 'tls.untrusted'])('an entry of the hosts file comes before %s', cause => {
	const findings = findingsFor(cause);
	expect(findings.map(({id, owner, severity}) => `${id} ${owner} ${severity}`)).toEqual(['names.hosts-file you error']);
	expect(findings[0]?.fix[0]).toMatch(/^Take the lines for mcr\.microsoft\.com out of the hosts file/);
});

it('leaves an answer of the service itself to its own cause, and does not say that it works', () => {
	const findings = findingsFor('http.block-page');
	const [warning] = findings.filter(({id}) => id === 'names.hosts-file');
	expect(warning).toMatchObject({severity: 'warning', targets: []});
	expect(warning?.why).not.toContain('works here');
	expect(findings.filter(({severity}) => severity === 'error').flatMap(({targets}) => targets)).toEqual([
		'mcr.microsoft.com:443',
	]);
});

it('is told beside a row that works, since nobody else has it', () => {
	expect(findingsFor(null)).toMatchObject([
		{id: 'names.hosts-file', severity: 'warning', targets: [], why: expect.stringContaining('It works here')},
	]);
});

it('is told where one of several addresses is another one', () => {
	const addresses = ['203.0.113.9', '192.0.2.77'].map(address => ({address, family: 4}) as const);
	expect(findingsFor('tcp.timeout', {...elsewhere, addresses})[0]).toMatchObject({
		id: 'names.hosts-file',
		owner: 'you',
	});
});

it.each<[string, Partial<DnsEvidence>]>([
	[
		'the name servers say the same',
		{source: 'hosts', byServers: {addresses: [{address: '192.0.2.10', family: 4}], error: null}},
	],
	[
		'the name servers are silent',
		{source: 'hosts', byServers: {addresses: [], error: {code: 'ETIMEOUT', syscall: null, message: ''}}},
	],
	['nobody asked them', {source: 'hosts'}],
])('is no finding where %s', (_what, change) => {
	expect(findingsFor('tcp.timeout', change).map(({id}) => id)).toEqual(['tcp.timeout']);
});
