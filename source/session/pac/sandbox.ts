import process from 'node:process';
import {Worker} from 'node:worker_threads';
import * as z from 'zod';
import {engineModule} from './engine.ts';
import {pacFunctions} from './functions.ts';

/** A URL and its host, as they are handed to a script. */
export type PacQuestion = {readonly url: string; readonly host: string};

/** What the script came to for one question: it comes out of the engine, where the script may have had its hands on it. */
const replyShape = z.union([
	z.object({
		kind: z.string().max(20),
		answer: z.string().max(4000),
		/** Names that it looked up and that nobody had an answer for. */
		wanted: z.array(z.string().max(255)).max(200),
	}),
	z.object({thrown: z.string().max(400), line: z.int().nullable()}),
	z.object({missing: z.literal(true)}),
]);

export type PacReply = z.output<typeof replyShape>;

/** What the sandbox came to: a reply for each question up to the first that is no answer, or why there are none. */
export type SandboxOutcome =
	| {readonly replies: readonly PacReply[]}
	/** `load`: the script itself could not be read; `engine`: it broke the engine; `time`: it was stopped. */
	| {readonly failure: 'load' | 'engine' | 'time'; readonly message: string; readonly line: number | null};

/** How often the thread is looked after, in milliseconds. While this thread is busy nobody looks, and nothing is counted. */
const lookEveryMs = 25;

/** Without a further answer, in milliseconds of work: a script with thousands of lines takes some ten for one. */
const longestSilenceMs = 500;

/** For all questions, in milliseconds of work: four times what such a script takes, so that a slow machine is no reason. */
function longestFor(questions: number): number {
	return Math.min(10_000, Math.max(4000, 40 * questions));
}

/** From here on, in milliseconds of work, the pace so far tells whether the time will do: who stalls need not be waited for. */
const foreseenAfterMs = 400;

/** A machine that is too busy to let it work is waited for so many times as long. */
const patience = 3;

/** What the engine may take up, in bytes: a large PAC of a company takes one or two million. */
const memoryBytes = 32_000_000;
const stackBytes = 256_000;

/**
 * Asks a PAC script for many URLs, in an engine of its own (QuickJS in WebAssembly) that has nothing but the language and
 * what PAC scripts may call: no files, no network, no modules. It runs in a thread that is ended when it takes too long,
 * since a loop of the engine itself asks nobody whether to go on.
 *
 * @param known addresses by name, and null for a name that has none
 * @param own this machine's own addresses
 * @param signal ends the thread, and the promise rejects with its reason
 */
export async function askScript(
	text: string,
	questions: readonly PacQuestion[],
	{
		known,
		own,
		signal,
	}: {
		readonly known: {readonly [name: string]: readonly string[] | null};
		readonly own: readonly string[];
		readonly signal?: AbortSignal;
	},
): Promise<SandboxOutcome> {
	const code = `${pacFunctions}(Object.assign(Object.create(null), ${asLiteral(known)}), ${asLiteral(own)});`;
	// Written while the thread is in the script, from where no message comes.
	const progress = new Int32Array(new SharedArrayBuffer(4));
	const workerData: EngineData = {
		...{module: await engineModule(), code, text, questions, memoryBytes, stackBytes},
		progress,
	};
	signal?.throwIfAborted();
	const worker = new Worker(`(${runEngine})(require('node:worker_threads'))`, {
		eval: true,
		workerData,
		// Nothing of this process is its business.
		env: {},
		argv: [],
		execArgv: [],
		stdin: false,
		stdout: true,
		stderr: true,
		resourceLimits: {maxOldGenerationSizeMb: 64},
	});
	return new Promise((resolve, reject) => {
		let looks = 0;
		let last = {answers: 0, looks: 0, workMs: 0};
		let begun = last;
		const longestMs = longestFor(questions.length);
		const workMs = followWork();
		let isDone = false;
		const end = (settle: () => void) => {
			// Its end is told too, once it was ended.
			if (isDone) return;
			isDone = true;
			clearInterval(timer);
			signal?.removeEventListener('abort', onAbort);
			void worker.terminate().then(settle);
		};
		const finish = (outcome: SandboxOutcome) => end(() => resolve(outcome));
		const onAbort = () => end(() => reject(signal?.reason));
		signal?.addEventListener('abort', onAbort);
		const timer = setInterval(() => {
			looks++;
			const now = {answers: Atomics.load(progress, 0), looks, workMs: workMs(looks)};
			// What it takes to start the engine is not the script's.
			if (now.answers === 0 || now.answers !== last.answers) last = now;
			if (now.answers === 0) begun = now;
			const isOver = (since: typeof last, limitMs: number) =>
				now.workMs - since.workMs >= limitMs || (now.looks - since.looks) * lookEveryMs >= patience * limitMs;
			const fail = (message: string) => finish({failure: 'time', message, line: null});
			const since = {answers: 0, looks: begun.looks, workMs: begun.workMs};
			const worked = now.workMs - begun.workMs;
			// What is counted is the beginning, and that of each question: the last of these is not answered yet.
			const answered = now.answers - 2;
			const isForeseen =
				answered > 0 && worked >= foreseenAfterMs && (worked / answered) * questions.length > 2 * longestMs;
			if (isOver(last, longestSilenceMs)) fail('does not come to an end');
			else if (isOver(since, longestMs) || isForeseen) fail(`takes more than ${longestMs / 1000} s for all endpoints`);
		}, lookEveryMs);
		worker.on('message', outcome => finish(checkReplies(outcome, questions.length)));
		worker.on('error', error => finish({failure: 'engine', message: error.message, line: null}));
		worker.on('exit', () => finish({failure: 'engine', message: 'the engine ended', line: null}));
	});
}

/**
 * How long the other threads of this process have worked, in milliseconds; where Node can't tell its own apart (before
 * 23.9), how long they had time to.
 */
function followWork(): (looks: number) => number {
	if (typeof process.threadCpuUsage !== 'function') return looks => looks * lookEveryMs;
	const spent = () => {
		const [all, own] = [process.cpuUsage(), process.threadCpuUsage()];
		return (all.user + all.system - own.user - own.system) / 1000;
	};
	const before = spent();
	return () => spent() - before;
}

function checkReplies(outcome: SandboxOutcome, count: number): SandboxOutcome {
	if ('failure' in outcome) return outcome;
	const replies = z.array(replyShape).max(count).safeParse(outcome.replies);
	const last = replies.data?.at(-1);
	if (replies.success && (replies.data.length === count || (last && !isAnswer(last)))) return {replies: replies.data};
	return {failure: 'engine', message: 'its answers are none', line: null};
}

/** Whether clients can go on after a reply. */
function isAnswer(reply: PacReply): boolean {
	return 'kind' in reply && (reply.kind === 'string' || reply.kind === 'null');
}

/** JSON is JavaScript. */
function asLiteral(value: unknown): string {
	return JSON.stringify(value);
}

type EngineData = {
	readonly module: WebAssembly.Module;
	readonly code: string;
	readonly text: string;
	readonly questions: readonly PacQuestion[];
	readonly memoryBytes: number;
	readonly stackBytes: number;
	/** Counts what the script has come to: that it is begun, and each of its answers. */
	readonly progress: Int32Array;
};

type Exports = {readonly [name: string]: (...args: readonly number[]) => number} & {
	readonly memory: WebAssembly.Memory;
};

/**
 * The whole of the thread. Its text is all that the thread gets, since the built file has no module that a thread could
 * load, so it may use nothing of this one.
 */
function runEngine({workerData, parentPort}: typeof import('node:worker_threads')): void {
	const {module, code, text, questions, memoryBytes, stackBytes, progress} = workerData as EngineData;
	const {exports} = new WebAssembly.Instance(module, {
		env: {
			host_call: () => 0,
			host_interrupt: () => 0,
			host_promise_rejection: () => {},
			host_module_normalize: () => 0,
			host_module_load: () => 0,
			// In seconds, of a time in seconds that comes in two halves.
			host_get_timezone_offset: (high: number, low: number) =>
				-60 * new Date(1000 * (high * 4_294_967_296 + (low >>> 0))).getTimezoneOffset(),
		},
		wasi_snapshot_preview1: {
			clock_time_get(_clock: number, _precision: bigint, at: number) {
				new DataView(engine.memory.buffer).setBigUint64(at, BigInt(Date.now()) * 1_000_000n, true);
				return 0;
			},
			random_get(at: number, length: number) {
				crypto.getRandomValues(new Uint8Array(engine.memory.buffer, at, length));
				return 0;
			},
			// EBADF: there are no files.
			fd_write: () => 8,
			fd_close: () => 8,
			fd_fdstat_get: () => 8,
			fd_seek: () => 8,
		},
	});
	const engine = exports as unknown as Exports;
	const call = (name: string, ...args: readonly number[]) => engine[name]?.(...args) ?? 0;
	const write = (words: string): readonly [at: number, length: number] => {
		const bytes = new TextEncoder().encode(words);
		const at = call('wasm_malloc', bytes.length + 1);
		if (at === 0) throw new Error('out of memory');
		new Uint8Array(engine.memory.buffer).set([...bytes, 0], at);
		return [at, bytes.length];
	};
	const read = (value: number): string => {
		const lengthAt = call('wasm_malloc', 4);
		const at = call('qjs_get_string_len', value, lengthAt);
		if (at === 0) return 'an error without words';
		const length = new DataView(engine.memory.buffer).getUint32(lengthAt, true);
		const words = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, at, Math.min(length, 100_000)));
		call('qjs_free_cstring', at);
		call('wasm_free', lengthAt);
		return words;
	};
	const evaluate = (script: string, name: string): {readonly value: string; readonly error: string | null} => {
		const [at, length] = write(script);
		const [nameAt] = write(name);
		const result = call('qjs_eval', at, length, nameAt, 0);
		call('wasm_free', at);
		call('wasm_free', nameAt);
		if (call('qjs_is_exception', result) === 0) {
			const value = read(result);
			call('qjs_free_value', result);
			return {value, error: null};
		}
		const thrown = call('qjs_get_exception');
		const [stackAt] = write('stack');
		const stack = read(call('qjs_get_prop_string', thrown, stackAt));
		return {value: stack, error: read(thrown)};
	};
	const tell = (message: unknown) => parentPort?.postMessage(message);
	try {
		call('_initialize');
		call('qjs_init');
		call('qjs_set_memory_limit', memoryBytes);
		call('qjs_set_max_stack_size', stackBytes);
		evaluate(code, 'functions');
		Atomics.add(progress, 0, 1);
		const loaded = evaluate(text, 'pac');
		if (loaded.error !== null) {
			const line = /pac:(\d+)/.exec(loaded.value)?.[1];
			tell({failure: 'load', message: loaded.error.slice(0, 400), line: line ? Number(line) : null});
			return;
		}
		const replies: unknown[] = [];
		for (const {url, host} of questions) {
			Atomics.add(progress, 0, 1);
			const asked = evaluate(`__ask(${JSON.stringify(url)}, ${JSON.stringify(host)})`, 'question');
			const reply = asked.error === null ? JSON.parse(asked.value) : {thrown: asked.error.slice(0, 400), line: null};
			replies.push(reply);
			// A script that fails once is not used, so it is not asked again: each failure may take its time.
			if (reply.kind !== 'string' && reply.kind !== 'null') break;
		}
		tell({replies});
	} catch (error) {
		tell({failure: 'engine', message: String(error).slice(0, 400), line: null});
	}
}
