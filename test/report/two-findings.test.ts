import {parse} from 'csv-parse/sync';
import {describe, expect, it} from 'vitest';
import {parseRun} from '../../source/record/parse-run.ts';
import {renderExplanation} from '../../source/report/explain-text.ts';
import {renderRun} from '../../source/report/formats.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 100, colour: false, unicode: true};
const inspected = 'Its certificate came from another issuer.';
const denied = 'The upgrade was refused.';

/** One host and port with two rows, each at fault for a reason of its own. */
const report = sampleReport({
	rows: [
		{
			...{host: 'a.example', purpose: 'Serves pages.', noInspection: true},
			...{cause: 'tls.intercepted', status: 'intercepted', detail: inspected},
		},
		{
			...{host: 'a.example', purpose: 'Pushes news.', protocol: 'websocket'},
			...{cause: 'http.websocket-denied', detail: denied},
		},
		{host: 'b.example'},
	],
});
const titles = {inspected: 'TLS inspection on the way', denied: 'WebSocket not let through'};
const write = (format: Parameters<typeof renderRun>[0]) => renderRun(format, report, options);

/** What stands from the title of a finding to that of the other one, or to the end. */
function partOf(text: string, title: string): string {
	const from = text.lastIndexOf(title);
	const ends = Object.values(titles).map(other => text.indexOf(other, from + title.length));
	return text.slice(from, Math.min(...ends.filter(end => end > 0), text.length));
}

describe('two findings on one host and port', () => {
	it('are both there, each with its row', () => {
		const rows = report.findings.map(finding => [finding.title, finding.rows]);
		expect(rows).toEqual([
			[titles.inspected, [report.results[0]?.id]],
			[titles.denied, [report.results[1]?.id]],
		]);
	});

	it('have their rows in the table', () => {
		const lines: Record<string, string>[] = parse(write('csv'), {columns: true, record_delimiter: '\r\n'});
		expect(lines.map(({cause, finding, owner}) => [cause, finding, owner])).toEqual([
			['http.websocket-denied', titles.denied, 'network'],
			['tls.intercepted', titles.inspected, 'security'],
			['', '', ''],
		]);
	});

	it.each(['text', 'markdown', 'html', 'change-request'] as const)('have what was seen apart in %s', format => {
		// Tables of all rows stand after the findings.
		const text = write(format).split(/## Blocked hosts|<h2 class="table-title">|<h2>Next|## Next|\nNext\n/)[0] ?? '';
		expect(partOf(text, titles.inspected)).toMatch(/a\.(?:<wbr>)?example/);
		expect(partOf(text, titles.denied)).toMatch(/a\.(?:<wbr>)?example/);
		expect(partOf(text, titles.inspected)).not.toContain(denied);
		expect(partOf(text, titles.denied)).not.toContain(inspected);
		expect(partOf(text, titles.denied)).not.toContain('Serves pages.');
	});

	it('give a failed case the finding of its worst row', () => {
		const xml = write('junit');
		expect(xml).toContain(titles.denied);
		expect(xml).not.toContain(titles.inspected);
	});

	it('give each row its own fix when they are explained', () => {
		const text = renderExplanation(report, options);
		const [, first = '', second = ''] = text.split(/^[^\n]*a\.example:443: /m);
		expect(first).toMatch(/^intercepted[\s\S]*Fix, for the security team/);
		expect(second).toMatch(/^blocked[\s\S]*Fix, for the network team/);
	});

	it('are guessed by place and weight where an older report does not say which rows are theirs', () => {
		const older = JSON.parse(write('json'), (key, value) => (key === 'rows' ? undefined : value));
		const {results, findings} = parseRun(JSON.stringify(older), 'older.json');
		const [web, socket] = results.map(({id}) => id);
		expect(findings.map(({rows}) => rows)).toEqual([
			[web, socket],
			[web, socket],
		]);
	});
});
