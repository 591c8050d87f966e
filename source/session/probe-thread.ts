import process from 'node:process';
import {type MessagePort, Worker, workerData} from 'node:worker_threads';
import {queueInTurns} from '../chunks.ts';
import type {Observation} from '../evidence/types.ts';
import type {ProbeGroup} from '../plan/endpoints.ts';
import type {Plan} from '../plan/types.ts';
import type {ProbeEvent} from '../probe/probe-group.ts';
import {createHeadStart, type Prober, type ProberOptions} from '../probe/prober.ts';
import {onAbort} from '../probe/stage-clock.ts';
import {createSystemNetwork} from '../probe/system-network.ts';
import type {Secrets, Settings} from '../settings/types.ts';
import {findOwnProgram, threadCommand} from './own-program.ts';
import {startProber} from './run-plan.ts';

/** What the thread is given to begin with. */
export type ThreadData = {
	readonly settings: Settings;
	readonly secrets: Secrets;
	readonly network: Parameters<typeof createSystemNetwork>[0];
};

/** What the thread is told. */
type Order =
	| {readonly probe: readonly {readonly id: number; readonly group: ProbeGroup}[]}
	/** So many bundles have been read. */
	| {readonly read: number}
	/** `abort`: what is under way is given up and told; `leave`: nobody listens any more. */
	| 'abort'
	| 'leave';

/** What the thread tells of a target. */
type Told = {readonly id: number} & (
	| {readonly event: ProbeEvent}
	| {readonly observation: Observation}
	| {readonly failure: unknown}
);

/** So many items are one message: more of them would be in the way of a key while they are read. */
const bundleLength = 64;
/** Bundles on the way that nobody has read yet: a thread that is faster than its reader keeps the rest to itself. */
const bundlesAhead = 8;

/** Probes in a thread of its own, for the thread that started it, until that one says to leave. */
export function serveProbes(port: MessagePort): void {
	const {settings, secrets, network: options} = workerData as ThreadData;
	const controller = new AbortController();
	const {signal} = controller;
	const network = createSystemNetwork(options);
	const prober = startProber(settings, {network, secrets, signal});
	const untold: Told[] = [];
	let ahead = 0;
	let isDue = false;
	function send(): void {
		isDue = false;
		for (; untold.length > 0 && ahead < bundlesAhead; ahead++) port.postMessage(untold.splice(0, bundleLength));
	}
	function tell(told: Told): void {
		untold.push(told);
		if (!isDue) setImmediate(send);
		isDue = true;
	}
	port.on('message', (order: Order) => {
		if (order === 'abort' || order === 'leave') {
			controller.abort();
			// The thread ends once nothing of its own is under way, such as a lookup that can't be given up.
			if (order === 'leave') port.unref();
		} else if ('read' in order) {
			ahead -= order.read;
			send();
		} else {
			for (const {id, group} of order.probe)
				prober
					.probe(group, event => tell({id, event}))
					.then(
						observation => tell({id, observation}),
						failure => tell({id, failure}),
					);
		}
	});
	port.postMessage([]);
}

/** From so many targets on a thread is worth its start: fewer leave time for keys and frames in between. */
const fewestTargets = 1000;

/** A thread that probes for another one, until that one says that nobody listens any more. */
type ProbeThread = Prober & {leave(): void};

/**
 * Starts a thread for the targets of a long plan, so that keys, frames and the journal never wait for handshakes. What else asks
 * the same peers keeps the pace of the prober of this thread, which also probes where the other one can't begin.
 * Null: the plan is short, this program runs from where no thread can read it, or a proxy may ask for a login: a directory locks
 * an account after a few that it rejects, so one place has to count them.
 */
export async function startProbeThread(
	plan: Plan,
	own: Prober,
	{signal, ...data}: Omit<ThreadData, 'settings'> & Pick<ProberOptions, 'signal'>,
): Promise<ProbeThread | null> {
	if (plan.targets.length < fewestTargets || logsIn(plan.settings, data.secrets)) return null;
	// A system that grants no more threads throws at once.
	const worker = await openThread({settings: plan.settings, ...data}).catch(() => null);
	return worker && probeInThread(worker, own, signal);
}

function logsIn({proxyLogin}: Settings, {httpsProxyPassword, httpProxyPassword, byProxy = {}}: Secrets): boolean {
	const passwords = [httpsProxyPassword, httpProxyPassword, ...Object.values(byProxy)];
	return proxyLogin !== 'basic' || passwords.some(password => password !== null);
}

async function openThread(workerData: ThreadData): Promise<Worker | null> {
	const program = await findOwnProgram();
	if (program === null) return null;
	const options = {workerData, argv: [threadCommand], stdin: false};
	if (program.kind === 'one-file') return new Worker(program.file, options);
	return new Worker(process.getBuiltinModule('node:sea').getAsset('launcher', 'latin1'), {...options, eval: true});
}

type Waiting = {
	readonly group: ProbeGroup;
	emit(event: ProbeEvent): void;
	resolve(observation: Observation | Promise<Observation>): void;
	reject(error: unknown): void;
};

/** A prober whose probes a thread does that calls `serveProbes`. */
export function probeInThread(worker: Worker, own: Prober, signal: AbortSignal): ProbeThread {
	const waiting = new Map<number, Waiting>();
	const unsent: {readonly id: number; readonly group: ProbeGroup}[] = [];
	let state: 'starting' | 'ready' | 'gone' = 'starting';
	let count = 0;
	const order = (order: Order) => worker.postMessage(order);
	function send(): void {
		// A bundle in each round: a plan of thousands is copied piece by piece.
		order({probe: unsent.splice(0, bundleLength)});
		if (unsent.length > 0) setImmediate(send);
	}
	function take(told: Told): void {
		const waits = waiting.get(told.id);
		if ('event' in told) waits?.emit(told.event);
		else waiting.delete(told.id);
		if ('observation' in told) waits?.resolve(told.observation);
		if ('failure' in told) waits?.reject(told.failure);
	}
	function onEnd(error: unknown): void {
		const before = state;
		state = 'gone';
		for (const [id, {group, emit, resolve, reject}] of waiting) {
			waiting.delete(id);
			if (before === 'starting') resolve(own.probe(group, emit));
			else reject(error);
		}
	}
	const itsTurn = queueInTurns();
	worker.on('message', (bundle: readonly Told[]) => {
		state = 'ready';
		void itsTurn().then(() => {
			for (const told of bundle) take(told);
			if (bundle.length > 0) order({read: 1});
		});
	});
	worker.on('error', onEnd);
	worker.on('exit', () => onEnd(new Error('The thread that probes has ended.')));
	const unlisten = onAbort(signal, () => order('abort'));
	if (signal.aborted) order('abort');
	return {
		...own,
		...createHeadStart((group, emit) => {
			if (state === 'gone') return own.probe(group, emit);
			return new Promise((resolve, reject) => {
				const id = count++;
				waiting.set(id, {group, emit, resolve, reject});
				if (unsent.push({id, group}) === 1) setImmediate(send);
			});
		}),
		leave() {
			unlisten();
			waiting.clear();
			order('leave');
		},
	};
}
