import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Message = {
	readonly id?: number;
	readonly method?: string;
	readonly params?: {readonly [name: string]: unknown};
	readonly result?: {readonly [name: string]: unknown};
	readonly error?: {readonly message: string};
};

/** One page in a browser that others wrote, driven by its DevTools protocol. */
export type Page = {
	/** Opens a page at a width, in CSS pixels; resolves once it has loaded. */
	open(url: string, width: number): Promise<void>;
	/** The value of an expression in the page, as JSON can carry it. */
	evaluate(expression: string): Promise<unknown>;
	/** The colours that the reader wants. */
	prefer(scheme: 'light' | 'dark'): Promise<void>;
	/** The page on paper. */
	print(): Promise<Buffer>;
	/** The addresses of all that was asked for since the browser started, and what the page complained about. */
	readonly requests: readonly string[];
	readonly complaints: readonly string[];
	close(): Promise<void>;
};

const patience = 20_000;

/** Starts Chromium with a profile of its own. */
export async function startChromium(): Promise<Page> {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'));
	const child = spawn(
		'chromium',
		[
			...['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', '--no-first-run'],
			...['--disable-background-networking', `--user-data-dir=${profile}`, 'about:blank'],
		],
		{stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, HOME: profile}},
	);
	const socket = new WebSocket(await addressOf(child));
	await once(socket, 'open', {signal: AbortSignal.timeout(patience)});
	const connection = converse(socket);
	const {targetId} = await connection.send('Target.createTarget', {url: 'about:blank'});
	const {sessionId} = await connection.send('Target.attachToTarget', {targetId, flatten: true});
	const send = (method: string, params: object = {}) => connection.send(method, params, String(sessionId));
	for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);

	return {
		requests: connection.requests,
		complaints: connection.complaints,
		async open(url, width) {
			await send('Emulation.setDeviceMetricsOverride', {width, height: 900, deviceScaleFactor: 1, mobile: false});
			const loaded = connection.event('Page.loadEventFired');
			await send('Page.navigate', {url});
			await loaded;
		},
		async evaluate(expression) {
			const {result, exceptionDetails} = await send('Runtime.evaluate', {expression, returnByValue: true});
			if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
			return (result as {readonly value?: unknown}).value;
		},
		async prefer(scheme) {
			await send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
		},
		async print() {
			const {data} = await send('Page.printToPDF', {preferCSSPageSize: true});
			return Buffer.from(String(data), 'base64');
		},
		async close() {
			socket.close();
			const ended = once(child, 'exit');
			child.kill('SIGTERM');
			await ended;
			fs.rmSync(profile, {recursive: true, force: true, maxRetries: 5});
		},
	};
}

/** It tells on stderr where its DevTools listen. */
async function addressOf(child: ChildProcess): Promise<string> {
	let said = '';
	const signal = AbortSignal.timeout(patience);
	for (;;) {
		const [chunk] = await once(child.stderr ?? child, 'data', {signal});
		said += String(chunk);
		const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
		if (address !== undefined) return address;
	}
}

/** Questions with their answers, and events on the way. */
function converse(socket: WebSocket) {
	const answers = new Map<number, (message: Message) => void>();
	const events = new Map<string, () => void>();
	const requests: string[] = [];
	const complaints: string[] = [];
	socket.addEventListener('message', ({data}) => {
		const message = JSON.parse(String(data)) as Message;
		if (message.id !== undefined) answers.get(message.id)?.(message);
		const {method = '', params = {}} = message;
		if (method === 'Network.requestWillBeSent') requests.push((params.request as {readonly url: string}).url);
		if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') complaints.push(JSON.stringify(params));
		events.get(method)?.();
	});
	let count = 0;
	return {
		requests,
		complaints,
		event: (method: string) => new Promise<void>(resolve => events.set(method, resolve)),
		send(method: string, params: object, sessionId?: string) {
			const id = ++count;
			return new Promise<NonNullable<Message['result']>>((resolve, reject) => {
				const timer = setTimeout(() => reject(new Error(`${method}: no answer from Chromium`)), patience);
				answers.set(id, ({result, error}) => {
					clearTimeout(timer);
					answers.delete(id);
					if (error) reject(new Error(`${method}: ${error.message}`));
					else resolve(result ?? {});
				});
				socket.send(JSON.stringify({id, method, params, sessionId}));
			});
		},
	};
}
