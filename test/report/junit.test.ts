import {XMLParser, XMLValidator} from 'fast-xml-parser';
import {describe, expect, it} from 'vitest';
import {renderJunit, xmlText} from '../../source/report/junit.ts';
import {hostileRows, hostileTexts} from '../helpers/hostile.ts';
import {sampleReport} from '../helpers/sample-run.ts';

type TestCase = {
	readonly '@name': string;
	readonly '@classname': string;
	readonly failure?: {readonly '@message': string; readonly '@type': string; readonly '#text': string};
	readonly skipped?: {readonly '@message': string};
	readonly 'system-out'?: string;
};
type Suite = {readonly [attribute: `@${string}`]: string; readonly testcase: readonly TestCase[]};

/** Reads a report as another program does. */
function read(xml: string): Suite {
	expect(XMLValidator.validate(xml)).toBe(true);
	const parser = new XMLParser({
		ignoreAttributes: false,
		attributeNamePrefix: '@',
		isArray: name => name === 'testcase',
		parseTagValue: false,
	});
	return parser.parse(xml).testsuites.testsuite;
}

describe('renderJunit', () => {
	const suite = read(
		renderJunit(
			sampleReport({
				proxy: 'http://proxy:3128',
				rows: [
					{host: 'ok.example'},
					{host: 'denied.example', cause: 'proxy.host-denied', detail: 'Denied <here>.', impact: 'Nothing works.'},
					{host: 'optional.example', cause: 'tcp.timeout', level: 'optional', detail: 'No answer.'},
					{host: 'old.example', cause: 'tcp.timeout', level: 'legacy'},
					{pattern: '*.azurecr.io'},
					{host: 'late.example', status: 'skipped'},
				],
			}),
		),
	);

	it('counts what it holds, and tells when with the zone', () => {
		expect(suite).toMatchObject({
			'@name': 'arc-netcheck eastus',
			'@tests': '6',
			'@failures': '1',
			'@errors': '0',
			'@skipped': '3',
			'@time': '4.321',
			'@timestamp': '2026-11-22T20:30:00Z',
			'@hostname': 'jump-1',
		});
		expect(suite.testcase).toHaveLength(6);
	});

	it('fails for an error, skips what was not tested or needs no action, and passes the rest', () => {
		const outcomes = suite.testcase.map(one =>
			'failure' in one ? 'failure' : 'skipped' in one ? 'skipped' : 'passed',
		);
		expect(outcomes).toEqual(['passed', 'failure', 'passed', 'skipped', 'skipped', 'skipped']);
	});

	it('says what failed, who can put it right and how', () => {
		const [, failed] = suite.testcase;
		expect(failed).toMatchObject({
			'@classname': 'arc-netcheck.mandatory',
			'@name': 'denied.example:443',
			failure: {'@message': 'Denied <here>.', '@type': 'proxy.host-denied'},
		});
		expect(failed?.failure?.['#text']).toMatch(
			/Without it: Nothing works\.\s+Proxy team: The proxy denies access\s+1\. On the proxy/,
		);
	});

	it('lets a warning pass, and says so in its output', () => {
		expect(suite.testcase[2]?.['system-out']).toContain('warning: blocked, tcp.timeout. No answer.');
	});

	it('keeps hostile text within its attribute and element', () => {
		const broken = ['\u0000\u0008\ufffe\uffff', '\ud800', ']]>', '<!-- -->', '&#0;', '</failure><x y="'];
		const rows = broken.map(text => ({host: `${text}.example`, cause: 'tcp.timeout', detail: text}) as const);
		const xml = renderJunit(sampleReport({rows: [...hostileRows, ...rows]}));
		expect(read(xml).testcase).toHaveLength(hostileRows.length + rows.length);
		expect(new Set(xml.match(/<\/?[a-z-]+/g)?.map(tag => tag.replace(/[</]/g, '')))).toEqual(
			new Set(['testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure', 'skipped', 'system-out']),
		);
	});
});

describe('xmlText', () => {
	it.each([...hostileTexts, '\ud800\udc00\ud800', '\ufffe'])('writes %j with characters that XML 1.0 allows', text => {
		// https://www.w3.org/TR/xml/#charsets
		expect(xmlText(text)).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
		expect(xmlText(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|apos;)/);
	});
});
