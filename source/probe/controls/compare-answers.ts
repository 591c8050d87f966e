import {type GivenAnswer, isAlike, isTelling, wordingOf} from '../../evidence/answer-similarity.ts';
import {impossibleHost} from '../../evidence/controls.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, Control, StageEvidence} from '../../evidence/types.ts';
import {formatHostPort} from '../../words.ts';
import {attemptTarget, openProxy, type PathContext, type ProbeSubject} from '../attempt.ts';
import {requestTunnel} from '../stages/proxy.ts';

type Outcome = Pick<Control, 'passed' | 'code' | 'detail'>;

/** A control is no try: nobody is told of its stages, nor of what HTTP/2 would make of it. */
const silent = {
	onStageStarted: () => {},
	onStageFinished: () => {},
	onWait: () => {},
	takesHttp2Trial: () => false,
};

/** One that came to nothing speaks for nobody. */
const nothingToCompare: Outcome = {passed: false, code: 'nothing-to-compare', detail: 'nothing to compare'};

/**
 * Asks the proxy for a host that can't exist. It passes where the answer is another one than was given for the target, or
 * the proxy refuses the tunnel.
 */
export async function askForImpossibleHost(
	subject: ProbeSubject,
	attempt: Attempt,
	context: PathContext,
): Promise<Outcome> {
	const seen = httpOf(attempt);
	if (!seen) return nothingToCompare;
	const impossible = {...subject, target: {...subject.target, host: impossibleHost}};
	const again = await attemptTarget(impossible, 'undici', {...context, ...silent});
	const answer = httpOf(again);
	const failed = again.stages.find(({ok}) => !ok);
	if (!answer) return judgeNoPage(failed);
	const detail = `${answer.request}: ${answer.status ?? answer.error?.code ?? 'no answer'}`;
	return compare({...seen, host: subject.target.host}, {...answer, host: impossibleHost}, detail);
}

/** No page came for a host that can't exist: because the proxy said so, or for a reason that says nothing. */
export function judgeNoPage(failed: StageEvidence | undefined): Outcome {
	if (failed?.stage === 'proxy' && failed.status !== null) {
		return {passed: true, code: 'refused', detail: `${failed.request}: ${failed.status}`};
	}
	return {...nothingToCompare, detail: failed?.error?.code ?? nothingToCompare.detail};
}

/** Asks the proxy for a tunnel to the same host. It passes unless that is refused as the request itself was answered. */
export async function askForTunnel(subject: ProbeSubject, attempt: Attempt, context: PathContext): Promise<Outcome> {
	const {host} = subject.target;
	const seen = httpOf(attempt);
	const proxy = seen && (await openProxy(subject, context));
	if (!seen || !proxy) return nothingToCompare;
	const {evidence: answer, socket} = await requestTunnel(proxy, {host, port: 443}, context);
	socket.destroy();
	const detail = `CONNECT ${formatHostPort(host, 443)}: ${answer.status ?? answer.error?.code ?? 'no answer'}`;
	if (answer.ok) return {passed: true, code: 'done', detail};
	return compare({...seen, host}, {...answer, host}, detail);
}

/** Sends the same request over TLS. It passes where the service, verified publicly, answers alike: that is its own way then. */
export async function askOverTls(subject: ProbeSubject, attempt: Attempt, context: PathContext): Promise<Outcome> {
	const {host} = subject.target;
	const seen = httpOf(attempt);
	if (!seen) return nothingToCompare;
	const secure = {...subject, protocol: 'https', target: {...subject.target, port: 443}} as const;
	const again = await attemptTarget(secure, 'undici', {...context, ...silent});
	const answer = httpOf(again);
	const tls = targetTlsOf(again);
	const failed = again.stages.find(({ok}) => !ok)?.error?.code;
	const isVerified = tls?.checks?.public?.code === null;
	if (!isVerified || !answer || answer.status === null) {
		return {passed: false, code: 'failed', detail: failed ?? 'no verified TLS'};
	}
	// Two bare refusals are alike whoever gave them.
	const wording = wordingOf({...answer, host});
	const passed = isTelling(wording) && isAlike(wordingOf({...seen, host}), wording);
	return {passed, code: 'answered', detail: `${answer.status} over verified TLS`};
}

/** Passes where two answers differ. */
export function compare(seen: GivenAnswer, other: GivenAnswer, detail: string): Outcome {
	if (other.status === null) return {...nothingToCompare, code: 'failed', detail};
	return {passed: !isAlike(wordingOf(seen), wordingOf(other)), code: 'answered', detail};
}
