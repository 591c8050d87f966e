import tls from 'node:tls';
import {catalog} from '../../catalog/catalog.ts';
import {UsageError} from '../../errors.ts';
import type {Observation} from '../../evidence/types.ts';
import {splitPem} from '../../pem.ts';
import type {Plan} from '../../plan/types.ts';
import {createRoots} from '../../probe/certificates.ts';
import type {Run} from '../../record/run.ts';
import {safeText} from '../../safe-text.ts';
import {formatProxy, isSocks, loginNames} from '../../settings/proxy-url.ts';
import {groupByMachine, importRun} from '../../vantage/portable/import-run.ts';
import {nextRound, observeLogs} from '../../vantage/portable/observe-logs.ts';
import {type EvidenceLog, factOf, readLogs} from '../../vantage/portable/read-log.ts';
import {type ChainReader, createChainReader} from '../../vantage/portable/read-target.ts';
import {
	type CarriedPlan,
	firstRound,
	makeScript,
	newNonce,
	type Round,
	readPlanText,
	type ScriptOptions,
	writePlanText,
} from '../../vantage/portable/script.ts';
import {readCertificates} from '../files/certificates.ts';
import {collectText, decodeMarked, largestRun} from '../files/user-files.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';

/** A log, and what it is called in a sentence. */
export type NamedLog = {readonly name: string; readonly text: string};

/** Reads logs of the portable probe; `-` is standard input. Throws a UsageError that names the file. */
export async function readLogFiles(
	names: readonly string[],
	{files}: Pick<Session, 'files'>,
	{stdin}: {readonly stdin: NodeJS.ReadStream},
): Promise<readonly NamedLog[]> {
	const logs: NamedLog[] = [];
	for (const name of names) {
		if (name !== '-') {
			logs.push({name, text: await files.read(name, 'The log', largestRun, decodeMarked)});
			continue;
		}
		if (stdin.isTTY) {
			throw new UsageError(
				'The log "-" is read from standard input, and that is the keyboard: pipe a log in, or name a file.',
			);
		}
		const text = await collectText(stdin, largestRun);
		if (text === null) throw new UsageError('The log "-" is too large: import fewer logs at once.');
		logs.push({name: 'standard input', text});
	}
	return logs;
}

/** What was imported, one run for each machine. `notes`: what the user should know of the logs, one sentence each. */
export type Imported = {readonly runs: readonly Run[]; readonly notes: readonly string[]};

/** The runs that logs of the portable probe hold, judged by today's rules. Throws a UsageError where there is none. */
export function importLogs(logs: readonly NamedLog[]): Imported {
	const notes: string[] = [];
	const runs = readMachines(logs).map(({name, logs: own, carried, observations}) => {
		const run = importRun(carried.plan, own, observations);
		const {hostname} = run.vantage;
		if (factOf(own[0], 'state') === 'no-curl') {
			notes.push(
				`${hostname} has no curl, so it probed nothing: install curl there, or run the script on a machine that has it.`,
			);
		} else if (own.some(({isComplete}) => !isComplete)) {
			notes.push(
				`The log of ${hostname} in ${name} is torn or was changed, so the run is marked incomplete: copy the log again as a whole.`,
			);
		}
		if (run.vantage.evidence === 'thin' && factOf(own[0], 'curl') !== null) {
			notes.push(
				`The tools of ${hostname} can't show certificates, so TLS services are unverified from there: install openssl, or curl 7.88 or newer.`,
			);
		}
		const open = nextRound(carried.plan, observations, own.length > 1 ? [] : undefined);
		if (open.size > 0 && own.length === 1) {
			notes.push(
				`A second round on ${hostname} would tell more of ${open.size} targets: make its script with "vantage script --after ${name}", and import both logs together.`,
			);
		}
		return run;
	});
	return {runs, notes};
}

type Machine = {
	readonly name: string;
	readonly logs: readonly [EvidenceLog, ...EvidenceLog[]];
	readonly carried: CarriedPlan;
	readonly observations: ReadonlyMap<string, Observation>;
};

function readMachines(named: readonly NamedLog[]): readonly Machine[] {
	const all = named.flatMap(({name, text}) => {
		const logs = readLogs(text);
		if (logs.length === 0) {
			throw new UsageError(
				`${safeText(name)} holds no evidence of arc-netcheck: give what the script of "vantage script" printed.`,
			);
		}
		return logs.map(log => ({name: safeText(name), log}));
	});
	const plans = new Map<string, CarriedPlan>();
	for (const {name, log} of all) {
		if (log.planText !== null && !plans.has(log.nonce)) plans.set(log.nonce, readPlanText(log.planText, name, catalog));
	}
	const readerFor = createReaders();
	return groupByMachine(all.map(({log}) => log)).map(logs => {
		const name = all.find(({log}) => log === logs[0])?.name ?? '';
		const carried = plans.get(logs[0].nonce);
		if (carried === undefined) {
			throw new UsageError(`${name} carries no plan: import it together with the first log of the same script.`);
		}
		return {name, logs, carried, observations: observeLogs(carried.plan, logs, readerFor(carried))};
	});
}

/**
 * The roots by which logs are judged: the public ones, and the given ones. What else a machine trusts its own curl has
 * said. Plans with the same ones share a reader.
 */
function createReaders(): (carried: CarriedPlan) => ChainReader {
	const readers = new Map<string, ChainReader>();
	return ({caPem, publicRootsPem}) => {
		const key = JSON.stringify([caPem, publicRootsPem]);
		const known = readers.get(key);
		if (known) return known;
		const publicPems = publicRootsPem === null ? tls.getCACertificates('bundled') : splitPem(publicRootsPem);
		const reader = createChainReader(createRoots(publicPems, () => [], caPem === null ? [] : splitPem(caPem)));
		readers.set(key, reader);
		return reader;
	};
}

/** Throws a UsageError for a plan that goes over SOCKS, or logs in by a ticket: those are ways of this machine alone. */
export function refuseOwnWays({targets, settings: {proxyLogin}}: Plan): void {
	if (proxyLogin !== 'basic') {
		throw new UsageError(
			`A login by ${loginNames[proxyLogin]} serves this machine only: leave out --proxy-login for the way that nodes and pods take.`,
		);
	}
	const socks = targets.map(({route}) => route?.proxy ?? null).find(proxy => proxy !== null && isSocks(proxy));
	if (!socks) return;
	throw new UsageError(
		`${formatProxy(socks)} is a SOCKS proxy, which serves this machine only: name the way that nodes and pods take (--proxy http://HOST:PORT or --proxy none).`,
	);
}

/** The script for a plan, self-contained: what it prints can be imported without any settings. */
export async function writeScript(
	{plan}: PreparedPlan,
	session: Session,
	{kind, stepSeconds}: Pick<ScriptOptions, 'kind' | 'stepSeconds'> = {},
): Promise<string> {
	refuseOwnWays(plan);
	const certificates = await readCertificates(plan.settings, session);
	const nonce = newNonce();
	const planText = writePlanText({plan, ...certificates}, nonce);
	return makeScript(plan, firstRound(plan), {
		nonce,
		kind,
		...certificates,
		planText,
		...(stepSeconds !== undefined && {stepSeconds}),
	});
}

/** The script of the round that the judge asks for after these logs. Throws a UsageError where nothing is open. */
export function writeNextScript(named: readonly NamedLog[], stepSeconds: number): string {
	const machines = readMachines(named);
	const [first] = machines;
	const round = new Map<number, ReturnType<Round['get']> & {}>();
	for (const {carried, observations} of machines) {
		const wanted = nextRound(carried.plan, observations);
		for (const [index, kinds] of wanted) round.set(index, [...new Set([...(round.get(index) ?? []), ...kinds])]);
	}
	if (first === undefined || round.size === 0) {
		throw new UsageError('The logs leave nothing open that a second round could tell: import them as they are.');
	}
	const {carried, logs} = first;
	const {caPem, publicRootsPem} = carried;
	return makeScript(carried.plan, round, {
		nonce: logs[0].nonce,
		round: logs.length + 1,
		caPem,
		publicRootsPem,
		stepSeconds,
	});
}
