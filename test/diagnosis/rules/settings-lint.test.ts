import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {parseProxyUrl} from '../../../source/settings/proxy-url.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

function findWith(noProxy: string, url: string | null = 'http://proxy:3128') {
	const https = url === null ? null : parseProxyUrl(url, '--proxy').endpoint;
	const settings = {proxy: {source: 'given', https, http: https, noProxy}} as const;
	return diagnose(sampleRun({rows: [{host: 'ok.example'}], settings})).find(({id}) => id === 'settings');
}

describe('settings to change', () => {
	it.each<[string, string | null, string]>([
		['.example.com,,10.0.0.0/8', 'http://proxy:3128', 'warning'],
		['.example.com', 'http://proxy:3128', 'info'],
		['', 'https://proxy:3128', 'warning'],
	])('no_proxy %j with %s: %s', (noProxy, url, severity) => {
		expect(findWith(noProxy, url)).toMatchObject({owner: 'you', severity, targets: [], verify: []});
	});

	it.each<[string, string | null]>([
		['', 'http://proxy:3128'],
		['a,,b', null],
	])('is not said of %j with %s', (noProxy, url) => {
		expect(findWith(noProxy, url)).toBeUndefined();
	});

	it('shows a hostile entry on one line and cut', () => {
		const finding = findWith(`*.a\u001b[31m\u202e${'x'.repeat(5000)}`);
		expect(finding?.fix.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
		for (const step of finding?.fix ?? []) expect(step.length).toBeLessThanOrEqual(600);
	});
});
