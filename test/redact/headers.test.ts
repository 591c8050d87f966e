import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {redactHeader} from '../../source/redact/headers.ts';
import {collectPublicNames} from '../../source/redact/public-names.ts';
import {createWords} from '../../source/redact/stand-in-words.ts';

const shown = (name: string, value: string) => redactHeader(name, value, createWords(collectPublicNames(catalog)));

describe('a header', () => {
	it.each([
		['date', 'Sun, 22 Nov 2026 20:30:00 GMT'],
		['age', '17'],
		['content-type', 'text/html; charset=utf-8'],
		['cache-control', 'no-store, max-age=0'],
		['connection', 'keep-alive'],
		['transfer-encoding', 'chunked'],
		['x-squid-error', 'ERR_ACCESS_DENIED 0'],
		['docker-distribution-api-version', 'registry/2.0'],
		['server', 'nginx/1.25.3'],
		['server', 'Microsoft-IIS/10.0'],
		['location', ''],
	])('%s: %s stays', (name, value) => {
		expect(shown(name, value)).toEqual([name, value]);
	});

	it.each([
		['date', 'falcon'],
		['age', '17 falcon'],
		['content-type', 'text/html; charset=falcon'],
		['content-type', 'application/vnd.falcon+json'],
		['cache-control', 'no-store, falcon'],
		['connection', 'x-falcon'],
		['vary', 'x-falcon-user'],
		['etag', '"falcon"'],
		['x-cache', 'MISS from falcon'],
		['x-squid-error', 'ERR_FALCON_POLICY 0'],
		['x-ms-request-id', '0b7a9f0e-1c1d-4b52-8a86-6f3d6e0f2a11'],
		['www-authenticate', 'Falcon token'],
	])('%s: %s loses its value', (name, value) => {
		expect(shown(name, value)).toEqual([name, 'taken out']);
	});

	it.each([
		['x-falcon-user', 'anna', 'header-1', 'taken out'],
		['server', 'falcon-edge/2.1', 'server', 'title-1'],
		['via', '1.1 falcon01 (squid/6.6), 1.0 10.1.2.3 (falcon gateway)', 'via', '1.1 host-1 (squid/6.6), 1.0 address-1'],
		['via', 'falcon', 'via', 'taken out'],
		['location', 'https://intra.falcon.example:8443/deny?u=anna', 'location', 'https://host-1:8443/path'],
		[
			'location',
			'https://login.microsoftonline.com/falcon/oauth2?x=1',
			'location',
			'https://login.microsoftonline.com/path',
		],
		['location', '/falcon', 'location', '/path'],
		['proxy-authenticate', 'Basic realm="falcon", NTLM', 'proxy-authenticate', 'Basic, NTLM realm="taken out"'],
		['proxy-authenticate', 'Negotiate', 'proxy-authenticate', 'Negotiate'],
	])('%s: %s becomes %s: %s', (name, value, shownName, shownValue) => {
		expect(shown(name, value)).toEqual([shownName, shownValue]);
	});
});
