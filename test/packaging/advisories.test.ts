import {describe, expect, it} from 'vitest';
import list from '../../docs/advisories.json' with {type: 'json'};
import manifest from '../../package.json' with {type: 'json'};
import {type AdvisoryList, compareAdvisories} from '../../scripts/check/advisories.ts';
import node from '../../scripts/node/package.json' with {type: 'json'};

const entry = (name: string, version: string) => ({
	...{package: name, version, checkedOn: '2026-11-29', sources: ['an audit'], advisories: []},
});
const lock = {
	'node_modules/a': {version: '1.0.0'},
	'node_modules/b': {version: '2.0.0'},
	'node_modules/a/node_modules/b': {version: '1.9.0'},
	'node_modules/alias': {name: '@scope/c', version: '3.0.0'},
};
const problemsOf = (bundled: AdvisoryList['bundled'], runtime = [entry('node', '24.22.3')]) =>
	compareAdvisories({list: {runtime, bundled}, node: '24.22.3', lock, folders: Object.keys(lock)});
const whole = [entry('a', '1.0.0'), entry('b', '2.0.0'), entry('b', '1.9.0'), entry('@scope/c', '3.0.0')];

describe('compareAdvisories', () => {
	it('is content with an entry for each version that is shipped', () => {
		expect(problemsOf(whole)).toEqual([]);
	});

	it.each<[string, AdvisoryList['bundled'], RegExp]>([
		['a package without an entry', whole.slice(1), /has no entry for a 1\.0\.0, which is shipped/],
		['an older entry', [entry('a', '0.9.0'), ...whole.slice(1)], /has a 0\.9\.0, and 1\.0\.0 is shipped/],
		['one version of two', whole.filter(one => one.version !== '1.9.0'), /has b 2\.0\.0, and 1\.9\.0 is shipped/],
		['a package that went', [...whole, entry('d', '1.0.0')], /has d 1\.0\.0, which is not bundled any more/],
		[
			'a version with a hole',
			[...whole.slice(1), {...entry('a', '1.0.0'), advisories: [{ids: ['CVE-1', 'GHSA-2'], applies: true}]}],
			/^a 1\.0\.0 has CVE-1, GHSA-2: take a release without/,
		],
	])('names %s', (_what, bundled, problem) => {
		expect(problemsOf(bundled)).toEqual([expect.stringMatching(problem)]);
	});

	it('names another Node than the one that was looked up', () => {
		expect(problemsOf(whole, [entry('node', '24.21.0')])).toEqual([
			expect.stringMatching(/has node 24\.21\.0, and 24\.22\.3 is shipped/),
		]);
	});

	it.each([{checkedOn: null}, {checkedOn: ''}, {checkedOn: 'today'}, {sources: []}])(
		'names what nobody has looked up: %j',
		gap => {
			const [first = entry('a', '1.0.0'), ...others] = whole;
			expect(problemsOf([{...first, ...gap}, ...others])).toEqual([
				expect.stringMatching(/^Nobody has looked up a 1\.0\.0 /),
			]);
		},
	);
});

describe('the Node that is shipped', () => {
	it('is in the range that package.json names, and older ones with known holes are not', () => {
		expect(Object.values(node.optionalDependencies)).toEqual([node.version, node.version]);
		expect(manifest.engines.node).toBe('^22.23.4 || ^24.22.1 || >=26.12.1');
		expect(node.version).toMatch(/^24\.(22\.([1-9]|\d\d)|2[3-9]\.\d+|[3-9]\d\.\d+)$/);
	});

	it('has an entry whose every advisory says where it is mended', () => {
		const [runtime] = list.runtime;
		expect(runtime?.version).toBe(node.version);
		for (const {ids, mendedIn} of runtime?.advisories ?? []) expect(mendedIn.length, ids.join()).toBeGreaterThan(1);
	});
});
