import {spawnSync} from 'node:child_process';
import {generateKeyPairSync} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, describe, expect, it} from 'vitest';
import {publicKeyText, signatureText} from '../../scripts/catalog/minisign.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {checksumOf, findBrokenRule, formatCatalog, parseCatalogFile} from '../../source/catalog/catalog-file.ts';
import {diffCatalogs} from '../../source/catalog/diff-catalogs.ts';
import {checkSignature, signingKeys} from '../../source/catalog/minisign.ts';
import type {Catalog, Requirement} from '../../source/catalog/types.ts';

const newer: Catalog = {...catalog, version: '2026-09-30'};
const read = (text: string) => parseCatalogFile(text, 'catalog.json', catalog);
const [first, ...rest] = catalog.requirements as readonly [Requirement, ...Requirement[]];
const withFirst = (changes: Partial<Requirement>): Catalog => ({
	...newer,
	requirements: [{...first, ...changes}, ...rest],
});

describe('a catalog in a file', () => {
	it('is read as it was written, with its checksum', () => {
		expect(read(formatCatalog(newer))).toEqual({...newer, checksum: checksumOf(newer)});
		expect(checksumOf(newer)).toMatch(/^[0-9a-f]{64}$/);
	});

	it('of the same date as the program’s is taken', () => {
		expect(read(formatCatalog(catalog)).version).toBe(catalog.version);
	});

	it.each([
		['no JSON', 'catalog', /catalog\.json/],
		[
			'something else',
			'{"schema": "arc-netcheck/run@1"}',
			/schema does not fit a catalog.*give a file that "catalog export" wrote\.$/,
		],
		[
			'changed by a hand',
			formatCatalog(newer).replace('"management.azure.com"', '"management.azure.example"'),
			/changed after it was written.*Get it again\.$/,
		],
		[
			'older',
			formatCatalog({...catalog, version: '2026-01-01'}),
			/of 2026-01-01, older than the catalog of 2026-08-27/,
		],
		[
			'one that breaks a rule',
			formatCatalog(withFirst({pattern: '*.com'})),
			/can't be used: the requirement arm has \*\.com, under which anybody can have a name\./,
		],
		[
			'a row without a field',
			formatCatalog({...newer, requirements: [{...first, port: 0}]}),
			/requirements\[0\]\.port/,
		],
	])('is refused as %s, in one sentence with its name', (_, text, words) => {
		expect(() => read(text)).toThrow(words);
	});
});

describe('what no catalog may do', () => {
	it('is not done by that of the program', () => {
		expect(findBrokenRule(catalog)).toBeNull();
	});

	it.each<[Partial<Requirement>, RegExp]>([
		[{pattern: '*.com'}, /under which anybody/],
		[{pattern: '*.co.uk'}, /under which anybody/],
		[{pattern: '*'}, /no host name|anybody/],
		[{pattern: '10.0.0.1'}, /address 10\.0\.0\.1/],
		[{pattern: '*.*.net'}, /under which anybody/],
		[{pattern: '<acr>.com'}, /under which anybody/],
		[{pattern: 'app-<region>.co.uk'}, /under which anybody/],
		[{pattern: '*.azurewebsites.net'}, /under which anybody/],
		[{pattern: '*.github.io'}, /under which anybody/],
		[{pattern: 'w*.azure.com'}, /w\*\.azure\.com, which is no host name/],
		[{pattern: '*w.azure.com'}, /no host name/],
		[{pattern: '*.azure.com', narrowed: '*.com'}, /\*\.com, under which anybody/],
		[{pattern: '*.azure.com', narrowed: 'evil.example'}, /narrows \*\.azure\.com to evil\.example/],
		[{pattern: '*.hcp.azure.com', narrowed: '*.azure.com'}, /not under it/],
		[{pattern: '*.azure.com', narrowed: 'a*.azure.com'}, /no host name/],
		[{pattern: '*.azure.com', narrowed: '10.0.0.1'}, /address 10\.0\.0\.1/],
		[{path: '//evil.example/'}, /may lead to another host/],
		[{path: '/../x'}, /may lead to another host/],
		[{path: '/a\\b'}, /may lead to another host/],
		[{path: 'https://evil.example/'}, /may lead to another host/],
		[{pattern: '*.azure.example', standIns: [{host: 'a.other.example', confidence: 'high', source: 'x'}]}, /stand-in/],
		[{pattern: '*.azurecr.io', resource: {key: 'acr', host: '<acr>.evil.example'}}, /own resource/],
		[{pattern: '*.azurecr.io', resource: {key: 'aks', host: 'evil.example'}}, /own resource/],
		[{pattern: '*.azurecr.io', resource: {key: 'acr', host: '<acr>.io'}}, /own resource/],
		[{features: ['nothing']}, /feature nothing/],
		[{id: rest[0]?.id ?? ''}, /is there twice/],
		[{pattern: rest[0]?.pattern ?? ''}, /is there twice/],
	])('%j is refused', (changes, words) => {
		expect(findBrokenRule(withFirst(changes))).toMatch(words);
	});
});

describe('a signature', () => {
	const {privateKey} = generateKeyPairSync('ed25519');
	const {privateKey: another} = generateKeyPairSync('ed25519');
	const key = publicKeyText(privateKey);
	const data = Buffer.from(formatCatalog(newer));
	const signature = signatureText(data, privateKey, 'catalog of 2026-09-30');

	it.each([
		['by a known key', data, signature, [publicKeyText(another), key], null],
		['without the comment of the key', data, signature, [key.split('\n')[1] ?? ''], null],
		['by nobody who is known', data, signature, [publicKeyText(another)], 'unknown-key'],
		['over something else', Buffer.concat([data, Buffer.from(' ')]), signature, [key], 'wrong'],
		['with another comment', data, signature.replace('2026-09-30', '2027-09-30'), [key], 'wrong'],
		['cut off', data, signature.split('\n').slice(0, 2).join('\n'), [key], 'unreadable'],
		['that is none', data, 'nothing', [key], 'unreadable'],
		['empty', data, '', [key], 'unreadable'],
	] as const)('%s', (_, bytes, text, keys, problem) => {
		expect(checkSignature(bytes, text, keys)).toBe(problem);
	});

	/** A key, a text and its signature as minisign 0.11 wrote them; the secret half of the key is not kept. */
	const foreign = {
		key: 'untrusted comment: minisign public key F185B0F6478E378A\nRWSKN45H9rCF8Wqmnu61KXZpmkUZIMfzxzUrU6me+zuZtfmLo1LtDVWp\n',
		text: 'arc-netcheck: a text that minisign itself has signed.\n',
		signature: [
			'untrusted comment: signature from minisign secret key',
			'RUSKN45H9rCF8bt/8brq7Jz3QvVrtckndWjTMVf+ID9T73FJ+tPtIo20hgZpNwIX7Ah+UQE2tGhlxQwmwMFBRuU0bcneBlGwUQw=',
			'trusted comment: catalog of 2026-09-30',
			'ESyeQC3pl8HemVuUhgodKQ8pR0rfdQZQAha1Ltosnq+xhqIRrzTQNsS8Zc/hvmr4Q4Te7H1wKtlT0Ta+EAoqBg==',
			'',
		].join('\n'),
	};

	it.each([
		['as it is', foreign.text, foreign.signature, null],
		['over another text', `${foreign.text} `, foreign.signature, 'wrong'],
		['with another comment', foreign.text, foreign.signature.replace('2026', '2027'), 'wrong'],
	] as const)('of minisign itself is read %s', (_, text, minisig, problem) => {
		expect(checkSignature(Buffer.from(text), minisig, [foreign.key])).toBe(problem);
		expect(checkSignature(Buffer.from(text), minisig, [key])).toBe('unknown-key');
	});

	it('has minisign’s lines: base64 of the tag, the id of the key, and 64 bytes', () => {
		const shape = (text: string) => text.split('\n').map(line => [line.slice(0, 9), line.length > 20]);
		expect(shape(signature)).toEqual(
			shape(foreign.signature).map(([start, isLong], index) => [
				index % 2 === 1 ? signature.split('\n')[index]?.slice(0, 9) : start,
				isLong,
			]),
		);
		expect(signature.split('\n')[1]?.slice(0, 2)).toBe(foreign.signature.split('\n')[1]?.slice(0, 2));
	});

	it('can be made for the key of this build, which is there', () => {
		expect(signingKeys.every(text => Buffer.from(text, 'base64').length === 42)).toBe(true);
		expect(signingKeys).not.toEqual([]);
	});
});

describe('the script that signs', () => {
	const script = fileURLToPath(new URL('../../scripts/sign-catalog.ts', import.meta.url));
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-sign-'));
	afterAll(() => fs.rmSync(folder, {recursive: true}));
	const sign = (...words: string[]) => spawnSync(process.execPath, [script, ...words], {cwd: folder, encoding: 'utf8'});

	it('makes a key that only its owner reads, and a signature that this program takes', () => {
		const text = formatCatalog(newer);
		fs.writeFileSync(path.join(folder, 'catalog.json'), text);
		expect(sign('--new-key', 'own.key').status).toBe(0);
		expect(fs.statSync(path.join(folder, 'own.key')).mode & 0o777).toBe(0o600);
		expect(sign('catalog.json', '--key', 'own.key')).toMatchObject({status: 0, stdout: 'catalog.json.minisig\n'});
		const [publicKey, minisig] = ['own.key.pub', 'catalog.json.minisig'].map(name =>
			fs.readFileSync(path.join(folder, name), 'utf8'),
		);
		expect(checkSignature(Buffer.from(text), minisig ?? '', [publicKey ?? ''])).toBeNull();
		expect(minisig).toContain('trusted comment: arc-netcheck catalog of 2026-09-30\n');
		// A key that is there is never written over.
		expect(sign('--new-key', 'own.key')).toMatchObject({
			status: 2,
			stderr: expect.stringMatching(/^[^\n]*own\.key[^\n]*\n$/),
		});
		expect(fs.readFileSync(path.join(folder, 'own.key.pub'), 'utf8')).toBe(publicKey);
	});

	it.each([
		[[], /^Name a catalog and a key: [^\n]*\n$/],
		[['--bad'], /^[^\n]*--bad[^\n]*\n$/],
		[['nothing.json', '--key', 'own.key'], /^[^\n]*nothing\.json[^\n]*\n$/],
	])('says of %j what is wrong, in one line', (words, sentence) => {
		expect(sign(...words)).toMatchObject({status: 2, stderr: expect.stringMatching(sentence)});
	});
});

describe('two catalogs', () => {
	it('that are the same differ in nothing', () => {
		expect(diffCatalogs(catalog, catalog)).toMatchObject({added: [], removed: [], changed: []});
	});

	it('tell what came, went and changed', () => {
		const [, second, ...others] = catalog.requirements as readonly [Requirement, Requirement, ...Requirement[]];
		const after = {
			...newer,
			requirements: [{...first, id: 'new', pattern: 'new.example'}, {...second, level: 'legacy' as const}, ...others],
		};
		expect(diffCatalogs(catalog, after)).toEqual({
			old: {version: catalog.version},
			new: {version: '2026-09-30'},
			added: [{kind: 'requirement', name: 'new (new.example:443)'}],
			removed: [{kind: 'requirement', name: 'arm (management.azure.com:443)'}],
			changed: [
				{
					kind: 'requirement',
					name: 'entra (login.microsoftonline.com:443)',
					fields: [{field: 'level', before: '"mandatory"', after: '"legacy"'}],
				},
			],
		});
	});
});
