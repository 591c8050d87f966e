import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {causes} from '../../../source/verdict/causes.ts';
import {tlsStage} from '../../helpers/sample-evidence.ts';
import {type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const passing: SampleRow = {host: 'ok.example'};

describe('by cause', () => {
	it.each(causes)('gives %s a finding with its own title', cause => {
		const findings = diagnose(sampleRun({rows: [passing, {host: 'a.example', cause}, {host: 'b.example', cause}]}));
		expect(findings).toHaveLength(1);
		expect(findings[0]?.id).toMatch(new RegExp(`^${cause.replace('.', '\\.')}(#|$)`));
		expect(findings[0]?.targets).toEqual(['a.example:443', 'b.example:443']);
		expect(findings[0]?.verify).toHaveLength(2);
	});

	it('keeps the direct path and the one through a proxy apart', () => {
		const rows: SampleRow[] = [
			{host: 'proxied.example', cause: 'tls.reset'},
			{host: 'direct.example', cause: 'tls.reset', noProxyRule: 'direct.example'},
		];
		expect(diagnose(sampleRun({proxy: 'http://proxy:3128', rows})).map(({id}) => id)).toEqual([
			'tls.reset@http://proxy:3128',
			'tls.reset',
		]);
	});

	it('keeps two inspecting devices apart by their issuer', () => {
		const other = [tlsStage('c.example', {issuer: 'CN=Branch CA', trust: 'private'})];
		const rows: SampleRow[] = [
			{host: 'a.example', cause: 'tls.intercepted', status: 'intercepted'},
			{host: 'b.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true},
			{host: 'c.example', cause: 'tls.intercepted', status: 'intercepted', stages: other},
		];
		const findings = diagnose(sampleRun({rows}));
		expect(findings.map(({id, severity}) => `${severity} ${id}`)).toEqual([
			'error tls.intercepted#CN=Corp Inspection CA',
			'warning tls.intercepted#CN=Branch CA',
		]);
		expect(findings[0]?.fix[0]).toContain('Exempt b.example from TLS inspection');
		expect(findings[0]?.fix[0]).toContain('b.example');
		expect(findings[0]?.why).toContain('The certificate shown for 2 hosts was issued by "CN=Corp Inspection CA"');
	});

	it('says of an unstable target that no fixed rule blocks it', () => {
		const rows: SampleRow[] = [passing, {host: 'a.example', cause: 'tcp.timeout', status: 'unstable'}];
		const [finding] = diagnose(sampleRun({rows}));
		expect(finding).toMatchObject({
			id: 'unstable:tcp.timeout',
			title: 'Unstable: No answer to the connection attempt',
			severity: 'warning',
		});
		expect(finding?.why).toContain('the next one worked');
	});

	it('never drops a blocked row, even without a cause', () => {
		const rows: SampleRow[] = [passing, {host: 'a.example', status: 'blocked', detail: 'Something odd.'}];
		const [finding] = diagnose(sampleRun({rows}));
		expect(finding).toMatchObject({id: 'unnamed', severity: 'error', targets: ['a.example:443']});
		expect(finding?.why).toContain('Seen for a.example: Something odd.');
	});
});
