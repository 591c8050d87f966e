import net from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {StageEvidence} from '../../source/evidence/types.ts';
import type {PlannedTarget} from '../../source/plan/types.ts';
import {createCertificateReader, createRoots} from '../../source/probe/certificates.ts';
import {createPace} from '../../source/probe/pace/pace.ts';
import {createProxyLogins} from '../../source/probe/proxy-logins.ts';
import {systemClock} from '../../source/probe/stage-clock.ts';
import type {StageContext} from '../../source/probe/stages/context.ts';
import {exchangeHttp} from '../../source/probe/stages/http.ts';
import {requestTunnel} from '../../source/probe/stages/proxy.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {renderText} from '../../source/report/text.ts';
import {judgeTarget} from '../../source/verdict/judge-target.ts';
import {type Result, summarize} from '../../source/verdict/types.ts';
import {hostileAnswer} from '../helpers/hostile-answers.ts';
import {planOf} from '../helpers/plan-of.ts';
import {patienceMs, seedsFor} from './helpers/fuzz.ts';

/** So many in the usual run, and ten thousand where there is time. */
const answers = seedsFor(250).length;
const atOnce = 100;

/** Everything that could move a cursor, ring a bell, reorder, hide or tag text; in JSON also as itself. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Every text anywhere in a value. */
function* textsIn(value: unknown): Generator<string> {
	if (typeof value === 'string') yield value;
	else if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			yield key;
			yield* textsIn(inner);
		}
	}
}

describe('thousands of hostile answers', () => {
	let server: net.Server;
	let port: number;
	beforeAll(async () => {
		server = net.createServer(socket => {
			socket.on('error', () => {});
			let request = '';
			const onData = (chunk: Buffer) => {
				request += chunk.toString('latin1');
				const number = /(?:GET \/|CONNECT n)(\d+)/.exec(request)?.[1];
				if (number === undefined || !request.includes('\r\n\r\n')) return;
				socket.off('data', onData).resume();
				play(socket, Number(number));
			};
			socket.on('data', onData);
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		port = (server.address() as net.AddressInfo).port;
	});
	afterAll(() => new Promise(resolve => server.close(resolve)));

	function play(socket: net.Socket, number: number): void {
		const {pieces, end} = hostileAnswer(number);
		const [piece, ...rest] = pieces;
		const send = (current: Buffer | undefined, later: readonly Buffer[]) => {
			if (socket.destroyed) return;
			if (current) {
				socket.write(current, () => setImmediate(send, later[0], later.slice(1)));
				return;
			}
			if (end === 'close') socket.end();
			else if (end === 'reset') socket.resetAndDestroy();
			else if (end === 'flood') flood(socket);
		};
		send(piece, rest);
	}

	function flood(socket: net.Socket): void {
		const chunk = Buffer.alloc(16 * 1024, 'x\u001b[31m');
		const fill = () => {
			if (socket.destroyed) return;
			while (socket.writableLength < 64 * 1024 && socket.write(chunk));
		};
		socket.on('drain', fill);
		fill();
	}

	const roots = createRoots([], () => []);

	/** Without credentials nobody is asked twice. */
	const nothingMore = async () => null;

	async function meet(number: number): Promise<StageEvidence> {
		const context: StageContext = {
			network: {
				connect: connectSocket,
				lookup: () => Promise.reject(new Error('no names here')),
				roots,
			},
			clock: systemClock,
			signal: new AbortController().signal,
			timeoutMs: 500,
			pace: createPace({targets: 1, sockets: 2, timeoutMs: 500, signal: new AbortController().signal}),
			logins: createProxyLogins(),
			readCertificate: createCertificateReader(),
		};
		const socket = await connectSocket({
			address: '127.0.0.1',
			family: 4,
			port,
			timeoutMs: 60_000,
			signal: context.signal,
		});
		socket.on('error', () => {});
		try {
			if (number % 3 === 0) {
				const endpoint = {scheme: 'http', host: '127.0.0.1', port, username: null} as const;
				const proxy = {socket, endpoint, password: null, openAgain: nothingMore};
				return (await requestTunnel(proxy, {host: `n${number}`, port: 443}, context)).evidence;
			}
			const request = {
				scheme: 'http',
				authority: 'x',
				path: `/${number}`,
				isAbsolute: false,
				isUpgrade: number % 7 === 0,
				login: undefined,
			} as const;
			return await exchangeHttp(socket, request, number % 2 === 0 ? 'undici' : 'raw', context, nothingMore);
		} finally {
			socket.destroy();
		}
	}

	it(
		'neither crash nor hang the probe, nor put a control byte anywhere',
		async () => {
			const planned = planOf([{host: 'hostile.example'}]).targets[0] as PlannedTarget;
			const results: Result[] = [];
			let next = 0;
			const worker = async () => {
				while (next < answers) {
					const evidence = await meet(next++);
					const attempts = [{startedAt: '2026-01-01T00:00:00.000Z', stages: [evidence]}];
					results.push({planned, attempts, controls: [], verdict: judgeTarget(planned.requirement, attempts)});
				}
			};
			await Promise.all(Array.from({length: atOnce}, worker));

			expect(results).toHaveLength(answers);
			for (const {attempts, verdict} of results) {
				expect(verdict.detail).not.toMatch(/\b(?:undefined|NaN)\b|\[object /);
				for (const text of textsIn({attempts, verdict})) {
					if (unsafe.test(text)) throw new Error(`An unsafe character came through: ${JSON.stringify(text)}`);
					// 2000 characters, each of at most two code units.
					if (text.length > 4000) throw new Error(`A text of ${text.length} came through.`);
				}
			}
			const run = {
				id: 'x',
				startedAt: '2026-01-01T00:00:00.000Z',
				durationMs: 1,
				complete: true,
				vantage: {hostname: 'h', platform: 'p', kind: 'jumpbox'},
				settings: planOf([]).settings,
				catalogVersion: '2026-01-01',
				summary: summarize(results),
				results,
			} as const;
			const page = renderText(toRun(run, diagnose(run)), {columns: 80, colour: false, unicode: true});
			expect(page.replaceAll('\n', '')).not.toMatch(unsafe);
			// Among so many there are all kinds: some that count as an answer, and some that don't.
			expect(new Set(results.map(({verdict}) => verdict.status)).size).toBeGreaterThan(1);
		},
		patienceMs,
	);
});
