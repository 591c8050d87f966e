import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {collectPublicNames} from '../../source/redact/public-names.ts';
import {createScrub} from '../../source/redact/scrub.ts';
import {createWords} from '../../source/redact/stand-in-words.ts';

const scrub = (text: string) => createScrub([], createWords(collectPublicNames(catalog)))(text);

describe('what is known by its form alone', () => {
	it.each([
		['00:1A:2b:3c:4D:5e', 'id-1'],
		['00-1a-2b-3c-4d-5e', 'id-1'],
		['001a.2b3c.4d5e', 'id-1'],
		['0b7a9f0e-1c1d-4b52-8a86-6f3d6e0f2a11', 'id-1'],
		['0b7a9f0e1c1d4b528a866f3d6e0f2a11', 'id-1'],
		['S-1-5-21-3623811015-3361044348-30300820-1013', 'id-1'],
		[String.raw`CORP\anna.miller`, 'user-1'],
		['anna.miller@corp.example', 'user-1@host-1'],
		[String.raw`\\fs01\share$\deny.log`, 'file-1'],
		['/home/anna/ca.pem', 'file-1'],
		[String.raw`C:\Users\anna\ca.pem`, 'file-1'],
		['10.11.12.13', 'address-1'],
		['fd00:1234::7', 'address-1'],
		['gw01.corp.example', 'host-1'],
	])('%s becomes %s in a sentence', (name, word) => {
		expect(scrub(`Refused for ${name}, says it.`)).toBe(`Refused for ${word}, says it.`);
		expect(scrub(`"${name}"`)).toBe(`"${word}"`);
	});

	it.each([
		'Answered 403 in 12:30:05.',
		'Catalog of 2026-11-22, run 20261122T203000Z-0a1b2c.',
		"sed 's/^[[:blank:]]*//' roots",
		'mcr.microsoft.com:443 over TLSv1.3, TLS_AES_256_GCM_SHA384',
		'a\\nb',
	])('%j stays', text => {
		expect(scrub(text)).toBe(text);
	});
});
