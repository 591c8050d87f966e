import {expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {buildSurvey} from '../../../source/record/survey/build-survey.ts';
import {redactSurvey} from '../../../source/redact/redact-report.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

it('names no place in a redacted survey', () => {
	const run = (name: string, cause: 'tcp.timeout' | null) => {
		const report = sampleReport({rows: [{host: 'mcr.microsoft.com', cause}], vantage: 'node'});
		const facts = [{source: 'resolv', lines: ['search plant.corp.example']}];
		return {...report, vantage: {...report.vantage, name: `ssh:${name}`, node: name, pool: `pool-of-${name}`, facts}};
	};
	const unseen = {
		vantage: {name: 'ssh:lost.corp.example', kind: 'node'},
		state: 'silent',
		reason: 'lost.corp.example did not answer in time.',
		fix: 'Is lost.corp.example up?',
	} as const;
	const survey = buildSurvey([run('one.corp.example', null), run('two.corp.example', 'tcp.timeout')], [unseen]);
	expect(survey?.findings.length).toBe(1);
	expect(JSON.stringify(survey && redactSurvey(survey, catalog))).not.toMatch(/corp.example|pool-of/);
});

it('takes whole names of places alone out of its sentences', () => {
	const run = (node: string, pool: string, cause: 'tcp.timeout' | null) => {
		const report = sampleReport({rows: [{host: 'mcr.microsoft.com', cause}], vantage: 'node'});
		return {...report, vantage: {...report.vantage, name: `ssh:${node}`, node, pool}};
	};
	// Runs are kept of two places that see the same; the third is known by its name alone.
	const shut = ['one', 'two', 'six'].map(name => run(`gpu-${name}`, 'e', 'tcp.timeout'));
	const survey = buildSurvey([run('cpu-one', 'a', null), ...shut, run('plant7', 'a', 'tcp.timeout')]);
	const clean = survey && redactSurvey(survey, catalog);
	const [egress, lonely] = clean?.findings ?? [];
	const [was] = survey?.findings ?? [];
	expect(was?.kind).toBe('pool-egress');
	expect(egress?.why).toBe(was?.why);
	expect(lonely?.kind).toBe('node-egress');
	expect(lonely?.title).toContain(clean?.vantages.at(-1)?.node ?? '-');
	expect(JSON.stringify(clean)).not.toMatch(/gpu-|cpu-|plant7/);
});

it('names no file of certificates in a redacted survey', () => {
	const run = (node: string, facts: {source: string; lines: string[]}[]) => {
		const report = sampleReport({rows: [{host: 'mcr.microsoft.com'}], vantage: 'node'});
		return {...report, vantage: {...report.vantage, name: `ssh:${node}`, node, facts}};
	};
	const lines = ['containerd SSL_CERT_FILE missing /etc/contoso/plant.pem'];
	const survey = buildSurvey([run('gpu-one', [{source: 'ca', lines}]), run('gpu-two', [])]);
	expect(survey?.findings[0]?.why).toContain('/etc/contoso/plant.pem');
	expect(JSON.stringify(survey && redactSurvey(survey, catalog))).not.toMatch(/contoso|plant|gpu-/);
});
