import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {TimeServerEvidence} from '../../../source/evidence/types.ts';
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

function timeServer(host: string, seconds: number | null, odd: Partial<TimeServerEvidence> = {}): TimeServerEvidence {
	const told = {
		...{host, port: 123, address: '203.0.113.5', ok: seconds !== null, error: null, kiss: null, strays: 0},
		offsetMs: seconds === null ? null : seconds * 1000,
		delayMs: seconds === null ? null : 12,
		stratum: seconds === null ? null : 2,
	};
	return {...told, ...odd};
}

const failed = (code: string) => ({error: {code, syscall: null, message: 'no answer within 5 s'}});

function findAll(rows: readonly SampleRow[], timeServers: readonly TimeServerEvidence[], isProxied = false) {
	const run = sampleRun({rows: rows.length > 0 ? rows : [{host: 'quiet.example'}]});
	const results = run.results.map(result => {
		const {route} = result.planned;
		if (!isProxied || route === null) return result;
		return {...result, planned: {...result.planned, route: {...route, via: 'proxy' as const}}};
	});
	const found = diagnose({...run, results, vantage: {...run.vantage, timeServers}});
	return found.filter(({kind}) => kind === 'wrong-clock');
}

describe('a clock that time servers measured', () => {
	it('is named with offset and server, beside what the services say', () => {
		const [clock, ...others] = findAll(
			hostsOf(3).map(host => rowAt(host, 300)),
			[timeServer('ntp.example', 300.021)],
		);
		expect(others).toEqual([]);
		expect(clock?.why).toBe(
			'3 hosts agree in their answers that this machine is 5 minutes behind. Measured over NTP: this machine is 300.021 s behind ntp.example (203.0.113.5), to within 0.006 s (stratum 2). No certificate fails because of it yet, but tokens and certificates with a short life will.',
		);
	});

	it.each<[string, SampleRow[], TimeServerEvidence[], string[]]>([
		['that is right', [], [timeServer('a', 0.02)], []],
		['within two minutes', [], [timeServer('a', -119)], []],
		['by one server alone, where no service tells', [], [timeServer('a', -600)], ['clock']],
		[
			'by two of three',
			[],
			[timeServer('a', 600), timeServer('b', 601), timeServer('c', 0)],
			['clock', 'clock.time-server'],
		],
		['by two that disagree', [], [timeServer('a', 600), timeServer('b', 0)], ['clock.time-server']],
		[
			'by a server that the services contradict',
			hostsOf(3).map(host => rowAt(host, 0)),
			[timeServer('a', 600)],
			['clock.time-server'],
		],
		[
			'by two servers that the services contradict',
			hostsOf(4).map(host => rowAt(host, 1)),
			[timeServer('a', 600), timeServer('b', 600)],
			['clock.time-server'],
		],
		[
			'wrongly, where the services say it is off',
			hostsOf(3).map(host => rowAt(host, 600)),
			[timeServer('a', 0)],
			['clock', 'clock.time-server'],
		],
		['by none that was asked', [], [timeServer('a', null, failed('PROBE_TIMEOUT'))], ['clock.not-told']],
		[
			'by one of two',
			[],
			[timeServer('a', 0), timeServer('b', null, failed('NTP_UNSYNCHRONISED'))],
			['clock.not-told'],
		],
		['when the run was stopped', [], [timeServer('a', null, failed('PROBE_ABORTED'))], []],
	])('%s', (_what, rows, servers, ids) => {
		expect(
			findAll(rows, servers)
				.map(({id}) => id)
				.toSorted(),
		).toEqual(ids);
	});

	it('says that NTP goes through no proxy', () => {
		const silent = [timeServer('a', null, failed('PROBE_TIMEOUT'))];
		expect(findAll([], silent, true)[0]?.why).toContain('NTP is UDP, which goes through no proxy');
		expect(findAll([], silent)[0]?.why).not.toContain('proxy');
	});

	it.each([
		['PROBE_TIMEOUT', null, 'allow UDP port 123'],
		['ECONNREFUSED', null, 'allow UDP port 123'],
		['NTP_KISS_OF_DEATH', 'RATE', 'too often'],
		['NTP_KISS_OF_DEATH', 'DENY', 'ask its owner to serve this address'],
		['NTP_UNSYNCHRONISED', null, 'follow a clock'],
		['NTP_UNUSABLE', null, 'what answers in its place'],
	])('has a cure for %s %s', (code, kiss, cure) => {
		const [finding] = findAll([], [timeServer('a', null, {...failed(code), kiss})]);
		expect(finding?.severity).toBe('warning');
		expect(finding?.fix.join(' ')).toContain(cure);
	});
});
