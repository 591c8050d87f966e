import {describe, expect, it} from 'vitest';
import {toEndpoints} from '../../source/report/view/endpoints.ts';
import {evidenceExamples} from '../../source/report/view/evidence.ts';
import {ruleHostsOf} from '../../source/report/view/rule-hosts.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const endpoints = toEndpoints(
	sampleReport({
		rows: [
			{host: 'a.example', cause: 'tcp.timeout', detail: 'No answer from a.example.'},
			{host: 'b.example', port: 80, protocol: 'http', cause: 'tcp.timeout', detail: 'No answer from b.example.'},
			{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, cause: 'tcp.reset', detail: 'Reset.'},
			{
				host: 'two.cdn.example',
				pattern: '*.cdn.example',
				sampled: true,
				cause: 'tcp.timeout',
				detail: 'No answer from two.cdn.example.',
			},
		],
	}).results,
);

describe('ruleHostsOf', () => {
	it('names the wildcard in place of its stand-ins', () => {
		expect(
			ruleHostsOf(endpoints).map(({host, port, protocol, testedWith}) => ({host, port, protocol, testedWith})),
		).toEqual([
			{host: 'a.example', port: 443, protocol: 'https', testedWith: []},
			{host: 'b.example', port: 80, protocol: 'http', testedWith: []},
			{host: '*.cdn.example', port: 443, protocol: 'https', testedWith: ['one.cdn.example', 'two.cdn.example']},
		]);
	});
});

describe('evidenceExamples', () => {
	it('says once what several saw alike, the most frequent first', () => {
		expect(evidenceExamples(endpoints)).toEqual([
			{detail: 'No answer from a.example.', count: 3},
			{detail: 'Reset.', count: 1},
		]);
	});
});
