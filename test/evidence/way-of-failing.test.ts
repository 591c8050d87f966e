import {describe, expect, it} from 'vitest';
import type {StageEvidence} from '../../source/evidence/types.ts';
import {wayOfFailing} from '../../source/evidence/way-of-failing.ts';

/** A name that a server has no answer for. */
const unresolved = (code: string) =>
	({stage: 'dns', of: 'target', ok: false, error: {code, message: ''}}) as StageEvidence;

describe('the way in which a try failed', () => {
	it('is one for silence, whosever limit of time was over first', () => {
		const ways = ['ETIMEOUT', 'PROBE_TIMEOUT'].map(code => wayOfFailing({startedAt: '', stages: [unresolved(code)]}));
		expect(ways[0]).toEqual(ways[1]);
	});

	it('is another one for each thing that a name server says', () => {
		const keys = ['ETIMEOUT', 'EREFUSED', 'ESERVFAIL'].map(
			code => wayOfFailing({startedAt: '', stages: [unresolved(code)]})?.key,
		);
		expect(new Set(keys).size).toBe(3);
	});
});
