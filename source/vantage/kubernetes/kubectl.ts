import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {Agent, type IncomingMessage, request} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {endGroup} from '../lifeline.ts';
import {PointFailure, stopped} from '../point.ts';
import {type Answer, type Asked, explainAnswer, explainKubectl, noKubectl, readStatus} from './failures.ts';

/** The cluster that is meant; null: as kubectl has it. */
export type KubectlOptions = {
	readonly context: string | null;
	readonly kubeconfig: string | null;
	readonly environment: NodeJS.ProcessEnv;
};

/** Requests under way at once: API servers give one user some tens. */
const requestsAtOnce = 12;

/** The most that is read of one answer, in bytes. */
const largestAnswer = 64_000_000;

/** How often a request is made again that the API server has no room for, and the longest wait in between, in milliseconds. */
const triesWhenBusy = 5;
const longestPause = 15_000;

/** How long kubectl may take to begin, a login that its plugin makes included, and the API server to answer, in milliseconds. */
const startMs = 30_000;
const answerMs = 60_000;

/** How long kubectl may take to end, and how long what it has started may keep its streams after that, in milliseconds. */
const graceMs = 1000;

/**
 * Runs kubectl, and ends it when standard input ends: whatever becomes of us. The shell waits for it, so that the folder
 * of the socket goes with it; it may have nobody left to tell that kubectl was ended.
 */
const lifeline = `trap '' INT HUP PIPE; exec 3<&0; folder=$1; shift
"$@" </dev/null 3<&- & k=$!
(cat >/dev/null; kill $k) <&3 >/dev/null 2>&1 & w=$!
exec 3<&-; wait $k; r=$?; kill $w 2>/dev/null; rm -rf "$folder"; exit $r`;

/** The flags that say which cluster is meant. */
export function clusterFlags({context, kubeconfig}: Omit<KubectlOptions, 'environment'>): readonly string[] {
	return [
		...(kubeconfig === null ? [] : [`--kubeconfig=${kubeconfig}`]),
		...(context === null ? [] : [`--context=${context}`]),
	];
}

/** The context that kubectl would take, and its namespace; all null inside a pod, where there is no kubeconfig. Throws a PointFailure. */
export async function readContext(
	options: KubectlOptions,
): Promise<{readonly context: string | null; readonly namespace: string | null; readonly server: string | null}> {
	const {code, stdout, stderr} = await runKubectl(['config', 'view', '--minify', '--output', 'json'], options);
	if (code !== 0) {
		// Inside a pod kubectl takes the service account.
		if (options.context === null && options.environment.KUBERNETES_SERVICE_HOST) {
			return {context: null, namespace: null, server: null};
		}
		throw new PointFailure(explainKubectl(stderr));
	}
	const view: unknown = parse(stdout);
	const context = textAt(view, 'current-context');
	const namespace = textAt(view, 'contexts', 0, 'context', 'namespace');
	return {context, namespace, server: textAt(view, 'clusters', 0, 'cluster', 'server')};
}

function textAt(value: unknown, ...way: readonly (string | number)[]): string | null {
	const found = way.reduce<unknown>(
		(at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : null),
		value,
	);
	return typeof found === 'string' && found !== '' ? found : null;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function runKubectl(
	parameters: readonly string[],
	options: KubectlOptions,
): Promise<{readonly code: number | null; readonly stdout: string; readonly stderr: string}> {
	return new Promise((resolve, reject) => {
		const child = spawn('kubectl', [...clusterFlags(options), ...parameters], {
			env: options.environment,
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: startMs,
			detached: true,
		});
		const texts = {stdout: '', stderr: ''};
		for (const name of ['stdout', 'stderr'] as const) {
			child[name].setEncoding('utf8').on('data', (piece: string) => {
				if (texts[name].length < 1_000_000) texts[name] += piece;
			});
		}
		child.on('error', () => reject(noKubectl()));
		endAfterExit(child);
		child.on('close', code => resolve({code, ...texts}));
	});
}

/** Waits for no plugin of the login, which may outlive kubectl and keep the streams that it was given. @returns what ends kubectl too */
function endAfterExit(child: ChildProcess & Parameters<typeof endGroup>[0]): () => void {
	let killing: NodeJS.Timeout | undefined;
	const endSoon = () => {
		killing ??= setTimeout(endGroup, graceMs, child);
	};
	child.once('exit', endSoon);
	child.once('close', () => clearTimeout(killing));
	return endSoon;
}

type Query = {readonly [name: string]: string | number};

/** The API of one cluster, as kubectl reaches it. Every call but `watch` throws a PointFailure where it is not done. */
export type Api = {
	/** A JSON answer. */
	get(where: string, query: Query, asked: Asked): Promise<unknown>;
	/** All items of a list, page by page. */
	list(
		where: string,
		query: Query,
		asked: Asked,
	): Promise<{readonly items: readonly unknown[]; readonly version: string}>;
	post(where: string, query: Query, body: unknown, asked: Asked): Promise<unknown>;
	/** What is not there is gone. */
	remove(where: string, asked: Asked): Promise<void>;
	/** A plain text, at most so many bytes of it. */
	text(where: string, query: Query, asked: Asked): Promise<string>;
	/** Tells what changes, until the API server or the signal ends it. Never rejects. */
	watch(where: string, query: Query, onEvent: (event: unknown) => void, signal: AbortSignal): Promise<void>;
	/** Requests that were made. */
	count(): number;
	/** Ends kubectl, and removes its socket. */
	close(): Promise<void>;
};

/**
 * Opens the API by `kubectl proxy` on a socket in a private folder. It lets these patterns of paths through, by any method but
 * PUT, PATCH and CONNECT: it can't hold one path to one method. So a fault of ours can do little more. Throws a PointFailure.
 */
export async function openApi(paths: readonly string[], options: KubectlOptions, signal: AbortSignal): Promise<Api> {
	// A path of a socket has to be a short one.
	const base = tmpdir().length > 60 ? '/tmp' : tmpdir();
	const folder = mkdtempSync(path.join(base, 'arc-netcheck-'));
	const socketPath = path.join(folder, 's');
	const proxy = [
		...['kubectl', ...clusterFlags(options), 'proxy', `--unix-socket=${socketPath}`],
		...[`--accept-paths=${paths.join(',')}`, '--reject-methods=^(PUT|PATCH|CONNECT)$'],
	];
	const child = spawn('/bin/sh', ['-c', lifeline, 'arc-netcheck', folder, ...proxy], {
		env: options.environment,
		stdio: ['pipe', 'pipe', 'pipe'],
		// Ctrl-C is for this program, which still has to remove what it created.
		detached: true,
	});
	const ended = new Promise<number | null>(resolve => child.once('close', resolve));
	let stderr = '';
	child.stdin.on('error', () => {});
	child.stderr.setEncoding('utf8').on('data', (piece: string) => {
		stderr = `${stderr}${piece}`.slice(-20_000);
	});
	const endSoon = endAfterExit(child);
	const end = async () => {
		child.stdin.end();
		endSoon();
		await ended;
		rmSync(folder, {recursive: true, force: true});
	};
	const isServing = await new Promise<boolean>(resolve => {
		const timer = setTimeout(() => resolve(false), startMs);
		const settle = (isReady: boolean) => {
			clearTimeout(timer);
			resolve(isReady);
		};
		child.stdout.setEncoding('utf8').on('data', (piece: string) => {
			if (/Starting to serve/.test(piece)) settle(true);
		});
		child.once('error', () => settle(false));
		child.once('close', () => settle(false));
		signal.addEventListener('abort', () => settle(false), {once: true});
		if (signal.aborted) settle(false);
	});
	if (!isServing) {
		await end();
		if (signal.aborted) throw new PointFailure(stopped);
		throw /kubectl: (?:command )?not found/.test(stderr) ? noKubectl() : new PointFailure(explainKubectl(stderr));
	}
	return createApi(socketPath, end, signal);
}

function createApi(socketPath: string, end: () => Promise<void>, signal: AbortSignal): Api {
	const agent = new Agent({keepAlive: true, maxSockets: requestsAtOnce});
	/** For what waits behind no other request: watches, and removals. */
	const unlimited = new Agent({keepAlive: false});
	let count = 0;

	/** One request; a socket that broke off is an answer too. */
	const ask = (method: string, where: string, body?: unknown): Promise<Answer> =>
		new Promise(resolve => {
			count += 1;
			const payload = body === undefined ? '' : JSON.stringify(body);
			const fail = (error: Error) => resolve({status: 599, text: error.message, retryAfter: null});
			const asked = request(
				{
					...{socketPath, path: where, method, timeout: answerMs},
					agent: method === 'DELETE' ? unlimited : agent,
					headers: {
						host: 'localhost',
						accept: 'application/json, */*',
						...(payload !== '' && {'content-type': 'application/json', 'content-length': Buffer.byteLength(payload)}),
					},
				},
				response => void readAnswer(response).then(resolve, fail),
			);
			asked.on('timeout', () => asked.destroy(new Error('timeout: the API server gave no answer')));
			asked.on('error', fail);
			asked.end(payload);
		});

	const askAgain = async (method: string, where: string, asked: Asked, body?: unknown): Promise<Answer> => {
		for (let tries = 1; ; tries++) {
			const answer = await ask(method, where, body);
			if (answer.status < 300) return answer;
			if (tries >= triesWhenBusy || !isWorthAnotherTry(answer, method)) {
				throw new PointFailure(explainAnswer(answer, asked));
			}
			const pause = Math.min(longestPause, answer.retryAfter ?? 200 * 2 ** tries);
			// What was created is removed, however long that takes.
			if (method === 'DELETE') await sleep(pause);
			else await sleep(pause, undefined, {signal}).catch(() => Promise.reject(new PointFailure(stopped)));
		}
	};
	const json = async (method: string, where: string, asked: Asked, body?: unknown) =>
		parse((await askAgain(method, where, asked, body)).text);

	return {
		get: (where, query, asked) => json('GET', withQuery(where, query), asked),
		async list(where, query, asked) {
			const items: unknown[] = [];
			for (let next: string | null = ''; ; ) {
				const page: unknown = await json(
					'GET',
					withQuery(where, {...query, limit: 500, ...(next && {continue: next})}),
					asked,
				);
				const found = typeof page === 'object' && page !== null && 'items' in page ? page.items : [];
				if (Array.isArray(found)) items.push(...found);
				next = textAt(page, 'metadata', 'continue');
				if (next === null || items.length > 20_000) {
					return {items, version: textAt(page, 'metadata', 'resourceVersion') ?? '0'};
				}
			}
		},
		post: (where, query, body, asked) => json('POST', withQuery(where, query), asked, body),
		async remove(where, asked) {
			const query = {propagationPolicy: 'Background'};
			await askAgain('DELETE', withQuery(where, query), asked).catch(error => {
				if (!(error instanceof PointFailure && error.state.id === 'removed')) throw error;
			});
		},
		text: async (where, query, asked) => (await askAgain('GET', withQuery(where, query), asked)).text,
		watch: (where, query, onEvent, signal) =>
			new Promise(resolve => {
				count += 1;
				const asked = request(
					{
						socketPath,
						path: withQuery(where, {...query, watch: 'true'}),
						agent: unlimited,
						headers: {host: 'localhost'},
					},
					response => {
						let rest = '';
						response.setEncoding('utf8').on('data', (piece: string) => {
							const lines = `${rest}${piece}`.split('\n');
							rest = lines.pop() ?? '';
							if (rest.length > largestAnswer) asked.destroy();
							for (const line of lines) onEvent(parse(line));
						});
						response.on('close', resolve);
					},
				);
				const stop = () => asked.destroy();
				signal.addEventListener('abort', stop, {once: true});
				if (signal.aborted) stop();
				asked.on('error', () => resolve());
				asked.on('close', () => {
					signal.removeEventListener('abort', stop);
					resolve();
				});
				asked.end();
			}),
		count: () => count,
		async close() {
			agent.destroy();
			unlimited.destroy();
			await end();
		},
	};
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of response) {
		const bytes = Buffer.from(piece);
		size += bytes.length;
		if (size > largestAnswer) break;
		pieces.push(bytes);
	}
	const seconds = Number(response.headers['retry-after']);
	return {
		status: response.statusCode ?? 599,
		text: Buffer.concat(pieces).toString('utf8'),
		retryAfter: Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : null,
	};
}

/** No room, a conflict of two counters of one quota, or a line that broke off where asking twice does no harm. */
function isWorthAnotherTry({status, text}: Answer, method: string): boolean {
	const {reason} = readStatus(text);
	if (status === 429 || (status === 503 && reason !== null)) return true;
	if (status === 409) return reason === 'Conflict';
	return status >= 500 && method === 'GET' && (status === 599 || reason !== null);
}

function withQuery(where: string, query: Query): string {
	const words = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
	return words.length === 0 ? where : `${where}?${words.join('&')}`;
}
