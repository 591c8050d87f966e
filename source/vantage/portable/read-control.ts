import {isAlike, isTelling, wordingOf} from '../../evidence/answer-similarity.ts';
import {isAlert} from '../../evidence/codes.ts';
import {type ControlKind, impossibleHost} from '../../evidence/controls.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, Control, HttpEvidence, ProxyEvidence, StageEvidence} from '../../evidence/types.ts';
import {compare, judgeNoPage} from '../../probe/controls.ts';
import {formatHostPort} from '../../words.ts';

type Outcome = Pick<Control, 'passed' | 'code' | 'detail'>;

/**
 * What a control came to, as the program's own controls say it: `seen` is the last try at the target, `made` what the
 * script saw of the control. Null where the path broke off before anything could be measured.
 */
export function readControl(kind: ControlKind, seen: Attempt, made: Attempt, host: string): Control | null {
	const outcome = outcomeOf(kind, seen, made, host);
	const ms = made.stages.reduce((sum, stage) => sum + stage.ms, 0);
	return outcome && {kind, ms, ...outcome};
}

function outcomeOf(kind: ControlKind, seen: Attempt, made: Attempt, host: string): Outcome | null {
	const failed = made.stages.find(({ok}) => !ok);
	const code = failed?.error?.code ?? 'no answer';
	const tls = targetTlsOf(made);
	const tunnel = made.stages.find((stage): stage is ProxyEvidence => stage.stage === 'proxy');
	const isGreeted = tls !== undefined && tls.error === null;
	switch (kind) {
		case 'small-hello':
			if (!tls) return null;
			return isGreeted
				? {passed: true, code: 'done', detail: 'handshake done with a hello of one packet'}
				: {passed: false, code: 'failed', detail: code};
		case 'neutral-name':
			if (!tls) return null;
			if (isGreeted) return {passed: true, code: 'done', detail: 'handshake done for example.com'};
			return tls.error && isAlert(tls.error)
				? {passed: true, code: 'alert', detail: 'answered with an alert'}
				: {passed: false, code: 'failed', detail: code};
		case 'proxy-speaks-tls':
			if (!tls) return null;
			if (isGreeted) return {passed: true, code: 'done', detail: 'the proxy speaks TLS'};
			return tls.error && isAlert(tls.error)
				? {passed: true, code: 'alert', detail: 'the proxy answered with a TLS alert'}
				: {passed: false, code: 'failed', detail: code};
		case 'proxy-speaks-plain': {
			if (!tunnel) return null;
			const passed = tunnel.status !== null;
			return {passed, code: passed ? 'answered' : 'failed', detail: `${tunnel.request} in plain: ${answerOf(tunnel)}`};
		}
		case 'same-host-port-443': {
			if (!tunnel || tunnel.status === null || tunnel.status === 407) return null;
			const passed = tunnel.ok || tunnel.status >= 500;
			return {
				passed,
				code: passed ? 'done' : 'refused',
				detail: `CONNECT ${formatHostPort(host, 443)}: ${tunnel.status}`,
			};
		}
		case 'no-such-host': {
			const before = httpOf(seen);
			const answer = httpOf(made);
			if (!before || !answer) return judgeNoPage(before && failed);
			return compare({...before, host}, {...answer, host: impossibleHost}, `${answer.request}: ${answerOf(answer)}`);
		}
		case 'tunnel-refusal': {
			const before = httpOf(seen);
			if (!before || !tunnel) return judgeNoPage(undefined);
			const detail = `CONNECT ${formatHostPort(host, 443)}: ${answerOf(tunnel)}`;
			return tunnel.ok ? {passed: true, code: 'done', detail} : compare({...before, host}, {...tunnel, host}, detail);
		}
		case 'over-tls': {
			const before = httpOf(seen);
			const answer = httpOf(made);
			if (!before || !answer || answer.status === null || tls?.checks?.public?.code !== null) {
				return {passed: false, code: 'failed', detail: failed ? code : 'no verified TLS'};
			}
			const wording = wordingOf({...answer, host});
			const passed = isTelling(wording) && isAlike(wordingOf({...before, host}), wording);
			return {passed, code: 'answered', detail: `${answer.status} over verified TLS`};
		}
		case 'direct':
			return reachedDirectly(made.stages, code);
		case 'known-to-pass':
		case 'program-address':
			return null;
	}
}

function reachedDirectly(stages: readonly StageEvidence[], code: string): Outcome {
	const tcp = stages.find(({stage}) => stage === 'tcp');
	if (!tcp?.ok) return {passed: false, code: 'failed', detail: 'no connection without the proxy'};
	const tls = stages.find(stage => stage.stage === 'tls');
	if (!tls) return {passed: true, code: 'done', detail: 'connected without the proxy'};
	if (tls.checks === null) return {passed: false, code: 'failed', detail: code};
	const defect = tls.checks.public?.code ?? null;
	return defect === null && tls.checks.isNamed
		? {passed: true, code: 'done', detail: 'verified TLS without the proxy'}
		: {passed: false, code: 'refused', detail: defect ?? code};
}

function answerOf({status, error}: Pick<HttpEvidence, 'status' | 'error'>): string {
	return status === null ? (error?.code ?? 'no answer') : String(status);
}
