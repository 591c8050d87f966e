import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {runCommand} from '../helpers/command.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'typed-secrets-'));
afterAll(() => fs.rmSync(home, {recursive: true, force: true}));

const secret = 'zq7Geheim';

/** The address of a proxy with its password, as people mistype it. */
const addresses = [
	...[`http://jane:${secret}@proxy.corp.example:3128`, `jane:${secret}@proxy:3128`, `//jane:${secret}@proxy:3128`],
	...[`http:/jane:${secret}@proxy:3128`, `http//jane:${secret}@proxy:3128`, `http:\\\\jane:${secret}@proxy:3128`],
	...[`http://corp/jane:${secret}@proxy:3128`, `http://corp\\jane:${secret}@proxy:3128`, `ja/ne:${secret}@proxy:3128`],
	...[`http://jane:x ${secret}@proxy:3128`, `http://ja ne:${secret}@proxy:3128`, `http://jane:${secret}@pro xy:3128`],
	...[
		`http://jane:a/${secret}@proxy:3128`,
		`http://jane:a//${secret}@proxy:3128`,
		`http://jane:a,${secret}@proxy:3128`,
	],
	...[`http://jane:a@${secret}@proxy:3128`, `http://jane:a:${secret}@proxy:3128`, `http://jane%3A${secret}@proxy:3128`],
	...[
		`http://jane:a"${secret}@proxy:3128`,
		`http://ja'ne:a'${secret}@proxy:3128`,
		`http://jane:a=${secret}@proxy:3128`,
	],
	...[
		`http://jane:a\n${secret}@proxy:3128`,
		`http://jane:a\t${secret}@proxy`,
		`http://jane:\u200b${secret}@proxy:3128`,
	],
	...[
		`http://:${secret}@proxy:3128`,
		`http://jane:${secret}@`,
		`http://jane:${secret}`,
		`http://[jane:${secret}@proxy]:3`,
	],
	...[
		`http://jane\uff1a${secret}@proxy:3128`,
		`http://jane:${secret}\uff20proxy:3128`,
		`socks5://jane:${secret}@proxy`,
	],
	...[`http=jane:${secret}@proxy:3128;https=proxy:3129`, `PROXY jane:${secret}@proxy:3128; DIRECT`],
	...[
		`http://jane:${secret}${'x'.repeat(200)}@proxy:3128`,
		`http://${'j'.repeat(30)}:${secret}${'x'.repeat(60)}@proxy`,
	],
	`proxy=http://jane:${secret}@proxy:3128`,
];

/** Where a mistyped address may come to stand. None of these sends anything, and most are refused. */
const plan = ['plan', '--region', 'eastus'] as const;
const commands: ReadonlyArray<(text: string) => readonly string[]> = [
	...['--region', '--cloud', '--features', '--level', '--resource', '--requirements', '--proxy', '--https-proxy'].map(
		flag => (text: string) => ['plan', flag, text],
	),
	...['--ca-file', '--dns', '--timeout', '--private', '--catalog', '--format', '--profile'].map(
		flag => (text: string) => [...plan, flag, text],
	),
	...['', 'ssh:', 'ssh:@', 'pod:', 'file:', 'nodes:', 'pods:'].map(kind => (text: string) => [
		'check',
		'eastus',
		'--from',
		`${kind}${text}`,
	]),
	...['explain', 'rules', 'audit', 'report', 'catalog', 'vantage', 'help', '--no-such'].map(word => (text: string) => [
		word,
		text,
	]),
	...['show', 'remove', 'export', 'import', 'save'].map(word => (text: string) => ['profiles', word, text]),
	...['show', 'diff'].map(word => (text: string) => ['catalog', word, text]),
	...['', 'file:', 'env:'].map(kind => (text: string) => [
		'profiles',
		'save',
		'p',
		'--region',
		'eastus',
		'--password-from',
		`${kind}${text}`,
	]),
	text => [text],
	text => [...plan, '--output', path.join(home, 'nowhere', text)],
	text => [...plan, text],
	text => [...plan, `--${text}`],
	text => [...plan, '--resource', `acr=${text}`],
	text => ['check', text],
	text => ['check', '--again', text],
	text => ['check', '--profile', 'p', '--watch', text],
	text => ['explain', `${text}/x`],
	text => ['explain', text, 'tls.reset'],
	text => ['explain', '--log', text],
	text => ['rules', 'squid', '--region', 'eastus', '--source', text],
	text => ['rules', 'squid', '--from', text],
	text => ['audit', 'x', '--dialect', text],
	text => ['report', `${text}@last`],
	text => ['report', `@${text}`],
	text => ['diff', text, text],
	text => ['profiles', 'rename', text, text],
	text => ['profiles', 'save', 'p', '--region', 'eastus', '--from', text],
	text => ['runs', 'list', text],
	text => ['runs', 'show', text],
	text => ['vantage', 'import', text],
	text => ['vantage', 'script', 'eastus', '--after', text],
	text => ['vantage', 'clean', '--run', text],
	text => ['vantage', 'manifest', '--region', 'eastus', '--proxy-secret', text],
];

/** Of each command some addresses, and all of them where there is time. */
const share = process.env.FUZZ_SCALE ? 1 : 6;

it.each(commands.map((make, index) => [make('ADDRESS'), index, make] as const))(
	'shows no password of a mistyped address: %j',
	async (_shown, index, make) => {
		for (const address of addresses.filter((_, at) => at % share === index % share)) {
			const words = make(address);
			const {stdout, stderr} = await runCommand(words, {home});
			expect(`${stdout}\n${stderr}`, JSON.stringify(words)).not.toContain(secret);
		}
	},
);
