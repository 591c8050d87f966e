import {describe, expect, it} from 'vitest';
import {buildRetestCommand} from '../../source/diagnosis/checks.ts';
import {buildCurlLine} from '../../source/diagnosis/curl-line.ts';
import {quoteShellWord, shellOf, splitShellWords} from '../../source/diagnosis/shell-words.ts';
import {wrapWholeWords} from '../../source/report/terminal/wrap-shell-command.ts';
import {sampleSettings} from '../helpers/sample-run.ts';

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
