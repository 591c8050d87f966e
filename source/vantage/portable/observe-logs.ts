import {isAlike, isTelling, wordingOf} from '../../evidence/answer-similarity.ts';
import {isAlert} from '../../evidence/codes.ts';
import {type ControlKind, controlKinds, impossibleHost} from '../../evidence/controls.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, Control, HttpEvidence, Observation, ProxyEvidence, StageEvidence} from '../../evidence/types.ts';
import {groupByProbe, type ProbeGroup} from '../../plan/endpoints.ts';
import type {Plan} from '../../plan/types.ts';
import {compare, judgeNoPage} from '../../probe/controls.ts';
import {nextControls, outcomeOf} from '../../verdict/judge-run.ts';
import {formatHostPort} from '../../words.ts';
import type {Subject} from './read-answer.ts';
import type {EvidenceLog} from './read-log.ts';
import {type ChainReader, readAttempts} from './read-target.ts';
import {firstRound, type Round, type Wanted} from './script.ts';

/**
 * What the logs of one machine say of a plan, in the order in which they were made, as the one shape that the judge reads.
 * Pure: which roots are public its reader of chains knows.
 *
 * @returns by the id of the row; a target of which no log says anything to its end has no observation
 */
export function observeLogs(
	plan: Plan,
	logs: readonly EvidenceLog[],
	reader: ChainReader,
): ReadonlyMap<string, Observation> {
	const observations = new Map<string, Observation>();
	for (const [index, group] of groupByProbe(plan).entries()) {
		const subject = subjectOf(group);
		const {host} = subject;
		const attempts: Attempt[] = [];
		const controls: Control[] = [];
		for (const {targets, chains} of logs) {
			const context = {reader, chains};
			attempts.push(...readAttempts(targets.get(`t${index}`) ?? [], subject, context));
			const last = attempts.at(-1);
			for (const kind of controlKinds) {
				const [made] = readAttempts(targets.get(`t${index}.${kind}`) ?? [], subjectFor(kind, subject), context).slice(
					-1,
				);
				const control = made && last && readControl(kind, last, made, host);
				// It was the size of the hello: another name says nothing more.
				const isSettled = kind === 'neutral-name' && controls.some(each => each.kind === 'small-hello' && each.passed);
				if (control && !isSettled) controls.push(control);
			}
		}
		if (attempts.length > 0) for (const {id} of group.rows) observations.set(id, {attempts, controls});
	}
	return observations;
}

/** What the judge would have looked at next: another try of what failed once, and the controls that decide. Empty once all is clear. */
export function nextRound(
	plan: Plan,
	observations: ReadonlyMap<string, Observation>,
	made: readonly Round[] = [firstRound(plan)],
): Round {
	const round = new Map<number, readonly Wanted[]>();
	for (const [index, group] of groupByProbe(plan).entries()) {
		const observation = observations.get(group.lead.id);
		const last = observation?.attempts.at(-1);
		if (!observation || !last) continue;
		const before = new Set(made.flatMap(each => each.get(index) ?? []));
		const isTryWanted = observation.attempts.length <= plan.settings.retries && outcomeOf(group, last) === 'failed';
		const wanted: readonly Wanted[] = isTryWanted ? ['once'] : nextControls(group, observation, plan.settings);
		// What programs get is asked by programs there.
		const open = wanted.filter(kind => !before.has(kind) && kind !== 'program-address');
		if (open.length > 0) round.set(index, open);
	}
	return round;
}

function subjectOf({lead}: ProbeGroup): Subject {
	return {
		host: lead.target?.host ?? '',
		port: lead.target?.port ?? 443,
		protocol: lead.requirement.protocol,
		path: lead.path ?? '/',
		proxy: lead.route?.proxy ?? null,
	};
}

/** What a control asks for in place of the target, as the script does. */
function subjectFor(kind: ControlKind, subject: Subject): Subject {
	const {proxy} = subject;
	switch (kind) {
		case 'proxy-speaks-tls':
			return {...subject, protocol: 'https', host: proxy?.host ?? '', port: proxy?.port ?? 443, path: '/', proxy: null};
		case 'proxy-speaks-plain':
			return {...subject, protocol: 'https', proxy: proxy && {...proxy, scheme: 'http'}};
		case 'same-host-port-443':
		case 'tunnel-refusal':
			return {...subject, protocol: 'https', port: 443, path: '/'};
		case 'no-such-host':
			return {...subject, host: impossibleHost};
		case 'over-tls':
			return {...subject, protocol: 'https', port: 443};
		case 'direct':
			return {...subject, proxy: null};
		default:
			return subject;
	}
}

type Outcome = Pick<Control, 'passed' | 'code' | 'detail'>;

/**
 * What a control came to, as the program's own controls say it: `seen` is the last try at the target, `made` what the
 * script saw of the control. Null where the path broke off before anything could be measured.
 */
export function readControl(kind: ControlKind, seen: Attempt, made: Attempt, host: string): Control | null {
	const outcome = resultOf(kind, seen, made, host);
	const ms = made.stages.reduce((sum, stage) => sum + stage.ms, 0);
	return outcome && {kind, ms, ...outcome};
}

function resultOf(kind: ControlKind, seen: Attempt, made: Attempt, host: string): Outcome | null {
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
