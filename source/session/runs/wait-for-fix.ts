import {setTimeout as wait} from 'node:timers/promises';
import {UsageError} from '../../errors.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {check} from '../check.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';
import {isNotOk} from './prepare-again.ts';

/** Between two askings, in milliseconds: whoever mends a proxy needs minutes, and its log should stay readable. */
export const askingInterval = 30_000;

/**
 * The rows that a fix is waited for: what is needed and fails; where nothing needed does, all that did not get through. None
 * goes through a proxy that turned the login down: each asking would be one more try, until the account is locked.
 */
export function rowsToWaitFor({results}: Pick<Run, 'results'>): readonly RunRow[] {
	const isLockable = results.some(isLoginRejected);
	const failed = results.filter(row => isNotOk(row) && !(isLockable && row.route === 'proxy'));
	const needed = failed.filter(({severity}) => severity === 'error');
	return needed.length > 0 ? needed : failed;
}

function isLoginRejected({cause}: RunRow): boolean {
	return cause === 'proxy.auth-rejected';
}

/**
 * The awaited rows that are not known to get through: who loses its own network learns nothing of them. A stand-in needs
 * no answer where another one for the same wildcard has it.
 */
export function stillFailing({results}: Pick<Run, 'results'>, awaited: ReadonlySet<string>): readonly RunRow[] {
	const through = results.filter(({status}) => status === 'reachable');
	const spokenFor = new Set(
		through.flatMap(({target, requirement}) => (target?.sampled ? (requirement?.id ?? []) : [])),
	);
	return results.filter(
		({id, status, target, requirement}) =>
			awaited.has(id) &&
			status !== 'reachable' &&
			!(status === 'unverified' && target?.sampled && spokenFor.has(requirement?.id ?? '')),
	);
}

/**
 * Asks a part of a run again until all of it gets through. Resolves to whether it did: false once it was stopped. Nothing of it
 * is kept, and only `onAsked` is told how much still fails. Throws as a check does, and a UsageError once a proxy turns the login down.
 */
export async function waitForFix(
	prepared: PreparedPlan,
	session: Session,
	{
		signal,
		previous,
		onAsked,
		interval = askingInterval,
	}: {
		readonly signal: AbortSignal;
		readonly previous: Run;
		/** Told the rows that still fail. */
		onAsked(failing: readonly RunRow[]): void;
		readonly interval?: number;
	},
): Promise<boolean> {
	const ids = new Set(prepared.plan.targets.map(({id}) => id));
	for (;;) {
		try {
			await wait(interval, undefined, {signal});
		} catch {
			return false;
		}
		const options = {signal, isLearning: false, isKept: false, previous, onDeadProxy: 'spare', tell() {}} as const;
		const {run} = await check(prepared, session, options);
		if (signal.aborted) return false;
		if (run.results.some(row => ids.has(row.id) && isLoginRejected(row))) {
			throw new UsageError(
				'The proxy turned the login down, and more tries could lock the account: correct the password, then check again.',
			);
		}
		const failing = stillFailing(run, ids);
		onAsked(failing);
		if (failing.length === 0) return true;
	}
}
