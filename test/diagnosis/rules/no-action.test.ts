import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

describe('blocked, but no longer needed', () => {
	it('is one finding without a command, whatever blocks the rows', () => {
		const rows = [
			{host: 'ok.example'},
			{host: 'old.example', cause: 'tcp.timeout', level: 'legacy'},
			{
				host: 'gone.example',
				cause: 'dns.nxdomain',
				lifecycle: {state: 'retired', replacement: 'packages.example'},
			},
		] as const;
		const findings = diagnose(sampleRun({rows}));
		expect(findings).toEqual([
			{
				id: 'no-action',
				kind: 'no-action',
				title: 'Blocked, but no longer needed',
				severity: 'info',
				owner: 'you',
				targets: ['old.example:443', 'gone.example:443'],
				rows: ['old.example-443-legacy@old.example:443', 'gone.example-443-mandatory@gone.example:443'],
				why: '2 endpoints could not be reached that only older lists name: no longer needed, or retired upstream. Replaced: gone.example by packages.example.',
				impact: [],
				fix: ['No action. Do not open the firewall for them.'],
				fixFor: ['owner'],
				remedy: null,
				checks: [],
				verify: [],
			},
		]);
	});

	it('leaves an endpoint that something else needs to the finding of that', () => {
		const rows = [
			{host: 'both.example', cause: 'tcp.timeout', level: 'legacy'},
			{host: 'both.example', cause: 'tcp.timeout', level: 'mandatory'},
		] as const;
		expect(diagnose(sampleRun({rows})).map(({id, targets}) => [id, targets])).toEqual([
			['tcp.timeout', ['both.example:443']],
		]);
	});
});
