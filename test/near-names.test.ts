import {expect, it} from 'vitest';
import {nearNames} from '../source/near-names.ts';

const names = ['arc', 'aml-training', 'aml-inference', 'gpu', 'arc-gateway'];

it.each([
	['arc', ['arc', 'arc-gateway']],
	['ar', []],
	['arcs', ['arc']],
	['aml-trainig', ['aml-training']],
	['aml-trianing', ['aml-training']],
	['gup', ['gpu']],
	['AML-Training', ['aml-training']],
	['aml', ['aml-training', 'aml-inference']],
	['training', ['aml-training']],
	['gateway', ['arc-gateway']],
	['', []],
	['zzzzzz', []],
	['z'.repeat(10_000), []],
])('nearNames %s', (text, near) => {
	expect(nearNames(text, names)).toEqual(near);
});
