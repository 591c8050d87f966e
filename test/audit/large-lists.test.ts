import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';
import {describe, expect, it, onTestFinished, vi} from 'vitest';
import type {AccessList, Condition, Entry, Matcher} from '../../source/audit/access-list.ts';
import {decide} from '../../source/audit/decide.ts';
import {readExpression} from '../../source/audit/expression.ts';
import {loadReader} from '../../source/audit/readers.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {holdList, readList} from '../../source/session/audit.ts';
import {openUserFiles} from '../../source/session/files/user-files.ts';
import {createRandom, pickBy} from '../helpers/random.ts';
import {planOf} from './helpers/audit-text.ts';

const hosts: [string, ...string[]] = ['a.b.c', 'b.c', 'c', 'x.a.b.c', 'd.c', 'a.d.c', 'e'];

describe('rules that are found by their names', () => {
	it.each([1, 2, 3, 4, 5, 6])('decide as when each is asked in its turn, seed %i', seed => {
		const random = createRandom(seed);
		const pick = pickBy(random);
		const place = (line: number) => ({file: 'list', line, text: ''});
		const matcher = (): Matcher =>
			random(2) === 0
				? {kind: 'name', name: pick(hosts)}
				: {kind: 'suffix', base: pick(hosts), hasApex: random(2) === 0, isDeep: random(2) === 0};
		const condition = (line: number): Condition =>
			random(10) < 7
				? {
						kind: 'hosts',
						isNegated: random(5) === 0,
						items: Array.from({length: 1 + random(3)}, () => ({matcher: matcher(), place: place(line)})),
					}
				: pick<Condition>([
						{kind: 'unknown'},
						{kind: 'never'},
						{kind: 'services', services: [{protocol: null, from: 80, to: 443}]},
					]);
		for (let round = 0; round < 100; round++) {
			const entries = Array.from({length: 12}, (_, index): Entry => {
				const conditions = Array.from({length: 1 + random(2)}, () => condition(index + 1));
				return {action: pick(['allow', 'deny']), place: place(index + 1), conditions};
			});
			const list: AccessList = {
				...{entries, otherwise: 'deny', exemptions: null, refusals: [], notes: [], knowsPorts: true},
			};
			// A rule with something that always holds in a group of its own is found by no name.
			const always: Condition = {kind: 'any', of: [{kind: 'never', isNegated: true}]};
			const slow = entries.map(entry => ({
				...entry,
				conditions: entry.conditions.map(
					(one): Condition => (one.kind === 'hosts' && !one.isNegated ? {kind: 'all', of: [always, one]} : one),
				),
			}));
			for (const host of hosts) {
				const request = {host, port: 443, protocol: 'https'} as const;
				const [found, asked] = [decide(list, request, []), decide({...list, entries: slow}, request, [])];
				expect([found.verdict, found.entry?.place, found.item?.place, found.doubt?.place]).toEqual([
					asked.verdict,
					asked.entry?.place,
					asked.item?.place,
					asked.doubt?.place,
				]);
			}
		}
	});
});

it.each(['example.com', 'example\\.com', '^example\\.com$', '^a-b_c', 'com$', '^$', '', 'EXAMPLE\\.com$', 'com:443'])(
	'takes %j for a text as it takes it for an expression',
	source => {
		for (const isCaseless of [true, false]) {
			const [plain, whole] = [readExpression(source, isCaseless), readExpression(`(${source})`, isCaseless)];
			for (const text of [
				'example.com',
				'EXAMPLE.COM',
				'xexample.comx',
				'examplescom',
				'a-b_c.d',
				'',
				'e.com:443',
				'\u0130.com',
			])
				expect([text, plain?.test(text)]).toEqual([text, whole?.test(text)]);
		}
	},
);

it('refuses a list that would take too long in a sentence that says its size', async () => {
	const groups = Array.from({length: 60}, (_, index) => `acl a${index + 1} any-of a${index} a${index}\n`);
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'large-')), 'squid.conf');
	writeFileSync(file, `acl a0 dstdomain .e.com\n${groups.join('')}http_access allow a60\n`);
	const list = await readList([file], {}, openUserFiles());
	expect(() => holdList(list, planOf(), catalog, {sources: [], runs: []})).toThrow(
		/squid\.conf \(\d+\.\d MB\) takes too long to judge: split it, and give the part /,
	);
});

const tangled = (names: string) =>
	`acl a0 dstdomain ${names}\n${Array.from({length: 60}, (_, index) => `acl a${index + 1} any-of a${index} a${index}\n`).join('')}http_access allow a60\n`;

describe('a list that grows with its square', () => {
	it.each([
		['a short one', tangled('.e.com'), false, 400],
		['one of half a megabyte', `${'# none\n'.repeat(75_000)}${tangled('.e.com')}`, false, 400 + 290],
		[
			'one of many megabytes',
			`${'# none of these lines says anything\n'.repeat(150_000)}${tangled('.e.com')}`,
			false,
			1500,
		],
		[
			'one behind a screen',
			`${'# none of these lines says anything\n'.repeat(150_000)}${tangled('.e.com')}`,
			true,
			800,
		],
		['one of other files', tangled('"names.txt"'), false, 400 + 30],
	])('is given up after work that fits its size: %s', async (_, text, isScreenWaiting, mostMs) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'large-'));
		writeFileSync(path.join(folder, 'squid.conf'), text);
		writeFileSync(path.join(folder, 'names.txt'), 'a.example.com\n'.repeat(3000));
		const list = await readList(
			[path.join(folder, 'squid.conf')],
			{dialect: 'squid', isScreenWaiting},
			openUserFiles(),
		);
		const before = process.threadCpuUsage();
		expect(() => holdList(list, planOf(), catalog, {sources: [], runs: []})).toThrow('takes too long to judge');
		const {user, system} = process.threadCpuUsage(before);
		// A try that got half of the processor at most is made again, in twice the time.
		expect((user + system) / 1000).toBeLessThan(2.5 * mostMs + 300);
	});
});

it('reads what other files hold of a list within the same limits', async () => {
	const read = await loadReader('squid');
	let parts = 0;
	const within = <Value>(work: () => Value): Value => {
		parts++;
		return work();
	};
	const text = 'include a.conf\nacl b dstdomain "names"\nhttp_access allow b\n';
	const resolve = async (_: string, file: string) => [{file, text: file === 'names' ? 'pypi.org\n' : '# none\n'}];
	const {entries} = await read([{file: 'squid.conf', text}], {resolve, within});
	expect([entries.length, parts]).toEqual([1, 2]);
});

it.each(['\u001b[2J', '\u001b]0;x\u0007', '\u009b31m', '\u202e', '\u200b', '\u{e0041}'])(
	'says what was not understood without what moves a cursor or hides text: %j',
	async harm => {
		const file = path.join(mkdtempSync(path.join(tmpdir(), 'large-')), 'list.tf');
		writeFileSync(
			file,
			`resource "azurerm_firewall_policy_rule_collection_group" "x" {\n  application_rule_collection {\n    action = "Allow"\n    rule {\n      destination_fqdns = ["<reg${harm}ion>"]\n    }\n  }\n}\n`,
		);
		const refusal = await readList([file], {}, openUserFiles()).catch((error: Error) => error.message);
		expect(refusal).toMatch(/was not understood/);
		expect(refusal).not.toContain(harm);
	},
);

it('is read once where its time is over just as it ends, and refused for what is wrong with it', async () => {
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'large-')), 'list.yaml');
	writeFileSync(file, 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nspec: [\n');
	const {runInContext} = vm;
	// Node says so too of work that was done when it looked at the time.
	const late = vi.spyOn(vm, 'runInContext').mockImplementation((...words) => {
		runInContext(...words);
		throw Object.assign(new Error('Script execution timed out'), {code: 'ERR_SCRIPT_EXECUTION_TIMEOUT'});
	});
	onTestFinished(() => late.mockRestore());
	await expect(readList([file], {dialect: 'cilium'}, openUserFiles())).rejects.toThrow(/can't be read at line/);
	expect(late).toHaveBeenCalledTimes(1);
});
