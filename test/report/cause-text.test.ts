import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {causeFaults} from '../../source/cli/explain-causes.ts';
import {faults} from '../../source/practice/faults.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run} from '../../source/record/run.ts';
import {renderCause, renderCausePage, renderReadings} from '../../source/report/cause-text.ts';
import {renderExplanation} from '../../source/report/explain-text.ts';
import {type Cause, causes} from '../../source/verdict/causes.ts';
import {goldenFolder} from '../helpers/golden.ts';

const plain = {columns: 100, colour: false, unicode: true};
const pages = path.resolve('docs/causes');

function practiceOf(cause: Cause): string | null {
	const fault = causeFaults[cause];
	return fault === undefined ? null : faults[fault].description;
}

/** What `explain` shows of a recorded run of the fault, without the fix, which the page has already. */
function transcriptOf(cause: Cause): string | null {
	const fault = causeFaults[cause];
	if (fault === undefined) return null;
	const file = path.join(goldenFolder, 'practice', `${fault}.json`);
	const run: Run = parseRun(fs.readFileSync(file, 'utf8'), file);
	const row = run.results.find(result => result.cause === cause);
	if (row === undefined) return null;
	const [host = '', port = ''] = [row.target?.host, row.target?.port].map(String);
	const text = renderExplanation({...run, results: [row]}, plain);
	return `$ arc-netcheck explain ${host}:${port}\n${text.slice(0, text.indexOf('\n\n  Fix')).replace(/^ {2}(?:Listed as|Needed for|Without it|Documented) .*\n/gm, '')}`;
}

describe('the pages in docs/causes', () => {
	it.each(causes)('%s is as the program has it', async cause => {
		const page = renderCausePage(cause, practiceOf(cause), transcriptOf(cause));
		await expect(page).toMatchFileSnapshot(path.join(pages, `${cause}.md`));
	});

	it('are listed, and no other is there', async () => {
		const list = causes.map(cause => `- [${cause}](${cause}.md)`).join('\n');
		const index = `# Causes\n\nEvery cause that a verdict can name. The program says the same: \`arc-netcheck explain CAUSE\`.\n\n${list}\n`;
		await expect(index).toMatchFileSnapshot(path.join(pages, 'README.md'));
		const there = fs.readdirSync(pages).filter(name => name !== 'README.md');
		expect(there.toSorted()).toEqual(causes.map(cause => `${cause}.md`).toSorted());
	});

	it('have a transcript where the practice network can play the cause alone', () => {
		for (const cause of causes) expect(transcriptOf(cause) === null, cause).toBe(causeFaults[cause] === undefined);
	});
});

describe('renderCause', () => {
	it.each(causes)('says what %s means, who sees to it and what to do', cause => {
		const text = renderCause(cause, practiceOf(cause), {...plain, columns: 80});
		expect(text.startsWith(`${cause}: `)).toBe(true);
		expect(text).toMatch(/\n {2}Who +\S.*\n {2}Rule +\S/);
		expect(text).toMatch(/\n {2}Fix\n {2}\S/);
		expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
	});
});

describe('renderReadings', () => {
	it('names the cause, the host, and how to go on', () => {
		const readings = [{cause: 'tcp.refused' as const, hosts: ['mcr.microsoft.com:443'], words: 'connection refused'}];
		const text = renderReadings(readings, 'arc-netcheck', {...plain, columns: 80});
		expect(text).toMatch(/^✗ tcp\.refused: /);
		expect(text).toContain('\n  Host         mcr.microsoft.com:443\n');
		expect(text).toContain('\n  Test it      arc-netcheck explain mcr.microsoft.com:443\n');
	});

	it('says so where the text does not tell', () => {
		expect(renderReadings([], 'arc-netcheck', plain)).toMatch(/^\? Unknown: /);
		const open = [{cause: null, hosts: [], words: 'EOF'}];
		expect(renderReadings(open, 'arc-netcheck', plain)).toMatch(/^\? Unknown: several causes/);
	});
});
