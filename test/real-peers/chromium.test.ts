import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {renderHtml} from '../../source/report/html.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {sampleReport} from '../helpers/sample-run.ts';
import {type Page, startChromium} from './helpers/chromium.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pages-'));
const hostile = path.join(folder, 'hostile.html');
const pages = {
	'the sample': pathToFileURL(path.resolve('docs/samples/run.html')).href,
	'hostile text': pathToFileURL(hostile).href,
};
const sample = pages['the sample'];

/** Elements that stick out of the page to the right, and by how much the page scrolls sideways. */
const overflow = `({
	scrolls: document.documentElement.scrollWidth - document.documentElement.clientWidth,
	wide: [...document.querySelectorAll('body *')]
		.filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
		.map(element => element.tagName + ' ' + element.textContent.slice(0, 60)),
})`;
const shownRows = "[...document.querySelectorAll('#endpoints tbody tr')].filter(row => !row.hidden)";

describeWithPeers('the HTML report in Chromium', ['chromium'], () => {
	let page: Page;
	beforeAll(async () => {
		fs.writeFileSync(hostile, renderHtml(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows})));
		page = await startChromium();
	});
	afterAll(async () => {
		await page.close();
		fs.rmSync(folder, {recursive: true, force: true});
	});

	it.each(Object.entries(pages).flatMap(([name, url]) => [390, 1200].map(width => ({name, url, width}))))(
		'shows $name at $width pixels without scrolling sideways',
		async ({url, width}) => {
			await page.open(url, width);
			expect(await page.evaluate(overflow)).toEqual({scrolls: 0, wide: []});
		},
	);

	it('filters by words and by status, and says how many are left', async () => {
		await page.open(sample, 1200);
		const all = await page.evaluate(`${shownRows}.length`);
		const type = (text: string) =>
			page.evaluate(`{
				const input = document.getElementById('filter-text');
				input.value = ${JSON.stringify(text)};
				input.dispatchEvent(new Event('input', {bubbles: true}));
				document.getElementById('filter-count').textContent;
			}`);
		expect(await type('data.mcr.microsoft.com')).toBe(`4 of ${all} shown`);
		expect(await type('no-such-host')).toBe(`0 of ${all} shown`);
		expect(await type('')).toBe(`${all} of ${all} shown`);
		await page.evaluate(`{
			const select = document.getElementById('filter-status');
			select.value = 'blocked';
			select.dispatchEvent(new Event('input', {bubbles: true}));
		}`);
		expect(await page.evaluate(`[...new Set(${shownRows}.map(row => row.dataset.status))]`)).toEqual(['blocked']);
	});

	it('sorts by a column, both ways, and says so to a screen reader', async () => {
		await page.open(sample, 1200);
		const sortByName = () =>
			page.evaluate(`{
				const head = document.querySelectorAll('#endpoints thead th')[1];
				head.querySelector('button').click();
				({order: head.getAttribute('aria-sort'), names: ${shownRows}.map(row => row.cells[1].textContent.trim().toLowerCase())});
			}`) as Promise<{order: string; names: string[]}>;
		const up = await sortByName();
		const down = await sortByName();
		expect([up.order, down.order]).toEqual(['ascending', 'descending']);
		expect(up.names).toEqual(up.names.toSorted());
		expect(down.names).toEqual(up.names.toReversed());
	});

	it('copies a command as it stands, without the marks that keep its words together', async () => {
		await page.open(sample, 390);
		const command = await page.evaluate("document.querySelector('.command code').textContent");
		expect(command).toMatch(/^curl --silent .*'https:\/\/gbl\.his\.arc\.azure\.com\/discovery\?[^']*'$/);
		const line = await page.evaluate(
			"Math.max(...[...document.querySelectorAll('.command .word')].filter(word => /^--[a-z-]+$/.test(word.textContent)).map(word => word.getClientRects().length))",
		);
		expect(line).toBe(1);
	});

	it('keeps what a reader must see apart from its ground in light and dark', async () => {
		await page.open(sample, 1200);
		expect(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(false);
		expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(4.5);
		await page.prefer('dark');
		expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(4.5);
		await page.prefer('light');
	});

	it('goes to paper with every endpoint, whatever the filter hid', async () => {
		await page.open(sample, 1200);
		const paper = await page.print();
		expect(paper.subarray(0, 5).toString('latin1')).toBe('%PDF-');
		expect(paper.length).toBeGreaterThan(50_000);
	});

	it('asks for nothing but the file itself, and its script never fails', () => {
		expect([...new Set(page.requests)].toSorted()).toEqual(Object.values(pages).toSorted());
		expect(page.complaints).toEqual([]);
	});
});

/** The lowest contrast of a text with the ground behind it (WCAG 2.2, 1.4.3), over all texts of the page. */
const lowestContrast = `(() => {
	const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
	const luminance = ([red, green, blue]) => {
		const linear = [red, green, blue].map(part => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
		return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
	};
	const groundOf = element => {
		for (let one = element; one; one = one.parentElement) {
			const colour = channels(getComputedStyle(one).backgroundColor);
			if (colour.length === 3 || colour[3] === 1) return colour;
		}
		return [255, 255, 255];
	};
	const texts = [...document.querySelectorAll('body *:not(svg *):not(script):not(option)')].filter(element =>
		[...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== ''));
	return Math.min(...texts.map(element => {
		const levels = [luminance(channels(getComputedStyle(element).color)), luminance(groundOf(element))].sort((one, other) => other - one);
		return (levels[0] + 0.05) / (levels[1] + 0.05);
	}));
})()`;
