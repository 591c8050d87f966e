import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../../source/diagnosis/diagnose.ts';
import {findingsPerOwner} from '../../../../source/wizard/screens/export/export-words.ts';
import {groupRun} from '../../../../source/wizard/state/results/result-groups.ts';
import {placeEndpoints} from '../../../../source/wizard/state/results/results-rows.ts';
import {dnsStage} from '../../../helpers/sample-evidence.ts';
import {type SampleRow, sampleReport, sampleRun} from '../../../helpers/sample-run.ts';

function groupsOf(rows: readonly SampleRow[]) {
	return groupRun(sampleReport({proxy: 'http://proxy.example:3128', rows})).map(
		({severity, finding, title, endpoints}) => ({
			severity,
			title: finding ? finding.owner : title,
			endpoints: endpoints.map(({name, rows}) => `${name} x${rows.length}`),
		}),
	);
}

describe('groupRun', () => {
	it('puts the worst finding first and what went well last', () => {
		const groups = groupsOf([
			{host: 'good.example'},
			{host: 'optional.example', level: 'optional', cause: 'tcp.timeout', noProxyRule: '.example'},
			{host: 'denied.example', cause: 'proxy.host-denied'},
			{pattern: '*.untested.example'},
		]);
		expect(groups[0]).toEqual({severity: 'error', title: 'proxy', endpoints: ['denied.example:443 x1']});
		expect(groups.at(-1)).toEqual({severity: 'ok', title: 'Reachable', endpoints: ['good.example:443 x1']});
		expect(groups.flatMap(({endpoints}) => endpoints)).toContain('*.untested.example:443 x1');
	});

	it('shows an endpoint once, with all rows that are about it', () => {
		const [group] = groupsOf([
			{host: 'denied.example', cause: 'proxy.host-denied'},
			{host: 'denied.example', cause: 'proxy.host-denied', level: 'conditional'},
		]);
		expect(group?.endpoints).toEqual(['denied.example:443 x2']);
	});

	it('shows each row under its own finding, also with two findings on one host and port', () => {
		const rows: readonly SampleRow[] = [
			{host: 'a.example', status: 'intercepted', cause: 'tls.intercepted'},
			{host: 'a.example', protocol: 'websocket', cause: 'http.websocket-denied'},
		];
		const groups = groupRun(sampleReport({rows}));
		const causesOf = ({endpoints}: (typeof groups)[number]) =>
			endpoints.flatMap(({rows}) => rows.map(({cause}) => cause));
		expect(groups.map(group => [group.severity, group.finding?.owner, causesOf(group)])).toEqual([
			['error', 'network', ['http.websocket-denied']],
			['warning', 'security', ['tls.intercepted']],
		]);
	});

	it('places an endpoint that stands under two findings once, with all its rows, under the first of them', () => {
		const rows: readonly SampleRow[] = [
			{host: 'a.example', status: 'intercepted', cause: 'tls.intercepted'},
			{host: 'a.example', protocol: 'websocket', cause: 'http.websocket-denied'},
		];
		const placed = placeEndpoints(groupRun(sampleReport({rows})));
		expect(
			placed.map(({group, endpoint}) => [
				group.finding?.owner,
				endpoint.row.cause,
				endpoint.rows.map(row => row.cause),
			]),
		).toEqual([['network', 'http.websocket-denied', ['http.websocket-denied', 'tls.intercepted']]]);
	});

	it('puts what never left this machine under its finding', () => {
		const error = {
			code: 'NAME_SERVER_OUT_OF_REACH',
			syscall: null,
			message: 'this machine has no route to 10.0.0.2:53',
		};
		const stages = [{...dnsStage('unsent.example'), ok: false, addresses: [], error}];
		expect(groupsOf([{host: 'unsent.example', status: 'unverified', stages}, {host: 'good.example'}])).toEqual([
			{severity: 'error', title: 'you', endpoints: ['unsent.example:443 x1']},
			{severity: 'ok', title: 'Reachable', endpoints: ['good.example:443 x1']},
		]);
	});

	it('leaves no row out, also of a run that was stopped', () => {
		const rows: readonly SampleRow[] = [
			{host: 'good.example'},
			{host: 'skipped.example', status: 'skipped'},
			{host: 'legacy.example', level: 'legacy', cause: 'proxy.host-denied'},
			{host: 'inspected.example', status: 'intercepted', cause: 'tls.intercepted'},
			{pattern: '*.untested.example'},
		];
		const shown = groupsOf(rows).flatMap(({endpoints}) => endpoints);
		expect(shown).toHaveLength(rows.length);
	});
});

it('findingsPerOwner counts what is to be done, the most first', () => {
	const run = sampleRun({
		proxy: 'http://proxy.example:3128',
		rows: [
			{host: 'good.example'},
			{host: 'denied.example', cause: 'proxy.host-denied'},
			{host: 'port.example', port: 8084, cause: 'proxy.port-denied'},
			{host: 'read.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true},
			{pattern: '*.untested.example'},
		],
	});
	expect(findingsPerOwner(diagnose(run))).toEqual([
		{owner: 'proxy', count: 2},
		{owner: 'security', count: 1},
	]);
});
