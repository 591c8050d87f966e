import {expect, it} from 'vitest';
import {defectOf} from '../../../source/vantage/portable/read-answer.ts';
import {refusalOf} from '../../../source/verdict/by-stage/chain-faults.ts';

it.each([7, 23, 24, 25, 26, 32, 34, 47, 48, 66, 67, 68, 79])(
	'the defect %i of the verifier has the name that its cure is found by',
	number => {
		const code = defectOf({rc: 60, words: []}, number) ?? '';
		expect(refusalOf({defects: [code]})?.problem).not.toContain('the verifier says');
	},
);
