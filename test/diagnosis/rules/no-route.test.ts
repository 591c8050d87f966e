import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {endpointsBehind} from '../../../source/record/endpoints.ts';
import {dnsStage, tcpStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleReport, sampleRun} from '../../helpers/sample-run.ts';

const outOfReach = (server: string) => ({
	code: 'NAME_SERVER_OUT_OF_REACH',
	syscall: null,
	message: `this machine has no route to its name server ${server} (ENETUNREACH)`,
});
const nameless = (host: string, server: string): SampleRow => ({
	host,
	status: 'unverified',
	stages: [{...dnsStage(host), ok: false, addresses: [], error: outOfReach(server)}],
});
const unrouted = (host: string): SampleRow => ({
	host,
	status: 'unverified',
	stages: [
		dnsStage(host),
		{
			...tcpStage(443),
			ok: false,
			error: {code: 'NO_ROUTE', syscall: null, message: 'this machine has no route to 192.0.2.10 (ENETUNREACH)'},
		},
	],
});

describe('a machine without a route', () => {
	it.each([
		['10.0.0.2:53', '10.0.0.2'],
		['[fd00::2]:53', 'fd00::2'],
	])('to its name server %s is one finding for whoever sits at it, with a command that shows it', (server, address) => {
		const [finding, ...others] = diagnose(sampleRun({rows: hostsOf(4).map(host => nameless(host, server))}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'no-route.name-server',
			title: 'This machine has no way to its name server',
			owner: 'you',
			severity: 'error',
		});
		expect(finding?.why).toContain(`This machine has no route to its name server ${server} (ENETUNREACH)`);
		expect(finding?.why).toContain('4 endpoints could not be tested');
		expect(finding?.verify[0]).toBe(`ip route get ${address}`);
	});

	it('is shown with its endpoints in a report', () => {
		const report = sampleReport({rows: [nameless('a.example', '10.0.0.2:53'), {pattern: '*.untested.example'}]});
		const named = report.findings.map(finding => endpointsBehind(report, finding).map(({name}) => name));
		expect(named).toEqual([['a.example:443'], ['*.untested.example:443']]);
	});

	it('to the endpoints, or to a proxy, is another', () => {
		const rows = [unrouted('a.example'), nameless('b.example', '10.0.0.2:53')];
		expect(diagnose(sampleRun({rows})).map(({id}) => id)).toEqual(['no-route.direct', 'no-route.name-server']);
		const [proxied] = diagnose(sampleRun({proxy: 'http://proxy:3128', rows: [unrouted('a.example')]}));
		expect(proxied).toMatchObject({id: 'no-route.proxy', title: 'This machine has no way to the proxy'});
	});

	it('is not blamed for what is unverified for another reason', () => {
		const rows: SampleRow[] = [{host: 'a.example', status: 'unverified'}];
		expect(diagnose(sampleRun({rows})).map(({id}) => id)).toEqual(['not-verified']);
	});
});
