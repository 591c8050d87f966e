import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {dnsStage, httpStage, tcpStage} from '../../helpers/sample-evidence.ts';
import {type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

describe('not tested', () => {
	it('lists what to supply, and counts the mandatory ones', () => {
		const registry = 'No public host stands for *.azurecr.io: give the name of your registry with --resource acr=NAME.';
		const rows: readonly SampleRow[] = [
			{host: 'ok.example'},
			{pattern: '*.azurecr.io', note: registry},
			{pattern: '<acr>.eastus.data.azurecr.io', note: registry},
			{
				pattern: 'ntp.ubuntu.com',
				port: 123,
				protocol: 'udp',
				level: 'optional',
				note: "UDP can't be tested from here.",
			},
			{host: 'busy.example', status: 'unverified', detail: 'The connection failed on this machine: EMFILE.'},
		];
		expect(diagnose(sampleRun({rows}))).toEqual([
			{
				id: 'not-verified',
				kind: 'not-verified',
				title: 'Could not be tested',
				severity: 'info',
				owner: 'you',
				targets: ['*.azurecr.io:443', '<acr>.eastus.data.azurecr.io:443', 'ntp.ubuntu.com:123', 'busy.example:443'],
				rows: [
					'*.azurecr.io-443-mandatory',
					'<acr>.eastus.data.azurecr.io-443-mandatory',
					'ntp.ubuntu.com-123-optional-udp',
					'busy.example-443-mandatory@busy.example:443',
				],
				why: '4 endpoints could not be tested (3 required).',
				impact: [],
				fix: [
					'No public host stands for *.azurecr.io: give the name of your registry with --resource acr=NAME (for *.azurecr.io:443 and <acr>.eastus.data.azurecr.io:443).',
					"UDP can't be tested from here (for ntp.ubuntu.com:123).",
					'The connection failed on this machine: EMFILE (for busy.example:443).',
				],
				fixFor: ['owner', 'owner', 'owner'],
				remedy: null,
				checks: [],
				verify: [],
			},
		]);
	});

	it('asks who gave the answers that prove nothing', () => {
		const stages = [dnsStage('a.example'), tcpStage(80), httpStage({status: 403})];
		const rows = ['a.example', 'b.example'].map(host => ({host, port: 80, status: 'unverified', stages}) as const);
		const run = sampleRun({rows});
		const results = run.results.map(result => ({
			...result,
			verdict: {...result.verdict, identity: 'unproven' as const},
		}));
		expect(diagnose({...run, results})[0]).toMatchObject({
			why: expect.stringContaining('2 answers came that the service or anything before it may have given.'),
			fix: [
				'Find out whether a firewall or portal answered 403 itself, in place of the service: its log tells (for a.example:80 and b.example:80).',
			],
		});
	});

	it('misses nothing where another stand-in spoke for the same wildcard', () => {
		const pattern = '*.blob.core.windows.net';
		const rows: readonly SampleRow[] = [
			{pattern, host: 'one.blob.core.windows.net', sampled: true},
			{pattern, host: 'two.blob.core.windows.net', sampled: true, status: 'unverified'},
		];
		expect(diagnose(sampleRun({rows}))).toEqual([]);
	});

	it('misses each of the own resources that could not be tested', () => {
		const pattern = '*.azurecr.io';
		const rows: readonly SampleRow[] = [
			{pattern, host: 'one.azurecr.io'},
			{pattern, host: 'two.azurecr.io', status: 'unverified'},
		];
		expect(diagnose(sampleRun({rows}))[0]?.targets).toEqual(['two.azurecr.io:443']);
	});

	it('counts what the chosen features require as required', () => {
		const rows: readonly SampleRow[] = [
			{pattern: '*.a.example'},
			{pattern: '*.b.example', level: 'conditional'},
			{pattern: '*.c.example', level: 'optional'},
		];
		expect(diagnose(sampleRun({rows}))[0]?.why).toMatch(/^3 endpoints could not be tested \(2 required\)/);
	});

	it('does not count what the run never came to', () => {
		expect(diagnose(sampleRun({complete: false, rows: [{host: 'a.example', status: 'skipped'}]}))).toEqual([]);
	});
});
