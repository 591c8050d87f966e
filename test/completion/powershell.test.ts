import {beforeAll, describe, expect, it} from 'vitest';
import type {Node, Parser} from 'web-tree-sitter';
import {buildCurlLine, type CurlView} from '../../source/diagnosis/curl-line.ts';
import {quoteShellWord} from '../../source/diagnosis/shell-words.ts';
import {runCommand} from '../helpers/command.ts';
import {loadParser, readTree} from '../helpers/syntax-tree.ts';

let parser: Parser;
beforeAll(async () => {
	parser = await loadParser('powershell');
});

const commandsIn = (root: Node) => root.descendantsOfType('command').flatMap(node => (node ? [node] : []));
const nameOf = (command: Node) => command.childForFieldName('command_name')?.text;

describe('the completion for PowerShell, read by the grammar of tree-sitter', () => {
	it('is a script that completes this program alone, and evaluates nothing', async () => {
		const root = readTree(parser, (await runCommand(['completion', 'powershell'])).stdout);
		const names = commandsIn(root).map(nameOf);
		expect(names.filter(name => name === 'Register-ArgumentCompleter')).toHaveLength(1);
		expect(names.filter(name => /^(?:iex|Invoke-|Start-|&|\.)/i.test(name ?? ''))).toEqual([]);
		expect(new Set(names)).toEqual(
			new Set([
				'Register-ArgumentCompleter',
				'Where-Object',
				'ForEach-Object',
				'Select-Object',
				'Join-Path',
				'Get-ChildItem',
			]),
		);
	});
});

describe('a command that is shown for PowerShell, read by the same grammar', () => {
	it.each([
		'eastus',
		'--http1.1',
		'arc,aml-training',
		'C:\\own ca.pem',
		'$(calc)',
		'`whoami`',
		"it's",
		'@splat',
		'a;b|c&d',
		'',
	])('is one command with the word %j', word => {
		const commands = commandsIn(readTree(parser, `arc-netcheck.exe ${quoteShellWord(word, 'powershell')} end`));
		expect(commands.map(nameOf)).toEqual(['arc-netcheck.exe']);
		expect(commands[0]?.text).toMatch(/ end$/);
	});

	it.each<[CurlView, readonly string[]]>([
		['statuses', ['curl.exe']],
		['certificate', ['curl.exe', 'Select-String']],
		['page', ['curl.exe', 'Select-Object']],
	])('asks curl for %s', (view, names) => {
		const request = {
			host: 'mcr.microsoft.com',
			port: 443,
			protocol: 'https',
			path: '/v2/',
			timeoutMs: 10_000,
			proxy: {scheme: 'http', host: '10.0.0.1', port: 3128, username: null},
			proxyCaFile: String.raw`C:\it's ca.pem`,
		} as const;
		const line = buildCurlLine(request, view, 'powershell') ?? '';
		expect(commandsIn(readTree(parser, line)).map(nameOf)).toEqual(names);
	});
});
