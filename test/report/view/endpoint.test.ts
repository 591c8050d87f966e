import {describe, expect, it} from 'vitest';
import {type EndpointView, viewEndpoint} from '../../../source/report/view/endpoint.ts';
import {certificate, dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../../helpers/sample-evidence.ts';
import {type Sample, sampleReport} from '../../helpers/sample-run.ts';

function viewOf(sample: Sample): EndpointView {
	const run = sampleReport(sample);
	const [row] = run.results;
	if (row === undefined) throw new Error('no row');
	return viewEndpoint(run, row, run.results);
}

describe('viewEndpoint', () => {
	it('tells what was found, and every requirement that leads there', () => {
		const view = viewOf({
			rows: [
				{host: 'a.example', cause: 'tls.reset', note: 'Narrowed.', notes: ['Seen before.'], features: ['arc']},
				{host: 'a.example', level: 'optional', cause: 'tls.reset'},
			],
		});
		expect(view).toMatchObject({
			name: 'a.example:443',
			verdict: 'blocked, tls.reset, high confidence',
			checkedAt: '2026-11-22T20:30:00.000Z',
			way: 'no proxy is set',
			planNote: 'Narrowed.',
			notes: ['Seen before.'],
			needs: [
				{listedAs: 'a.example:443, mandatory', features: ['Azure Arc agents']},
				{listedAs: 'a.example:443, optional'},
			],
			finding: {owner: 'network', title: 'Reset during the TLS handshake'},
		});
		expect(view.curlLine).toMatch(/^curl .*https:\/\/a\.example\/$/);
	});

	it('tells each stage of each try, with what lies behind it', () => {
		const chain = [certificate('CN=Corp CA', 'CN=a.example')];
		const view = viewOf({
			proxy: 'http://proxy:3128',
			rows: [
				{
					host: 'a.example',
					cause: 'http.block-page',
					controls: [{kind: 'direct', ms: 5.4, passed: true, code: 'done', detail: 'Answered 200.'}],
					stages: [
						dnsStage('proxy', {of: 'proxy'}),
						tcpStage(3128, {of: 'proxy'}),
						proxyStage('a.example:443', {headers: {via: '1.1 proxy', 'x-cache': 'MISS', etag: 'abc'}}),
						tlsStage('a.example', {chain, defects: ['CERT_HAS_EXPIRED']}),
						httpStage({title: 'Blocked', headers: {'content-type': 'text/html', 'set-cookie': 'a=b'}}),
					],
				},
			],
		});
		const [stages] = view.tries;
		expect(stages?.map(({name}) => name)).toEqual(['dns (proxy)', 'tcp (proxy)', 'proxy', 'tls', 'http']);
		expect(stages?.[2]?.headers).toEqual([
			['via', '1.1 proxy'],
			['x-cache', 'MISS'],
		]);
		expect(stages?.[3]).toMatchObject({
			defects: ['CERT_HAS_EXPIRED'],
			certificates: [{subject: 'CN=a.example', issuer: 'CN=Corp CA', from: '2026-01-01', to: '2027-01-01'}],
		});
		expect(stages?.[4]).toMatchObject({pageTitle: 'Blocked', headers: [['content-type', 'text/html']]});
		expect(view.controls).toEqual([{passed: true, words: 'without the proxy: gets through (Answered 200.), 5 ms'}]);
	});
});
