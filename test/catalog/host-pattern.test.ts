import {expect, it} from 'vitest';
import {isHost, isWildcard, matchesHostPattern} from '../../source/catalog/host-pattern.ts';

it.each([
	['mcr.microsoft.com', 'mcr.microsoft.com', true],
	['mcr.microsoft.com', 'MCR.Microsoft.com', true],
	['mcr.microsoft.com', 'xmcr.microsoft.com', false],
	['*.azurecr.io', 'team.azurecr.io', true],
	['*.azurecr.io', 'team.eastus.data.azurecr.io', true],
	['*.azurecr.io', 'azurecr.io', false],
	['*.azurecr.io', 'evilazurecr.io', false],
	['*.hcp.*.azmk8s.io', 'x.hcp.eastus.azmk8s.io', true],
	['*.hcp.*.azmk8s.io', 'x.portal.hcp.eastus.azmk8s.io', true],
	['*.hcp.*.azmk8s.io', 'x.hcp.a.b.azmk8s.io', false],
	['<region>.api.azureml.ms', 'eastus.api.azureml.ms', true],
	['<region>.api.azureml.ms', 'a.eastus.api.azureml.ms', false],
	['app-<region>-prod.example.com', 'app-eastus-prod.example.com', true],
	['app-<region>-prod.example.com', 'app--prod.example.com', false],
	['app-<region>-prod.example.com', 'app-eastus-test.example.com', false],
])('%s covers %s: %s', (pattern, host, isCovered) => {
	expect(matchesHostPattern(pattern, host)).toBe(isCovered);
});

it.each([
	['*.azurecr.io', true],
	['*.hcp.*.azmk8s.io', true],
	['a.*.example.com', true],
	['<region>.api.azureml.ms', false],
	['mcr.microsoft.com', false],
])('%s is a wildcard: %s', (pattern, isOne) => {
	expect(isWildcard(pattern)).toBe(isOne);
});

it.each([
	['registry', true],
	['registry.example.com', true],
	['_service.example.com', true],
	['xn--bcher-kva.example', true],
	['10.0.0.4', true],
	['2001:db8::1', true],
	['', false],
	['10.0.0.400', false],
	['registry.example.com.', false],
	['registry..example.com', false],
	['-registry.example.com', false],
	['registry.example.com:443', false],
	['https://registry.example.com', false],
	['two words', false],
	['b\u00fccher.example', false],
	['*.example.com', false],
	[`${'a'.repeat(64)}.example.com`, false],
	[`${'a.'.repeat(127)}com`, false],
])('%j is a host: %s', (text, isOne) => {
	expect(isHost(text)).toBe(isOne);
});
