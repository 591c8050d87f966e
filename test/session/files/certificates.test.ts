import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {gzipSync} from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import {readCertificates, readPem} from '../../../source/session/files/certificates.ts';
import {openUserFiles} from '../../../source/session/files/user-files.ts';
import {flagNames} from '../../../source/settings/setting-names.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-pem-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const [one = '', two = ''] = tls.getCACertificates('bundled');
const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';
const garbage = `${begin}\nbm8gY2VydGlmaWNhdGU=\n${end}`;

function read(text: string | Buffer): Promise<string> {
	const file = path.join(folder, 'ca.pem');
	fs.writeFileSync(file, text);
	return readPem(file, '--ca-file', openUserFiles());
}

describe('a file of certificates', () => {
	it.each([
		['one', one],
		['several, with words between them', `# corporate\n${one}\n# another\n${two}\n`],
		['line ends of Windows', `${one}\n${two}`.replaceAll('\n', '\r\n')],
		[
			'a key beside it, which is a warning elsewhere',
			`${one}\n-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n`,
		],
		// What can't be read is left out by whoever uses the text, and told by the lint.
		['a block that is none, among others', `${one}\n${garbage}\n${two}`],
		['several of them', `${garbage}\n${one}\n${garbage}`],
		['a block that is cut off behind another', `${one}\n${two.slice(0, 200)}`],
		['a block that runs into the next', `${one.replace(end, '')}\n${two}`],
		['a block that begins twice', `${begin}\n${one}`],
		['an indented one beside another', `${one}\n${two.replace(/^/gm, '  ')}`],
	])('holds %s', async (_name, text) => {
		expect(await read(text)).toBe(text);
	});

	it.each([
		['none', 'no frame at all', /ca\.pem holds no certificate: give a PEM file/],
		[
			'a block that is none',
			garbage,
			/ca\.pem: block 1 of 1, from line 1 can't be read as a certificate: export it again/,
		],
		[
			'nothing but such blocks',
			`${garbage}\n# and\n${garbage}`,
			/ca\.pem: blocks 1 and 2 of 2, from lines 1 and 5 can't/,
		],
		['a block that is cut off', two.slice(0, 200), /ca\.pem: block 1 of 1, from line 1 can't be read/],
		['nothing at all', ' \n', /ca\.pem is empty/],
		['indented lines', one.replace(/^/gm, '  '), /its lines are indented; take the blanks out with sed/],
		[
			'DER',
			Buffer.from(one.split('-----')[2] ?? '', 'base64'),
			/ca\.pem is DER.*openssl x509 -inform der -in \S+ca\.pem/,
		],
		['UTF-16', Buffer.from(`\ufeff${one}`, 'utf16le'), /ca\.pem is written in UTF-16.*iconv -f UTF-16/],
		['PKCS#7', '-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n', /ca\.pem is PKCS#7.*openssl pkcs7 -in/],
		[
			'PKCS#12',
			Buffer.from('308209f6020103308209bc06092a864886f70d', 'hex'),
			/ca\.pem is a PKCS#12 container.*openssl pkcs12/,
		],
		['PKCS#7 in DER', Buffer.from('3082063d06092a864886f70d010702a082062e', 'hex'), /PKCS#7 in DER.*pkcs7 -inform der/],
		['a Java keystore', Buffer.from('feedfeed00000002', 'hex'), /ca\.pem is a Java keystore.*keytool/],
		[
			'what OpenSSL alone reads',
			one.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
			/TRUSTED CERTIFICATE.*openssl x509 -in/,
		],
		['PEM in base64 once more', Buffer.from(one).toString('base64'), /base64 once more.*base64 -d/],
		['base64 without a frame', one.split('-----')[2] ?? '', /without its frame.*base64 -d \S+ \| openssl/],
		[
			'a request',
			'-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n',
			/request for a certificate/,
		],
		['a key alone', '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n', /holds a private key/],
		['a web page', '<!DOCTYPE html><html>', /ca\.pem is a web page/],
		['gzip', gzipSync(one), /ca\.pem is packed by gzip: .*gzip -dc/],
		['a zip archive', Buffer.from('504b030414000000', 'hex'), /ca\.pem is a zip archive: .*unzip -p/],
		['an old frame', one.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), /"X509 CERTIFICATE".*sed/],
		['a public key', '-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n', /holds a public key/],
		['dashes of a word processor', one.replaceAll('-----', '\u2014\u2014-'), /no frame of five hyphens/],
	])('is refused in one sentence with %s', async (_name, text, sentence) => {
		const error = await read(text).then(
			() => null,
			(reason: unknown) => reason,
		);
		expect(error).toMatchObject({name: 'UsageError', message: expect.stringMatching(sentence)});
	});
});

describe('a file whose lines suffered', () => {
	it.each([
		['indented', one.replace(/^/gm, '    '), /its lines are indented/],
		['in YAML', `data:\n  ca.crt: |\n${one.replace(/^/gm, '    ')}`, /its lines are indented/],
		['with line ends written out', one.replaceAll('\n', '\\n'), /written out as \\n/],
		['in JSON', `{"ca": "${`${one}\r\n`.replaceAll('\r', '\\r').replaceAll('\n', '\\n')}"}`, /written out as \\n/],
		['with blanks for line ends', one.replaceAll('\n', ' '), /have become blanks/],
		['with blanks for line ends, twice', `${one} ${two}`.replaceAll('\n', ' '), /have become blanks/],
		['with CR alone', one.replaceAll('\n', '\r'), /end in CR alone/],
		['quoted as in mail', one.replace(/^/gm, '> '), /are quoted, as in mail/],
	])('is refused with a command that mends it: %s', async (_name, text, sentence) => {
		const message = await read(text).then(
			() => '',
			(reason: Error) => reason.message,
		);
		expect(message).toMatch(sentence);
		const [, command = ''] = / with (.*) > ca\.pem$/.exec(message) ?? [];
		const mended = execFileSync('sh', ['-c', command], {encoding: 'utf8'});
		expect(await read(mended)).toBe(mended);
	});
});

describe('the files of a run', () => {
	const write = (name: string, text: string) => {
		const file = path.join(folder, name);
		fs.writeFileSync(file, text);
		return file;
	};
	const torn = write('torn.pem', `${one}\n${garbage}\n`);
	const whole = write('whole.pem', `${one}\n${two}\n`);
	const readAll = (settings: Partial<Record<'caFile' | 'publicRootsFile', string>>, environment = {}) =>
		readCertificates(
			{caFile: null, publicRootsFile: null, ...settings},
			{files: openUserFiles(), names: flagNames, environment},
		);

	it.each<[string, Parameters<typeof readAll>, RegExp[], string[]]>([
		['nothing is named', [{}], [], []],
		[
			'all of them whole',
			[
				{caFile: whole, publicRootsFile: whole},
				{NODE_EXTRA_CA_CERTS: whole, SSL_CERT_FILE: whole},
			],
			[],
			[],
		],
		[
			'the public roots torn',
			[{publicRootsFile: torn}],
			[/^--public-roots: .*block 2 of 2, from line \d+\), and is left out/],
			[],
		],
		['the CA file torn, which its lint tells', [{caFile: torn}], [], []],
		['extra roots torn', [{}, {NODE_EXTRA_CA_CERTS: torn}], [/^NODE_EXTRA_CA_CERTS: .*block 2 of 2/], [torn]],
		['the store torn', [{}, {SSL_CERT_FILE: torn}], [/^SSL_CERT_FILE: .*block 2 of 2/], [torn]],
		['an extra file that is not there', [{}, {NODE_EXTRA_CA_CERTS: path.join(folder, 'nowhere')}], [], []],
		['an extra file that is a folder', [{}, {NODE_EXTRA_CA_CERTS: folder}], [], []],
	])('%s', async (_name, parameters, notes, machine) => {
		const certificates = await readAll(...parameters);
		expect(certificates.notes).toEqual(notes.map(note => expect.stringMatching(note)));
		expect(certificates.machinePems).toEqual(machine.map(file => fs.readFileSync(file, 'utf8')));
	});
});
