import {describe, expect, it} from 'vitest';
import {toMatchPattern} from '../../../source/allowlists/dialects/cilium.ts';
import {matchesCiliumPattern} from '../helpers/match-pattern.ts';
import {renderEntries, rulesIn} from '../helpers/render.ts';

describe('the pattern of a wildcard', () => {
	it.each([
		['*.azurecr.io', 'my.azurecr.io', true, true],
		['*.azurecr.io', 'my.eastus.data.azurecr.io', true, false],
		['*.mp.microsoft.com', 'tlu.dl.delivery.mp.microsoft.com', true, false],
		['*.azurecr.io', 'azurecr.io', false, false],
		['*.azurecr.io', 'evilazurecr.io', false, false],
		['*.azurecr.io', 'my.azurecr.io.evil.example', false, false],
		['*.hcp.*.azmk8s.io', 'me-1.hcp.eastus.azmk8s.io', true, true],
		['*.hcp.*.azmk8s.io', 'me-1.portal.hcp.eastus.azmk8s.io', true, false],
		['*.hcp.*.azmk8s.io', 'me-1.hcp.a.b.azmk8s.io', false, false],
	])('%s takes %s: %s in Cilium 1.19, %s before', (host, name, isTaken, wasTaken) => {
		const pattern = toMatchPattern(host);
		expect(matchesCiliumPattern(pattern, name, '1.19')).toBe(isTaken);
		expect(matchesCiliumPattern(pattern, name, '1.18')).toBe(wasTaken);
	});
});

it('has only characters that the definition of the resource allows in a pattern', () => {
	const {text} = renderEntries('cilium', [{host: '*.hcp.*.azmk8s.io'}, {host: 'a_b.example'}, {host: '*.example'}]);
	const patterns = rulesIn(text).flatMap(line => /match(?:Pattern|Name): "(.*)"$/.exec(line)?.[1] ?? []);
	expect(patterns).toEqual(['*', '**.example', 'a_b.example', '**.hcp.*.azmk8s.io']);
	for (const pattern of patterns) expect(pattern).toMatch(/^([-a-zA-Z0-9_*]+[.]?)+$/);
});

it('says that it goes by pods where a source was given', () => {
	const {text} = renderEntries('cilium', [{host: 'a.example'}], ['10.0.0.0/24']);
	expect(text).toContain('# Source of the traffic: 10.0.0.0/24. The policy goes by the pods that it selects');
});
