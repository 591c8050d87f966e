import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import {certificate, dnsStage, httpStage, tcpStage, tlsStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

/** The samples start at this time. */
const startedAt = Date.parse('2026-11-22T20:30:00.000Z');
const day = 86_400;

/** A row whose server's clock is so many seconds ahead. */
function rowAt(host: string, seconds: number, cause: Cause | null = null): SampleRow {
	const serverTime = startedAt + seconds * 1000;
	const valid = {
		...certificate('CN=Public CA', `CN=${host}`),
		validFrom: new Date(serverTime - 30 * day * 1000).toISOString(),
		validTo: new Date(serverTime + 30 * day * 1000).toISOString(),
	};
	const tls =
		cause === null
			? tlsStage(host)
			: tlsStage(host, {trust: 'untrusted', defects: ['CERT_NOT_YET_VALID'], chain: [valid]});
	const http = httpStage({headers: {date: new Date(serverTime).toUTCString()}});
	return {host, cause, stages: [dnsStage(host), tcpStage(443), tls, http]};
}

const find = (rows: readonly SampleRow[]) => diagnose(sampleRun({rows})).find(({id}) => id === 'clock');

describe('a wrong clock', () => {
	it('is one finding, to which the certificates belong that only seem out of date', () => {
		const rows = hostsOf(3).map(host => rowAt(host, 200 * day, 'tls.not-yet-valid'));
		const [finding, ...others] = diagnose(sampleRun({rows: [...rows, rowAt('ok.example', 200 * day)]}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: 'clock', owner: 'you', severity: 'error'});
		expect(finding?.targets).toHaveLength(3);
		expect(finding?.why).toContain('4 hosts agree in their answers that this machine is 200 days behind.');
		expect(finding?.verify[0]).toBe('date --utc');
	});

	it('is a warning where nothing fails yet', () => {
		expect(find(hostsOf(3).map(host => rowAt(host, -600)))).toMatchObject({
			severity: 'warning',
			targets: [],
			why: '3 hosts agree in their answers that this machine is 10 minutes ahead. No certificate fails because of it yet, but tokens and certificates with a short life will.',
		});
	});

	it.each<[string, SampleRow[]]>([
		['an offset within two minutes', hostsOf(3).map(host => rowAt(host, 110))],
		['two hosts only', hostsOf(2).map(host => rowAt(host, 600))],
		['hosts that disagree', hostsOf(3).map((host, index) => rowAt(host, 600 * (index + 1)))],
		[
			'most hosts that agree with this machine',
			[...hostsOf(3).map(host => rowAt(host, 600)), ...hostsOf(4, 'ok').map(host => rowAt(host, 0))],
		],
		['no host that tells a time', hostsOf(3).map(host => ({host}))],
	])('is not said of %s', (_what, rows) => {
		expect(find(rows)).toBeUndefined();
	});

	it('leaves a certificate that is bad at the right time too to its own finding', () => {
		const bad = rowAt('bad.example', 600, 'tls.expired');
		const old = tlsStage('bad.example', {
			trust: 'untrusted',
			defects: ['CERT_HAS_EXPIRED'],
			chain: [{...certificate('CN=Public CA'), validTo: '2020-01-01T00:00:00.000Z'}],
		});
		const rows = [...hostsOf(3).map(host => rowAt(host, 600)), {...bad, stages: [old]}];
		expect(diagnose(sampleRun({rows})).map(({id}) => id)).toEqual(['tls.expired', 'clock']);
	});
});
