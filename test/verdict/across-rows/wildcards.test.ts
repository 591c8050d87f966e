import {expect, it} from 'vitest';
import {settleWildcard} from '../../../source/verdict/across-rows/wildcards.ts';
import type {Result, Status} from '../../../source/verdict/types.ts';
import {sampleRun} from '../../helpers/sample-run.ts';

type Row = readonly [host: 'own' | 'stand-in', status: Status];

/** Rows of one wildcard; `others` says whether the service needs others than the own ones. */
function settled(rows: readonly Row[], hasOthers: boolean): string[] {
	const {results} = sampleRun({
		rows: rows.map(([kind, status], index) => ({
			pattern: '*.stores.example',
			host: `${kind}-${index}.stores.example`,
			sampled: kind === 'stand-in',
			status,
			cause: status === 'blocked' ? 'tls.reset' : null,
		})),
	});
	const others = {features: ['aml-training'], why: 'Layers come from others.'};
	const resource = {key: 'storage', host: '<storage>.stores.example', ...(hasOthers && {others})} as const;
	const named = results.map(
		(result): Result => ({
			...result,
			planned: {...result.planned, requirement: {...result.planned.requirement, resource}},
		}),
	);
	return settleWildcard(named, {features: ['arc', 'aml-training']}).map(({verdict}) => verdict.status);
}

it.each<[title: string, rows: readonly Row[], hasOthers: boolean, expected: readonly Status[]]>([
	[
		'every stand-in fails',
		[
			['stand-in', 'blocked'],
			['stand-in', 'blocked'],
		],
		true,
		['blocked', 'blocked'],
	],
	[
		'one stand-in answers',
		[
			['stand-in', 'blocked'],
			['stand-in', 'reachable'],
		],
		true,
		['unverified', 'reachable'],
	],
	[
		'one is intercepted',
		[
			['stand-in', 'blocked'],
			['stand-in', 'intercepted'],
		],
		false,
		['unverified', 'intercepted'],
	],
	[
		'the own alone answers',
		[
			['own', 'reachable'],
			['stand-in', 'blocked'],
		],
		true,
		['reachable', 'blocked'],
	],
	[
		'the own alone answers, and suffices',
		[
			['own', 'reachable'],
			['stand-in', 'blocked'],
		],
		false,
		['reachable', 'unverified'],
	],
	[
		'one of two own answers, and suffices',
		[
			['own', 'blocked'],
			['own', 'unstable'],
			['stand-in', 'blocked'],
		],
		false,
		['blocked', 'unstable', 'unverified'],
	],
	[
		'the own fails, a stand-in answers',
		[
			['own', 'blocked'],
			['stand-in', 'reachable'],
		],
		true,
		['blocked', 'reachable'],
	],
	[
		'the own fails, a stand-in answers, and the own suffices',
		[
			['own', 'blocked'],
			['stand-in', 'reachable'],
		],
		false,
		['blocked', 'reachable'],
	],
	[
		'all fail',
		[
			['own', 'blocked'],
			['stand-in', 'blocked'],
		],
		false,
		['blocked', 'blocked'],
	],
	[
		'an own one is not tested',
		[
			['own', 'unverified'],
			['stand-in', 'blocked'],
		],
		false,
		['unverified', 'blocked'],
	],
])('%s', (_title, rows, hasOthers, expected) => {
	expect(settled(rows, hasOthers)).toEqual(expected);
});
