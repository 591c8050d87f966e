import {beforeAll, describe, expect, it} from 'vitest';
import type {Node, Parser} from 'web-tree-sitter';
import {buildRetestCommand} from '../../source/diagnosis/checks.ts';
import {buildCurlLine} from '../../source/diagnosis/curl-line.ts';
import {quoteShellWord, shellOf, splitShellWords} from '../../source/diagnosis/shell-words.ts';
import {wrapForWindow, wrapWholeWords} from '../../source/report/terminal/wrap-shell-command.ts';
import {sampleSettings} from '../helpers/sample-run.ts';
import {loadParser, readTree} from '../helpers/syntax-tree.ts';

describe('a command for PowerShell', () => {
	it.each([
		['eastus', 'eastus'],
		['--proxy', '--proxy'],
		['--http1.1', "'--http1.1'"],
		['arc,aml-training', "'arc,aml-training'"],
		['C:\\own ca.pem', "'C:\\own ca.pem'"],
		['$(calc)', "'$(calc)'"],
		['`whoami`', "'`whoami`'"],
		['%{http_code}\\n', "'%{http_code}\\n'"],
		["it's", "'it''s'"],
		['\u2019; calc; \u2018', "'\u2019\u2019; calc; \u2018\u2018'"],
		['@splat', "'@splat'"],
		['a;b|c&d', "'a;b|c&d'"],
		['', `'""'`],
		['x" --output "C:\\evil', `'x\\" --output \\"C:\\evil'`],
		['"', `'\\"'`],
		['a\\"b', `'a\\\\\\"b'`],
		['C:\\own folder\\', "'C:\\own folder\\\\'"],
		['a,b\\', "'a,b\\'"],
		['two\\\\ " blanks\\\\', `'two\\\\ \\" blanks\\\\\\\\'`],
	])('quotes %j as %s', (text, expected) => {
		expect(quoteShellWord(text, 'powershell')).toBe(expected);
	});

	it.each([
		['win32 x64', 'powershell'],
		['linux x64', 'posix'],
		['darwin arm64', 'posix'],
		['unknown', 'posix'],
	])('is what a run on %s shows: %s', (platform, expected) => {
		expect(shellOf({platform})).toBe(expected);
	});

	const request = {
		host: 'mcr.microsoft.com',
		port: 443,
		protocol: 'https',
		path: '/v2/',
		proxy: {scheme: 'http', host: '10.0.0.1', port: 3128, username: null},
		proxyCaFile: null,
		timeoutMs: 10_000,
	} as const;

	it.each([
		['statuses', "--output NUL --write-out 'proxy %{http_connect}, service %{http_code}\\n'", ''],
		['certificate', "--write-out '%{certs}'", " | Select-String '(Subject|Start date|Expire date|Issuer):'"],
		['page', '--include', ' | Select-Object -First 20'],
	] as const)('asks curl for %s without anything of POSIX', (view, words, end) => {
		const line = buildCurlLine(request, view, 'powershell') ?? '';
		expect(line).toMatch(/^curl\.exe --ssl-no-revoke /);
		expect(line).toContain(words);
		expect(line).toContain(`--noproxy '""' `);
		expect(line).not.toMatch(/\/dev\/null|grep|head|2>&1/);
		expect(line.endsWith(end)).toBe(true);
	});

	it.each([
		['curl.exe --silent --output NUL https://mcr.microsoft.com/', '`'],
		["& 'C:\\own folder\\arc-netcheck.exe' explain a.example:443 b.example:443", '`'],
		['node dist\\arc-netcheck.mjs explain a.example:443 b.example:443 c.example:443', '`'],
		["'C:\\x\\arc-netcheck.EXE' explain a.example:443 b.example:443 c.example:443", '`'],
		['Resolve-DnsName a-long-name-of-a-host.of-a-long-zone.example', '`'],
		['node dist/arc-netcheck.mjs explain a.example:443 b.example:443 c.example:443', '\\'],
		['nslookup -port=5353 -type=A a-long-name-of-a-host.of-a-long-zone.example. calc', null],
	])('goes on as its shell reads it, and never as a command of its own: %s', (command, mark) => {
		const lines = wrapWholeWords(splitShellWords(command), 30);
		expect(lines.map(line => line.replace(/ [`\\]$/, '').trim()).join(' ')).toBe(command);
		expect(lines.slice(0, -1).every(line => line.endsWith(` ${mark}`))).toBe(true);
		if (mark === null) expect(lines).toHaveLength(1);
		else expect(lines.length).toBeGreaterThan(1);
	});

	it('goes on behind a backtick', () => {
		const lines = wrapWholeWords(splitShellWords(buildCurlLine(request, 'statuses', 'powershell') ?? ''), 40);
		expect(lines.length).toBeGreaterThan(3);
		for (const line of lines.slice(0, -1)) expect(line).toMatch(/ `$/);
	});

	it('tests again with its own quotes', () => {
		const settings = sampleSettings({settings: {caFile: String.raw`C:\it's ca.pem`}});
		expect(buildRetestCommand(settings, ['mcr.microsoft.com:443'], 'powershell')).toContain(
			String.raw`'C:\it''s ca.pem'`,
		);
	});
});

describe('a command for PowerShell in a window that cuts what is wider', () => {
	let parser: Parser;
	beforeAll(async () => {
		parser = await loadParser('powershell');
	});

	/** The words of a command as PowerShell comes to them: sums of texts are worked out, and quotes read. */
	function wordsOf(text: string): string[] {
		const meaningOf = (node: Node): string => {
			const texts = node.descendantsOfType(['verbatim_string_characters', 'verbatim_here_string_characters']);
			if (texts.length === 0) return node.text;
			return texts.map(one => (one?.text ?? '').slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '$1')).join('');
		};
		const [command] = readTree(parser, text).descendantsOfType('command');
		const name = command?.childForFieldName('command_name');
		const elements = command?.childForFieldName('command_elements')?.namedChildren ?? [];
		return [name, ...elements].flatMap(node => (node && node.type !== 'command_argument_sep' ? [meaningOf(node)] : []));
	}

	const quote = (...words: readonly string[]) => words.map(word => quoteShellWord(word, 'powershell')).join(' ');

	it.each([
		['a long URL', quote('curl.exe', '--silent', `https://${'label.'.repeat(30)}example/v2/?a=b&c=d`)],
		[
			'a long path with blanks',
			quote('curl.exe', '--cacert', `C:\\${'own folder\\'.repeat(20)}ca.pem`, 'https://a.example'),
		],
		[
			'a program in a long folder',
			`& ${quote(`C:\\${'own folder\\'.repeat(20)}arc-netcheck.exe`, 'explain', 'a.example:443')}`,
		],
		[
			'a program without blanks in a long folder',
			quote(`C:\\${'tools\\'.repeat(30)}arc-netcheck.exe`, 'explain', 'a.example:443'),
		],
		[
			'quotes of all kinds',
			quote('curl.exe', '--header', `x: ${"it's \u2019so\u2018 ".repeat(20)}`, 'https://a.example'),
		],
		[
			'signs that it works out',
			quote('curl.exe', '--write-out', '%{http_code} $(calc) `n; '.repeat(8), 'https://a.example'),
		],
		['another program of its own', quote('Resolve-DnsName', `${'label.'.repeat(30)}example`)],
		['a script in a folder', quote('node', 'dist\\arc-netcheck.mjs', 'explain', `${'label.'.repeat(30)}example:443`)],
		['a path that ends in a backslash', quote('curl.exe', '--capath', `C:\\${'certs\\'.repeat(20)}`)],
		[
			'many short words',
			quote('arc-netcheck.exe', 'explain', ...Array.from({length: 30}, (_, index) => `h${index}.example:443`)),
		],
	])('is whole and the same when it is pasted: %s', (_name, command) => {
		const plain = wordsOf(command);
		expect(plain.length).toBeGreaterThan(1);
		for (const width of [38, 60, 78, 110]) {
			const lines = wrapForWindow(splitShellWords(command), width, 'powershell');
			expect(Math.max(...lines.map(({length}) => length))).toBeLessThanOrEqual(width);
			expect(wordsOf(lines.join('\n'))).toEqual(plain);
		}
	});
});
