import {createHash} from 'node:crypto';
import {Script} from 'node:vm';
import {HtmlValidate} from 'html-validate';
import {describe, expect, it} from 'vitest';
import {hostName, html} from '../../source/report/html/markup.ts';
import {pageStyle} from '../../source/report/html/style.ts';
import {renderHtml} from '../../source/report/html.ts';
import {hostileRows, hostileTexts} from '../helpers/hostile.ts';
import {hostsOf, type Sample, sampleReport} from '../helpers/sample-run.ts';

const validator = new HtmlValidate({
	extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
});

/** What an independent validator has to say of a page. */
async function problemsOf(page: string): Promise<string[]> {
	const {results} = await validator.validateString(page);
	return results.flatMap(({messages}) => messages.map(({ruleId, message, line}) => `${line}: ${ruleId}: ${message}`));
}

const mixed: Sample = {
	proxy: 'http://proxy.corp.example:3128',
	rows: [
		{host: 'ok.example'},
		{host: 'denied.example', cause: 'proxy.host-denied', impact: 'Nothing works.'},
		{host: 'inspected.example', cause: 'tls.intercepted', status: 'intercepted'},
		{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, cause: 'proxy.host-denied'},
		{host: 'direct.example', noProxyRule: '.example', cause: 'tcp.timeout', level: 'optional'},
		{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
		{pattern: '*.azurecr.io'},
	],
};

const samples: [string, Sample][] = [
	['nothing', {rows: []}],
	['a healthy network', {rows: [{host: 'ok.example'}]}],
	['a bit of everything', mixed],
	[
		'forty hosts denied',
		{proxy: 'http://proxy:3128', rows: hostsOf(40).map(host => ({host, cause: 'proxy.host-denied'}))},
	],
	['hostile text everywhere', {proxy: 'http://proxy:3128', rows: hostileRows}],
	[
		'a run that was stopped',
		{rows: [{host: 'ok.example'}, {host: 'late.example', status: 'skipped'}], complete: false},
	],
];

describe('renderHtml', () => {
	it.each(samples)('is valid for %s', async (_, sample) => {
		expect(await problemsOf(renderHtml(sampleReport(sample)))).toEqual([]);
	});

	const page = renderHtml(sampleReport(mixed));

	it('loads nothing, and lets nothing run but its own style and script', () => {
		expect(page).not.toMatch(
			/\bsrc="|href="(?!#|https:\/\/(?:learn\.microsoft|github)\.com\/)|url\(|@import|<link|<iframe|<img/,
		);
		expect(page).not.toMatch(/\son[a-z]+=|\sstyle=|javascript:/i);
		const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
		const hashOf = (tag: string) => {
			const [, content = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page) ?? [];
			return `&#39;sha256-${createHash('sha256').update(content).digest('base64')}&#39;`;
		};
		expect(policy.split('; ')).toEqual([
			'default-src &#39;none&#39;',
			`style-src ${hashOf('style')}`,
			`script-src ${hashOf('script')}`,
			'base-uri &#39;none&#39;',
			'form-action &#39;none&#39;',
		]);
	});

	it('has a script that compiles, and that never makes HTML', () => {
		const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(page) ?? [];
		expect(() => new Script(script)).not.toThrow();
		expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval/);
	});

	it('has the findings before the table, each with owner, hosts, fix, traces and commands', () => {
		expect(page.indexOf('<h2>Findings</h2>')).toBeLessThan(page.indexOf('>All endpoints</h2>'));
		const finding = page.slice(page.indexOf('id="finding-1"'), page.indexOf('</article>'));
		for (const text of [
			'For: <strong>Proxy team</strong>',
			'<h4>Why</h4>',
			'<strong>Without it:</strong> Nothing works.',
			'*.<wbr>cdn.<wbr>example<wbr>:443',
			'tested with one.cdn.example',
			'<li>On the proxy ',
			'<dd><code><span class="word">10.1.2.3</span></code></dd>',
			'<dd><code><span class="word">CONNECT</span> <span class="word">denied.example:443</span></code></dd>',
			'<pre><code><span class="word">curl</span> <span class="word">--silent</span>',
			'<dd>Prints &quot;proxy 403, service 000&quot;.</dd>',
		]) {
			expect(finding).toContain(text);
		}
	});

	it('says in words what the picture of the path shows', () => {
		expect(page).toContain('Probes stopped: 2 at the proxy and 1 on the way to the service.');
		expect(page).toContain('1 endpoint is opened by TLS inspection on the way. 2 of 5 endpoints reached the service.');
		expect(page.match(/<svg [^>]*role="img" aria-labelledby="path-(?:wide|tall)"/g)).toHaveLength(2);
	});

	it('has a table with scopes, the worst row first', () => {
		const table = page.slice(page.indexOf('id="endpoints"'));
		expect(table.match(/<th scope="col">/g)).toHaveLength(6);
		expect(table.match(/<th scope="row"/g)).toHaveLength(7);
		const order = [...page.matchAll(/<tr data-status="([a-z]+)">/g)].map(([, status]) => status);
		expect(order).toEqual(['blocked', 'blocked', 'blocked', 'intercepted', 'unverified', 'blocked', 'reachable']);
	});

	it('draws no proxy where there is none', () => {
		const direct = renderHtml(sampleReport({rows: [{host: 'ok.example'}]}));
		expect(direct).not.toContain('>Proxy</text>');
		expect(direct).toContain('No probe was stopped.');
	});

	it('keeps hostile text as text', () => {
		const hostile = renderHtml(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows}));
		const tagsOf = (text: string) => new Set(text.match(/<\/?[a-z][a-z0-9]*/gi)?.map(tag => tag.replace(/[</]/g, '')));
		const known = tagsOf(page);
		expect([...tagsOf(hostile)].filter(tag => !known.has(tag))).toEqual([]);
		expect(hostile).not.toMatch(
			/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
		);
		expect(hostile.match(/<script/g)).toHaveLength(1);
		expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
	});
});

describe('html', () => {
	it.each([
		['plain words, (1) and 50%; a=b?', 'plain words, (1) and 50%; a=b?'],
		['', ''],
		[' ', ' '],
		[' a  b ', ' a  b '],
		['  a\n', ' a'],
		[`<a href="x">&'`, '&lt;a href=&quot;x&quot;&gt;&amp;&#39;'],
		['é <b>', 'é &lt;b&gt;'],
		['a\u202eb\u001b', 'a b'],
	])('writes %j as %j', (text, expected) => {
		expect(html`<p>${text}${[text, [null, 7]]}</p>`.markup).toBe(`<p>${expected}${expected}7</p>`);
	});

	it.each([...hostileTexts, '" onload="x', "' x='", '</style>', '\ud800'])('escapes %j', text => {
		expect(html`<p title="${text}">${text}</p>`.markup).toMatch(/^<p title="[^"<>']*">[^<>"']*<\/p>$/);
	});

	it('leaves markup as it is, joins lists, leaves out null, and keeps a blank at an end', () => {
		expect(html`<p>${[html`<b>1</b>`, 2, null, ' a ']}</p>`.markup).toBe('<p><b>1</b>2 a </p>');
	});

	it('breaks a host name after its dots and before its port', () => {
		expect(hostName('a.b.example:443').markup).toBe('a.<wbr>b.<wbr>example<wbr>:443');
		expect(hostName('<b>.example').markup).toBe('&lt;b&gt;.<wbr>example');
	});
});

/** Relative luminance and contrast after WCAG 2.2. */
function contrastOf(one: string, other: string): number {
	const luminance = (colour: string) => {
		const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, digit => digit + digit) : colour;
		const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
			const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
			return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
	return (lighter + 0.05) / (darker + 0.05);
}

describe('the colours of the page', () => {
	const palettes = [...pageStyle.matchAll(/:root \{([^}]*)\}/g)].map(
		([, block = '']) =>
			new Map(
				[...block.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6})/g)].map(([, name = '', colour = '']) => [name, colour]),
			),
	);
	const grounds = {
		text: ['page', 'surface', 'sunken', 'error-fill'],
		muted: ['page', 'surface', 'sunken', 'error-fill'],
		accent: ['page', 'surface'],
		error: ['surface', 'error-fill'],
		warning: ['surface', 'warning-fill'],
		ok: ['surface', 'ok-fill'],
		info: ['surface', 'info-fill'],
	};

	it.each(['light', 'dark'] as const)('can be read in %s: a contrast of 4.5 at least', scheme => {
		const palette = palettes[scheme === 'light' ? 0 : 1] ?? new Map<string, string>();
		expect(palette.size).toBeGreaterThan(10);
		for (const [name, below] of Object.entries(grounds)) {
			for (const ground of below) {
				const contrast = contrastOf(palette.get(name) ?? '#000', palette.get(ground) ?? '#000');
				expect(contrast, `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
			}
		}
	});
});
