import type {Environment} from '../types.ts';
import {lintProxyText} from './proxy-address.ts';
import type {LintNote} from './types.ts';

const variables = ['https_proxy', 'http_proxy', 'no_proxy'] as const;

function lintCase(environment: Environment, lower: string): LintNote[] {
	const upper = lower.toUpperCase();
	const one = environment[lower];
	const other = environment[upper];
	if (!one || !other || one === other) return [];
	return [
		{
			field: `${lower} and ${upper}`,
			severity: 'warning',
			problem:
				'They differ: curl and Python read the lower-case one first, Go programs such as helm and kubectl the other.',
			cure: 'Give both the same value.',
		},
	];
}

/** What is odd about the proxy variables of the environment. Values are not repeated: they may hold a password. */
export function lintEnvironment(environment: Environment): LintNote[] {
	const differing = variables.flatMap(lower => lintCase(environment, lower));
	const addresses = variables
		.filter(lower => lower !== 'no_proxy')
		.flatMap(lower => [lower, lower.toUpperCase()])
		.flatMap(name => lintProxyText(name, environment[name] ?? ''));
	return [...differing, ...addresses];
}
