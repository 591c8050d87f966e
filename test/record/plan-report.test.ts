import {describe, expect, it} from 'vitest';
import {planReportShape, toPlanReport} from '../../source/record/plan-report.ts';
import {samplePlan} from '../helpers/sample-run.ts';

const plan = samplePlan({
	proxy: 'http://proxy:3128',
	rows: [
		{host: 'mcr.microsoft.com', path: '/v2/'},
		{host: 'one.blob.core.windows.net', pattern: '*.blob.core.windows.net', sampled: true, note: 'A public stand-in.'},
		{pattern: '*.azurecr.io', note: 'Give --resource acr=NAME.'},
	],
});

describe('toPlanReport', () => {
	const report = toPlanReport(plan);

	it('has the head of a run and one row for each requirement and stand-in', () => {
		expect(Object.keys(report)).toEqual(['schema', 'tool', 'settings', 'catalog', 'targets']);
		expect(report.targets).toMatchObject([
			{
				requirement: {pattern: 'mcr.microsoft.com'},
				target: {host: 'mcr.microsoft.com', port: 443, sampled: false},
				route: 'proxy',
				routeReason: 'HTTPS proxy http://proxy:3128',
				proxy: 'http://proxy:3128',
				path: '/v2/',
				note: null,
			},
			{target: {sampled: true}, note: 'A public stand-in.'},
			{target: null, route: null, path: null, note: 'Give --resource acr=NAME.'},
		]);
	});

	it('describes every field that it writes', () => {
		expect(planReportShape.parse(report)).toEqual(report);
	});
});
