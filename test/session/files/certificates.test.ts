import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {afterAll, describe, expect, it} from 'vitest';
import {readPem} from '../../../source/session/files/certificates.ts';
import {openUserFiles} from '../../../source/session/files/user-files.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-pem-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const [one = '', two = ''] = tls.getCACertificates('bundled');
const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';
const garbage = `${begin}\nbm8gY2VydGlmaWNhdGU=\n${end}`;

function read(text: string): Promise<string> {
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
	])('holds %s', async (_name, text) => {
		expect(await read(text)).toBe(text);
	});

	it.each([
		['none', 'no frame at all', /ca\.pem holds no certificate: give a PEM file/],
		['a block that is none', garbage, /ca\.pem: its one block can't be read as a certificate; export it again/],
		['one such block among others', `${one}\n${garbage}\n${two}`, /ca\.pem: block 2 of 3 can't be read/],
		['a block that is cut off', `${one}\n${two.slice(0, 200)}`, /ca\.pem: block 2 of 2 can't be read/],
		['a block that runs into the next', `${one.replace(end, '')}\n${two}`, /ca\.pem: block 1 of 2 can't be read/],
	])('is refused in one sentence with %s', async (_name, text, sentence) => {
		const error = await read(text).then(
			() => null,
			(reason: unknown) => reason,
		);
		expect(error).toMatchObject({name: 'UsageError', message: expect.stringMatching(sentence)});
	});
});
