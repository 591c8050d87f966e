import {execFileSync, spawnSync} from 'node:child_process';
import {createPrivateKey, createPublicKey, generateKeyPairSync, sign} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import * as der from '../../source/practice/der.ts';
import {createRoots} from '../../source/probe/certificates.ts';
import {passOwnTime} from '../helpers/own-time.ts';
import {closeAll, listen, networkOf, observe, wordsOf} from '../helpers/secure-peer.ts';

passOwnTime();

const host = 'service.example';
let folder = '';
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const openssl = (...args: string[]) => execFileSync('openssl', args, {cwd: folder, stdio: 'pipe'});
const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
const pem = (name: string) => read(`${name}.crt`);

const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
const strays = Array.from({length: 10}, (_, index) => `stray-${index}`);
const forHost = [`subjectAltName=DNS:${host}`];

type Issued = {
	readonly subject?: string;
	readonly by: string;
	readonly key?: string;
	readonly extensions?: readonly string[];
	readonly digest?: string;
	/** YYYYMMDDHHMMSSZ. */
	readonly from?: string;
	readonly until?: string;
};

function makeKey(name: string, rsaBits?: number): void {
	const {privateKey} =
		rsaBits === undefined
			? generateKeyPairSync('ec', {namedCurve: 'P-256'})
			: generateKeyPairSync('rsa', {modulusLength: rsaBits});
	fs.writeFileSync(path.join(folder, `${name}.key`), privateKey.export({type: 'pkcs8', format: 'pem'}));
}

/** Writes a request that names nobody (RFC 2986): a process for each would cost as much as one for its certificate. */
function request(name: string): void {
	const key = createPrivateKey(read(`${name}.key`));
	const spki = createPublicKey(key).export({type: 'spki', format: 'der'});
	const noAttributes = Buffer.from([0xa0, 0]);
	const body = der.sequence(der.integer(Buffer.from([0])), der.sequence(), spki, noAttributes);
	const algorithm = key.asymmetricKeyType === 'ec' ? '1.2.840.10045.4.3.2' : '1.2.840.113549.1.1.11';
	const content = der.sequence(
		body,
		der.sequence(der.objectIdentifier(algorithm)),
		der.bitString(sign('sha256', body, key)),
	);
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	const pemLines = ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''];
	fs.writeFileSync(path.join(folder, 'request.csr'), pemLines.join('\n'));
}

/** Issues a certificate under a name of its own; `by` itself: self-signed. */
function issue(name: string, {subject = `/O=Lab/CN=${name}`, by, key, extensions = forHost, ...more}: Issued): void {
	if (key !== undefined) fs.copyFileSync(path.join(folder, `${key}.key`), path.join(folder, `${name}.key`));
	if (!fs.existsSync(path.join(folder, `${name}.key`))) makeKey(name);
	request(name);
	const settings = [
		'[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=index\nserial=serial\npolicy=p\nunique_subject=no',
		'[p]\norganizationName=optional\ncommonName=supplied',
		`[x]\n${extensions.join('\n')}`,
	];
	fs.writeFileSync(path.join(folder, 'ca.cnf'), `${settings.join('\n')}\n`);
	fs.writeFileSync(path.join(folder, 'index'), '');
	openssl(
		...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-create_serial', '-rand_serial', '-extensions', 'x'],
		...['-md', more.digest ?? 'sha256', '-in', 'request.csr', '-subj', subject, '-out', `${name}.crt`],
		...['-startdate', more.from ?? '20240101000000Z', '-enddate', more.until ?? '20440101000000Z'],
		...(by === name ? ['-selfsign', '-keyfile', `${name}.key`] : ['-cert', `${by}.crt`, '-keyfile', `${by}.key`]),
	);
}

beforeAll(() => {
	if (!hasOpenssl) return;
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-chains-'));
	const past = {from: '20200101000000Z', until: '20210930000000Z'};
	makeKey('root', 2048);
	issue('root', {by: 'root', extensions: authority});
	issue('issuing', {by: 'root', extensions: authority});
	issue('leaf', {by: 'issuing'});
	issue('elder', {by: 'elder', extensions: authority});
	issue('cross', {by: 'elder', subject: '/O=Lab/CN=root', key: 'root', extensions: authority, ...past});
	issue('stray', {by: 'elder', extensions: authority, ...past});
	issue('expired', {by: 'issuing', ...past});
	issue('old-issuing', {by: 'root', extensions: authority, ...past});
	issue('under-old', {by: 'old-issuing'});
	makeKey('short', 1024);
	issue('short', {by: 'issuing'});
	issue('sha1', {by: 'root', digest: 'sha1'});
	issue('client', {by: 'issuing', extensions: [...forHost, 'extendedKeyUsage=clientAuth']});
	issue('narrow', {by: 'root', extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0']});
	issue('below', {by: 'narrow', extensions: authority});
	issue('too-deep', {by: 'below'});
	issue('elsewhere', {by: 'root', extensions: [...authority, 'nameConstraints=critical,permitted;DNS:other.example']});
	issue('outside', {by: 'elsewhere'});
	issue('unable', {
		by: 'root',
		extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature'],
	});
	issue('by-unable', {by: 'unable'});
	issue('odd', {by: 'issuing', extensions: [...forHost, '1.2.3.4.5=critical,DER:0500']});
	issue('common-name', {by: 'issuing', subject: `/CN=${host}`, extensions: ['basicConstraints=CA:FALSE']});
	issue('partial', {by: 'issuing', extensions: ['subjectAltName=DNS:serv*.example']});
	issue('issuing-before', {by: 'root', subject: '/O=Lab/CN=issuing', key: 'issuing', extensions: authority, ...past});
	for (const name of strays) issue(name, {by: 'elder', extensions: authority});
	makeKey('short-issuing', 1024);
	issue('short-issuing', {by: 'root', extensions: authority});
	issue('below-short', {by: 'short-issuing'});
	issue('kept-out', {by: 'root', extensions: [...authority, 'nameConstraints=critical,excluded;DNS:service.example']});
	issue('excluded', {by: 'kept-out'});
	issue('by-leaf', {by: 'leaf'});
	issue('sha1-issuing', {by: 'root', extensions: authority, digest: 'sha1'});
	issue('below-sha1', {by: 'sha1-issuing'});
	issue('mail', {by: 'issuing', extensions: [...forHost, 'extendedKeyUsage=emailProtection']});
	issue('client-issuing', {by: 'root', extensions: [...authority, 'extendedKeyUsage=clientAuth']});
	issue('below-client', {by: 'client-issuing'});
	issue('signs-only', {by: 'issuing', extensions: [...forHost, 'keyUsage=critical,keyCertSign']});
	issue('early', {by: 'issuing', from: '20400101000000Z'});
	issue('wildcard', {by: 'issuing', extensions: ['subjectAltName=DNS:*.example']});
	issue('loud', {by: 'issuing', extensions: ['subjectAltName=DNS:SERVICE.Example']});
	issue('among-many', {by: 'issuing', extensions: [`subjectAltName=DNS:a.example,IP:192.0.2.1,DNS:${host}`]});
	issue('deep', {by: 'issuing', extensions: ['subjectAltName=DNS:*.service.example']});
	issue('late-star', {by: 'issuing', extensions: ['subjectAltName=DNS:service.*']});
	issue('all-stars', {by: 'issuing', extensions: ['subjectAltName=DNS:*']});
	issue('dotted', {by: 'issuing', extensions: [`subjectAltName=DNS:${host}.`]});
	issue('by-mail', {by: 'issuing', subject: `/CN=${host}`, extensions: ['subjectAltName=email:a@service.example']});
	issue('by-address', {by: 'issuing', subject: `/CN=${host}`, extensions: ['subjectAltName=IP:203.0.113.7']});
	issue('itself', {by: 'itself', subject: `/CN=${host}`, extensions: forHost});
	issue('plain-authority', {
		by: 'plain-authority',
		subject: '/O=Plain/CN=Plain CA',
		extensions: ['keyUsage=keyCertSign'],
	});
	issue('by-plain', {by: 'plain-authority'});
	issue('corp', {by: 'corp', subject: '/O=Corp/CN=Corp CA', extensions: authority});
	issue('corp-before', {by: 'corp-before', subject: '/O=Corp/CN=Corp CA', extensions: authority});
	issue('corp-past', {by: 'corp-past', subject: '/O=Corp/CN=Corp CA', key: 'corp', extensions: authority, ...past});
	issue('inspected', {by: 'corp'});
	issue('corp-issuing', {by: 'corp', subject: '/O=Corp/CN=Corp Issuing', extensions: authority});
	issue('inspected-below', {by: 'corp-issuing'});
	issue('corp-issuing-past', {
		by: 'corp',
		subject: '/O=Corp/CN=Corp Issuing',
		key: 'corp-issuing',
		extensions: authority,
		...past,
	});
	issue('inspected-past', {by: 'corp', ...past});
	makeKey('inspected-short', 1024);
	issue('inspected-short', {by: 'corp'});
	issue('other', {by: 'other', subject: '/O=Other/CN=Other CA', extensions: authority});
});
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));
afterEach(closeAll);

/** What the program makes of a server that sends these certificates, the first with its key. */
async function seen(sent: readonly string[], given: readonly string[] = [], row: object = {}) {
	const [leaf = ''] = sent;
	const server = tls.createServer(
		{key: read(`${leaf}.key`), cert: sent.map(pem).join(''), ciphers: 'DEFAULT@SECLEVEL=0'},
		socket => socket.once('data', () => socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')),
	);
	const network = networkOf({'203.0.113.7': await listen(server)}, {publicPems: [pem('root')]});
	const roots = createRoots([pem('root')], () => [], given.map(pem));
	return observe({...network, roots}, {host, ...row});
}

describe.skipIf(!hasOpenssl)('what a server sends beside the path (skipped without openssl)', () => {
	it.each<[string, readonly string[]]>([
		['an expired cross-sign of the root', ['leaf', 'issuing', 'cross']],
		['a stray', ['leaf', 'stray', 'issuing']],
		['another order', ['leaf', 'root', 'issuing']],
		['one twice', ['leaf', 'issuing', 'issuing']],
		['the leaf of another', ['leaf', 'expired', 'issuing']],
		['the root too', ['leaf', 'issuing', 'root', 'elder']],
		['ten strays', ['leaf', ...strays, 'issuing']],
		['the expired twin of the intermediate', ['leaf', 'issuing-before', 'issuing']],
		['the same behind it', ['leaf', 'issuing', 'issuing-before']],
	])('is no defect: %s', async (_what, sent) => {
		const result = await seen(sent);
		expect(wordsOf(result), result.verdict.detail).toBe('reachable high');
	});

	it.each<[string, readonly string[], string, string]>([
		['the leaf has expired', ['expired', 'issuing'], 'blocked tls.expired high', 'leaf valid until 2021'],
		[
			'it has, beside a cross-sign',
			['expired', 'issuing', 'cross'],
			'blocked tls.expired high',
			'leaf valid until 2021',
		],
		['an intermediate has', ['under-old', 'old-issuing'], 'blocked tls.expired high', '"O=Lab, CN=old-issuing"'],
		['the intermediate is missing', ['leaf'], 'blocked tls.untrusted high', 'intermediate certificate may be missing'],
		['it is, beside an expired stray', ['leaf', 'stray'], 'blocked tls.untrusted high', 'trusted neither'],
		['the leaf has, behind ten strays', ['expired', ...strays, 'issuing'], 'blocked tls.expired high', 'until 2021'],
		['the expired twin alone', ['leaf', 'issuing-before'], 'blocked tls.expired high', '"O=Lab, CN=issuing"'],
		['the leaf comes too early', ['early', 'issuing'], 'blocked tls.not-yet-valid high', 'leaf valid from 2040'],
		['the root is unknown', ['inspected', 'corp'], 'blocked tls.untrusted high', 'trusted neither'],
	])('what counts is the path: %s', async (_what, sent, expected, said) => {
		const result = await seen(sent);
		expect(wordsOf(result), result.verdict.detail).toBe(expected);
		expect(result.verdict.detail).toContain(said);
	});
});

describe.skipIf(!hasOpenssl)('every refusal keeps its own name (skipped without openssl)', () => {
	it.each<[string, readonly string[], string, string]>([
		['a short key', ['short', 'issuing'], 'EE_CERTIFICATE_KEY_TOO_WEAK', 'key is too short'],
		['a weak digest', ['sha1'], 'CA_SIGNATURE_DIGEST_ALGORITHM_TOO_WEAK', 'digest that is too weak'],
		[
			'a short key of an authority',
			['below-short', 'short-issuing'],
			'CA_CERTIFICATE_KEY_TOO_WEAK',
			'key of an authority',
		],
		[
			'a weak digest above',
			['below-sha1', 'sha1-issuing'],
			'CA_SIGNATURE_DIGEST_ALGORITHM_TOO_WEAK',
			'digest that is too weak',
		],
		['another purpose', ['client', 'issuing'], 'INVALID_PURPOSE', 'not meant for servers'],
		['mail', ['mail', 'issuing'], 'INVALID_PURPOSE', 'not meant for servers'],
		['an authority for clients', ['below-client', 'client-issuing'], 'INVALID_PURPOSE', 'extended key usage'],
		['a key for signatures of certificates alone', ['signs-only', 'issuing'], 'INVALID_PURPOSE', 'key usage'],
		['a leaf that signs', ['by-leaf', 'leaf', 'issuing'], 'INVALID_PURPOSE', 'its issuer not for issuing'],
		['a name that is excluded', ['excluded', 'kept-out'], 'EXCLUDED_SUBTREE_VIOLATION', 'kept from signing'],
		['a path that is too long', ['too-deep', 'below', 'narrow'], 'PATH_LENGTH_EXCEEDED', 'path length'],
		['name constraints', ['outside', 'elsewhere'], 'PERMITTED_SUBTREE_VIOLATION', 'name constraints'],
		[
			'an authority that may not sign',
			['by-unable', 'unable'],
			'KEY_USAGE_DOES_NOT_INCLUDE_CERTIFICATE_SIGNING',
			'key usage',
		],
		['a critical extension', ['odd', 'issuing'], 'UNHANDLED_CRITICAL_EXTENSION', 'critical extension'],
	])('%s', async (_what, sent, code, said) => {
		const result = await seen(sent);
		expect(wordsOf(result), result.verdict.detail).toBe('blocked tls.untrusted high');
		expect(result.verdict.detail).toContain(code);
		expect(result.verdict.detail).toContain(said);
		const defects = result.attempts.flatMap(({stages}) => stages.flatMap(s => (s.stage === 'tls' ? s.defects : [])));
		expect(defects).toContain(code);
	});

	it.each([
		['the common name alone', 'common-name'],
		['a * for a part of a label', 'partial'],
		['a * for a label below', 'deep'],
		['a * behind the name', 'late-star'],
		['a * alone', 'all-stars'],
		['a dot at its end', 'dotted'],
		['the common name beside an address for mail', 'by-mail'],
		['the common name beside an IP address', 'by-address'],
	])('no name as Go has it: %s', async (_what, leaf) => {
		expect(wordsOf(await seen([leaf, 'issuing']))).toBe('blocked tls.hostname-mismatch high');
	});

	it.each([
		['a * before a domain of one label', 'wildcard'],
		['in capitals', 'loud'],
		['the last of several', 'among-many'],
	])('a name as Go has it: %s', async (_what, leaf) => {
		expect(wordsOf(await seen([leaf, 'issuing']))).toBe('reachable high');
	});
});

describe.skipIf(!hasOpenssl)('the CA file, held against the chain (skipped without openssl)', () => {
	it.each<[string, readonly string[], readonly string[], string, RegExp]>([
		['the right one', ['inspected'], ['corp'], 'intercepted tls.intercepted high', /only this machine trusts/],
		[
			'the same name, another key',
			['inspected'],
			['corp-before'],
			'blocked tls.untrusted high',
			/same name.*another key/,
		],
		['both', ['inspected'], ['corp-before', 'corp'], 'intercepted tls.intercepted high', /only this machine trusts/],
		[
			'expired',
			['inspected'],
			['corp-past'],
			'blocked tls.expired high',
			/CA file holds the authority.*expired on 2021/,
		],
		[
			'expired and renewed',
			['inspected'],
			['corp-past', 'corp'],
			'intercepted tls.intercepted high',
			/only this machine/,
		],
		[
			'the root without the intermediate',
			['inspected-below'],
			['corp'],
			'blocked tls.untrusted high',
			/intermediate in use is missing/,
		],
		[
			'both of these',
			['inspected-below'],
			['corp', 'corp-issuing'],
			'intercepted tls.intercepted high',
			/only this machine/,
		],
		[
			'an intermediate alone',
			['inspected-below'],
			['corp-issuing'],
			'blocked tls.untrusted high',
			/without the root above/,
		],
		['a leaf alone', ['inspected'], ['leaf'], 'blocked tls.untrusted high', /holds no authority/],
		['the very leaf', ['inspected'], ['inspected'], 'blocked tls.untrusted high', /holds no authority/],
		['itself, signed by itself', ['itself'], ['itself'], 'intercepted tls.intercepted high', /only this machine/],
		[
			'an authority of the oldest kind',
			['by-plain'],
			['plain-authority'],
			'intercepted tls.intercepted high',
			/only this/,
		],
		[
			'the intermediate of before, beside the root',
			['inspected-below'],
			['corp', 'corp-issuing-past'],
			'blocked tls.expired high',
			/CA file holds the authority "O=Corp, CN=Corp Issuing".*expired on 2021/,
		],
		[
			'the root, and an expired intermediate is sent',
			['inspected-below', 'corp-issuing-past'],
			['corp'],
			'blocked tls.expired high',
			/"O=Corp, CN=Corp Issuing", valid until 2021/,
		],
		['the right one, and the leaf has expired', ['inspected-past'], ['corp'], 'blocked tls.expired high', /until 2021/],
		['the right one, and the key is short', ['inspected-short'], ['corp'], 'blocked tls.untrusted high', /too short/],
		[
			"another company's, and one of the same name",
			['inspected'],
			['other', 'corp-before'],
			'blocked tls.untrusted high',
			/same name.*another key/,
		],
		[
			"another company's, and a leaf",
			['inspected'],
			['other', 'leaf'],
			'blocked tls.untrusted high',
			/another authority/,
		],
		["another company's", ['inspected'], ['other'], 'blocked tls.untrusted high', /file of another authority/],
	])('%s', async (_what, sent, given, expected, said) => {
		const result = await seen(sent, given);
		expect(wordsOf(result), result.verdict.detail).toBe(expected);
		expect(result.verdict.detail).toMatch(said);
	});
});

describe.skipIf(!hasOpenssl)('where a private authority is meant to sign (skipped without openssl)', () => {
	it.each<[string, 'cluster' | 'any', readonly string[], string]>([
		['good', 'cluster', ['inspected', 'corp'], 'reachable medium'],
		['expired', 'cluster', ['expired', 'issuing'], 'blocked tls.expired high'],
		['expired, its authority unknown', 'any', ['under-old', 'old-issuing'], 'blocked tls.expired high'],
		['an expired stray beside it', 'any', ['inspected', 'corp', 'stray'], 'reachable medium'],
		['for another name', 'cluster', ['partial', 'issuing'], 'reachable high'],
		['too early', 'cluster', ['early', 'issuing'], 'blocked tls.not-yet-valid high'],
		[
			'an intermediate expired',
			'cluster',
			['inspected-below', 'corp-issuing-past', 'corp'],
			'blocked tls.expired high',
		],
		['a short key', 'cluster', ['inspected-short', 'corp'], 'reachable medium'],
	])('%s (%s)', async (_what, trust, sent, expected) => {
		const result = await seen(sent, [], {trust});
		expect(wordsOf(result), result.verdict.detail).toBe(expected);
	});

	it('names the authority that has expired, where it was not sent', async () => {
		const result = await seen(['inspected'], ['corp-past'], {trust: 'cluster'});
		expect(wordsOf(result)).toBe('blocked tls.expired high');
		expect(result.verdict.detail).toContain('"O=Corp, CN=Corp CA", valid until 2021');
	});
});
