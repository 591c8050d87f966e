import zlib from 'node:zlib';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {acceptedCodings} from '../../../source/probe/http/body.ts';
import {headersOf} from '../../../source/probe/http/http-request.ts';
import {runPlan} from '../../../source/session/run-plan.ts';
import {answerOf, type Middlebox, startMiddlebox} from '../../helpers/middlebox.ts';
import {planOf, proxyOf} from '../../helpers/plan-of.ts';

/** Often enough that no coding leaves it readable. */
const words = 'Access to this site is blocked by the gate. '.repeat(20).trim();
const codings: readonly (readonly [string, string, Buffer])[] = [
	['gzip', 'gzip', zlib.gzipSync(words)],
	['x-gzip', 'x-gzip', zlib.gzipSync(words)],
	['deflate', 'deflate', zlib.deflateSync(words)],
	['br', 'br', zlib.brotliCompressSync(words)],
	['BR', 'br', zlib.brotliCompressSync(words)],
	['zstd', 'zstd', zlib.zstdCompressSync(words)],
	['gzip, br', 'br', zlib.brotliCompressSync(zlib.gzipSync(words))],
	['br, gzip', 'br', zlib.gzipSync(zlib.brotliCompressSync(words))],
	['compress', 'compress', Buffer.from([0x1f, 0x9d, 0x90, 0x41, 0xc6])],
	['__proto__', '__proto__', Buffer.from([1, 2, 3])],
	['toString', 'toString', Buffer.from([1, 2, 3])],
];

let box: Middlebox | undefined;
afterEach(() => {
	box?.close();
	vi.restoreAllMocks();
});

/** The body that is kept as evidence of what a box on loopback answers, directly or as a proxy that is asked for a tunnel. */
async function bodyThrough(way: 'direct' | 'tunnel', coding: string, packed: Buffer): Promise<string | undefined> {
	box = await startMiddlebox(() => answerOf(403, {body: packed, headers: {'content-encoding': coding}}));
	const {proxy, secrets} = proxyOf(way === 'tunnel' ? box.url : null);
	const row = way === 'tunnel' ? {port: 443} : ({port: 80, protocol: 'http'} as const);
	const plan = planOf([{host: 'service.example', ...row}], {proxy});
	const {results} = await runPlan(plan, {signal: new AbortController().signal, network: box.network, secrets});
	const stages = results.flatMap(({attempts}) => attempts.flatMap(attempt => attempt.stages));
	const bodies = stages.flatMap(stage => ('body' in stage ? [stage.body] : []));
	return bodies[0];
}

const isAskedFor = (coding: string) => acceptedCodings.split(/[,;] ?/).includes(coding.replace('x-gzip', 'gzip'));

describe.each(['direct', 'tunnel'] as const)('what a peer packs, over a socket (%s)', way => {
	it.each(codings)('%s is unpacked only if it was asked for', async (coding, name, packed) => {
		const brotli = vi.spyOn(zlib, 'brotliDecompressSync');
		const zstd = vi.spyOn(zlib, 'zstdDecompressSync');
		const body = await bodyThrough(way, coding, packed);
		expect(body).toEqual(expect.any(String));
		expect(body?.includes(words)).toBe(isAskedFor(name));
		expect(brotli).not.toHaveBeenCalled();
		expect(zstd).not.toHaveBeenCalled();
	});
});

it('asks for what it unpacks and for nothing else', () => {
	const request = {scheme: 'http', authority: 'a.example', path: '/', isAbsolute: false, isUpgrade: false} as const;
	expect(headersOf({...request, login: undefined}, undefined)['accept-encoding']).toBe(acceptedCodings);
	expect(acceptedCodings).toBe('identity, gzip;q=0.5, deflate;q=0.5');
});
