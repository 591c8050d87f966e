import {describe, expect, it} from 'vitest';
import {renderOpenmetrics} from '../../source/report/openmetrics.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {parseOpenMetrics} from '../helpers/openmetrics.ts';
import {sampleReport} from '../helpers/sample-run.ts';

describe('renderOpenmetrics', () => {
	const report = sampleReport({
		proxy: 'http://anna@proxy.corp.example:3128',
		rows: [{host: 'ok.example'}, {host: 'denied.example', cause: 'proxy.host-denied'}, {pattern: '*.azurecr.io'}],
	});
	const families = new Map(parseOpenMetrics(renderOpenmetrics(report)).map(family => [family.name, family]));
	const samplesOf = (name: string) => families.get(name)?.samples ?? [];

	it('tells when the run was, how long it took, and whether it was complete', () => {
		const labels = {region: 'eastus', cloud: 'public', vantage: 'jumpbox'};
		expect(samplesOf('arc_netcheck_run_timestamp_seconds')).toEqual([{labels, value: 1795379400.123}]);
		expect(samplesOf('arc_netcheck_run_duration_seconds')).toEqual([{labels, value: 4.321}]);
		expect(samplesOf('arc_netcheck_run_complete')).toEqual([{labels, value: 1}]);
	});

	it('counts endpoints and findings, none left out where the count is 0', () => {
		const counts = samplesOf('arc_netcheck_endpoints').map(({labels, value}) => [labels.status, value]);
		expect(Object.fromEntries(counts)).toEqual({
			reachable: 1,
			intercepted: 0,
			unstable: 0,
			blocked: 1,
			unverified: 1,
			skipped: 0,
		});
		expect(samplesOf('arc_netcheck_findings')).toContainEqual({
			labels: {region: 'eastus', cloud: 'public', vantage: 'jumpbox', owner: 'proxy', severity: 'error'},
			value: 1,
		});
	});

	it('tells of each endpoint its status, severity and cause', () => {
		const of = (name: string, host: string) => samplesOf(name).filter(({labels}) => labels.host === host);
		const labels = {
			region: 'eastus',
			vantage: 'jumpbox',
			host: 'denied.example',
			port: '443',
			level: 'mandatory',
		};
		expect(of('arc_netcheck_endpoint_status', 'denied.example').filter(({value}) => value === 1)).toEqual([
			{labels: {...labels, status: 'blocked'}, value: 1},
		]);
		expect(of('arc_netcheck_endpoint_status', 'denied.example')).toHaveLength(6);
		expect(of('arc_netcheck_endpoint_severity', 'denied.example')).toEqual([{labels, value: 3}]);
		expect(of('arc_netcheck_endpoint_cause', 'denied.example')).toEqual([
			{labels: {...labels, cause: 'proxy.host-denied'}, value: 1},
		]);
		expect(of('arc_netcheck_endpoint_cause', 'ok.example')).toEqual([]);
		expect(of('arc_netcheck_endpoint_duration_seconds', 'ok.example')[0]?.value).toBeGreaterThan(0);
	});

	it('is made of gauges alone, and holds no proxy, user or address', () => {
		expect(new Set([...families.values()].map(({type}) => type))).toEqual(new Set(['gauge']));
		expect(renderOpenmetrics(report)).not.toMatch(/anna|proxy\.corp|10\.1\.2\.3|jump-1/);
	});

	it('has the same series in every run of the same plan, whatever was found', () => {
		const names = (text: string) =>
			text
				.split('\n')
				.flatMap(line => (/^arc_netcheck_(?!endpoint_cause)/.test(line) ? [line.replace(/ \S+$/, '')] : []));
		const healthy = sampleReport({rows: [{host: 'ok.example'}, {host: 'denied.example'}, {pattern: '*.azurecr.io'}]});
		expect(names(renderOpenmetrics(healthy))).toEqual(names(renderOpenmetrics(report)));
	});

	it('keeps hostile text within its label, and no longer than a host name', () => {
		const rows = [...hostileRows, {host: 'x'.repeat(5000), cause: 'tcp.timeout'} as const];
		const hostile = parseOpenMetrics(renderOpenmetrics(sampleReport({rows})));
		const values = hostile.flatMap(({samples}) => samples.flatMap(({labels}) => Object.values(labels)));
		expect(Math.max(...values.map(value => value.length))).toBeLessThanOrEqual(253);
		for (const value of values) expect(value).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
	});

	it('counts an endpoint once, however many requirements lead there', () => {
		const rows = [{host: 'a.example'}, {host: 'a.example', level: 'optional'}] as const;
		const twice = parseOpenMetrics(renderOpenmetrics(sampleReport({rows})));
		const severities = twice.find(({name}) => name === 'arc_netcheck_endpoint_severity')?.samples;
		expect(severities?.map(({labels}) => labels.level)).toEqual(['mandatory']);
	});
});
