import {type ControlKind, controlKinds, impossibleHost} from '../../evidence/controls.ts';
import type {Attempt, Control, Observation} from '../../evidence/types.ts';
import {groupByProbe, type ProbeGroup} from '../../plan/probe-groups.ts';
import type {Plan} from '../../plan/types.ts';
import {nextControls, outcomeOf} from '../../verdict/judge-run.ts';
import type {Subject} from './read-answer.ts';
import {readControl} from './read-control.ts';
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
