import {expect, it} from 'vitest';
import {connectRefusedCode} from '../../../source/evidence/codes.ts';
import type {Control, StageEvidence} from '../../../source/evidence/types.ts';
import {reviseRefusals} from '../../../source/verdict/across-rows/same-proxy.ts';
import type {Result} from '../../../source/verdict/types.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';
import {httpStage, proxyStage} from '../../helpers/sample-evidence.ts';

const answer = {status: 503, statusText: 'Service Unavailable', body: 'The gateway has no way out.'};
const error = {code: connectRefusedCode, syscall: null, message: 'no'};
const shut: Control = {kind: 'known-to-pass', passed: false, ms: 0, code: 'failed', detail: 'c.example'};

function resultOf(host: string, stage: StageEvidence, controls: readonly Control[]): Result {
	const row = {host, ...(stage.stage === 'http' && {protocol: 'http' as const, port: 80})};
	const [planned] = planOf([row], proxyOf('http://proxy:3128')).targets;
	if (!planned) throw new Error('no row');
	const attempts = [{startedAt: '2026-01-01T00:00:00.000Z', stages: [stage]}];
	const words = {status: 'unverified', severity: 'info', cause: null, detail: '', confidence: 'low'} as const;
	return {planned, attempts, controls, verdict: {...words, identity: 'unproven', notes: []}};
}

it.each<[string, readonly Control[], string]>([
	['is the own answer of the proxy', [], 'blocked'],
	['says nothing where the proxy turns away by now what passed before', [shut], 'unverified'],
	['counts where the proxy lets that pass again', [{...shut, passed: true}], 'blocked'],
])('what is said as tunnels are refused %s', (_title, controls, expected) => {
	const refused = resultOf('a.example', proxyStage('a.example:443', {ok: false, ...answer, error}), controls);
	const [, held] = reviseRefusals([
		refused,
		resultOf('b.example', httpStage({...answer, request: 'GET http://b.example/'}), controls),
	]);
	expect(held?.verdict.status).toBe(expected);
});
