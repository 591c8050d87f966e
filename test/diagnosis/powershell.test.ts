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
