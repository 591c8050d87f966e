import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {runCommand} from '../helpers/command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-proxies-'));
const list = path.join(folder, 'allowed.txt');
fs.writeFileSync(list, 'management.azure.com\n');
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const commands: readonly (readonly string[])[] = [
	['plan', 'eastus'],
	['rules', 'squid', '--region', 'eastus'],
	['audit', list, '--dialect', 'list', '--region', 'eastus'],
	['catalog'],
	['catalog', 'export'],
	['runs'],
	['profiles'],
	['explain', 'proxy.refused'],
	['plan', '--help'],
	['--help'],
	['--version'],
];

describe('a command that makes no traffic', () => {
	it.each<[title: string, environment: {readonly [name: string]: string}, note: RegExp | null]>([
		['SOCKS in ALL_PROXY', {ALL_PROXY: 'socks5h://ann:hunter2@bastion:1080'}, null],
		['SOCKS in all_proxy', {all_proxy: 'socks4a://bastion'}, null],
		['SOCKS in HTTPS_PROXY', {HTTPS_PROXY: 'socks5://bastion:1080'}, null],
		['a SOCKS that nobody knows', {ALL_PROXY: 'socks7://ann:hunter2@bastion:1080'}, /ALL_PROXY names SOCKS without/],
		[
			'what is no address',
			{HTTPS_PROXY: 'http://ann:hunter2@@:x', http_proxy: '%PROXY%'},
			/HTTPS_PROXY .* counts as no proxy/,
		],
		['the address of a PAC', {https_proxy: 'http://wpad/proxy.pac'}, /https_proxy names a PAC script/],
	])('goes on with %s', async (_title, environment, note) => {
		for (const words of commands) {
			const {code, stderr, stdout} = await runCommand([...words], {environment});
			expect([words, code === 0 || code === 1, stderr], stderr).toEqual([
				words,
				true,
				expect.not.stringMatching(/^arc-netcheck: .*PROXY/m),
			]);
			expect(stdout).not.toBe('');
			expect(stdout + stderr).not.toContain('hunter2');
			if (note !== null && words[0] === 'plan' && words[1] === 'eastus') expect(stderr).toMatch(note);
		}
	});
});

describe('a PAC that is not fetched', () => {
	it('names no way, and stands for none', async () => {
		const {code, stdout, stderr} = await runCommand([
			'plan',
			'eastus',
			'--features',
			'arc',
			'--pac',
			'http://127.0.0.1:1/a',
		]);
		expect([code, stderr]).toEqual([0, expect.stringContaining('no route is known')]);
		expect(stdout.replace(/\s+/g, ' ')).toMatch(/ will be tested, all as the PAC says\. /);
	});
});

describe('a PAC that cannot be used', () => {
	const write = (name: string, text: string) => {
		const file = path.join(folder, name);
		fs.writeFileSync(file, text);
		return file;
	};

	it.each([
		['is not there', path.join(folder, 'gone.pac')],
		['is at an address where nobody answers', 'http://127.0.0.1:1/proxy.pac'],
		['is no script', write('page.pac', '<html></html>')],
		['throws', write('throws.pac', 'function FindProxyForURL() { throw 1; }')],
		['never ends', write('loop.pac', 'for (;;);')],
	])('does not keep lists from being made and held where it %s', async (_title, pac) => {
		const rules = await runCommand(['rules', 'squid', '--region', 'eastus', '--pac', pac], {environment: {}});
		expect([rules.code, rules.stderr]).toEqual([0, '']);
		expect(rules.stdout).toContain('management.azure.com');
		const words = ['audit', list, '--dialect', 'list', '--region', 'eastus', '--pac', pac];
		const audit = await runCommand(words, {environment: {}});
		expect([audit.code, audit.stderr]).toEqual([1, '']);
	});
});
