import {expect, it} from 'vitest';
import {subsetPlan} from '../../source/plan/probe-groups.ts';
import {type SampleRow, samplePlan} from '../helpers/sample-run.ts';

const rows: readonly SampleRow[] = [
	{host: 'a.example'},
	{host: 'b.example'},
	{host: 'one.w.example', pattern: '*.w.example', sampled: true},
	{host: 'two.w.example', pattern: '*.w.example', sampled: true},
	{pattern: '*.nobody.example'},
];

it.each<[string, readonly string[], readonly string[]]>([
	['keeps what is wanted', ['b.example'], ['b.example']],
	['brings the other stand-ins of a wildcard along', ['two.w.example'], ['one.w.example', 'two.w.example']],
	['leaves out what has no target', ['*.nobody.example', 'a.example'], ['a.example']],
	['may be empty', ['c.example'], []],
])('a part of a plan %s', (_name, wanted, expected) => {
	const plan = samplePlan({rows});
	const part = subsetPlan(plan, ({target, requirement}) => wanted.includes(target?.host ?? requirement.pattern));
	expect(part.targets.map(({target}) => target?.host)).toEqual(expected);
	expect(part.settings).toBe(plan.settings);
});
