import {setTimeout as sleep} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {createAskingAgain} from '../../source/probe/pace/asking-again.ts';
import {createDoor} from '../../source/probe/pace/door.ts';
import type {Asked, Failure} from '../../source/probe/pace/kinds-of-failure.ts';
import {passOwnTime} from '../helpers/own-time.ts';

passOwnTime();

const timeoutMs = 10_000;

/** What came of a target at last: it was asked so often again, and nothing of it is known where the peer is shut. */
type End = {readonly tries: number; readonly end: 'passed' | 'settled' | 'shut'};

/** A peer of the direct way at which two hosts had passed, that lets in whom `isGranted` names at a time in milliseconds. */
function startPeer(isGranted: (host: string, ms: number) => boolean) {
	const startedAt = performance.now();
	const now = () => performance.now() - startedAt;
	const door = createDoor({first: 32, more: 3, silentMs: 100, timeoutMs});
	const {signal} = new AbortController();
	const again = createAskingAgain(door, {timeoutMs, signal, isAside: key => key.startsWith('tcp ')});
	for (const host of ['known-0', 'known-1']) {
		const ask = async (limit: {readonly timeoutMs: number}) => {
			const granted = isGranted(host, now());
			await sleep(granted ? 20 : limit.timeoutMs);
			return granted;
		};
		again.keep([door], {host, ask}, Number.NEGATIVE_INFINITY);
	}
	/** A target that was dialled at the beginning, with all the others. */
	async function fail(host: string, code: string): Promise<End> {
		const key = `tcp ${code}`;
		const isSilent = code === 'PROBE_TIMEOUT';
		const asked: Asked = new Map();
		for (let tries = 0; ; tries++) {
			const places = [{door, company: {open: 40, recent: 40}}];
			const failure: Failure = {key, isSilent, beganAt: performance.now(), places};
			const next = await again.next(failure, asked, false);
			if (next === null) return {tries, end: 'settled'};
			if ('shutTo' in next) return {tries, end: 'shut'};
			const stay = next.stay ?? (await door.enter(next.as));
			stay.begin();
			const granted = isGranted(host, now());
			await sleep(granted ? 20 : isSilent ? timeoutMs : 5);
			if (granted) stay.passed();
			stay.leave();
			next.tell(granted ? 'passed' : 'failed-alone');
			if (granted) return {tries: tries + 1, end: 'passed'};
		}
	}
	return {fail, now};
}

const endsOf = (ends: readonly End[]) => [...new Set(ends.map(({end}) => end))].toSorted();
const codes = ['PROBE_TIMEOUT', 'ECONNRESET', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'];

it.each([1, 6])('gives up within the pauses where nobody passes any more, in %d ways', async ways => {
	const {fail, now} = startPeer(() => false);
	const ends = await Promise.all(
		Array.from({length: 30}, (_, index) => fail(`host-${index}`, codes[index % ways] ?? '')),
	);
	expect(endsOf(ends)).toEqual(['shut']);
	// The pauses take 45 s, each question to those that had passed 3.
	expect(now()).toBeLessThan(100_000);
});

/** Lets in so many within so many milliseconds, and nobody for a while once there were more. The first ones have been there. */
function ban({count, withinMs, banMs}: {readonly count: number; readonly withinMs: number; readonly banMs: number}) {
	let granted: number[] = [];
	let until = banMs;
	return (ms: number) => {
		if (ms < until) return false;
		granted = granted.filter(time => time > ms - withinMs);
		granted.push(ms);
		if (granted.length <= count) return true;
		until = ms + banMs;
		return false;
	};
}

it.each([
	[40, 'PROBE_TIMEOUT'],
	[12, 'PROBE_TIMEOUT'],
	[40, 'ECONNRESET'],
])('calls %d hosts blocked behind a ban in little more than a minute: %s', async (count, code) => {
	const {fail, now} = startPeer((host, ms) => host.startsWith('known') && ms > 12_000);
	const ends = await Promise.all(Array.from({length: count}, (_, index) => fail(`host-${index}`, code)));
	expect(endsOf(ends)).toEqual(['settled']);
	expect(now()).toBeLessThan(150_000);
});

it.each([
	{count: 20, withinMs: 3000, banMs: 5000},
	{count: 10, withinMs: 5000, banMs: 10_000},
	{count: 8, withinMs: 4000, banMs: 3000},
	{count: 5, withinMs: 5000, banMs: 20_000},
	{count: 20, withinMs: 20_000, banMs: 10_000},
	{count: 3, withinMs: 1000, banMs: 2000},
])('calls none blocked that a ban turned away, however many are dropped beside: %o', async limit => {
	for (const code of ['PROBE_TIMEOUT', 'ECONNRESET']) {
		const isLetIn = ban(limit);
		const {fail} = startPeer((host, ms) => !host.startsWith('dropped') && isLetIn(ms));
		const ends = await Promise.all(
			Array.from({length: 60}, (_, index) => fail(`${index % 3 === 0 ? 'open' : 'dropped'}-${index}`, code)),
		);
		expect(endsOf(ends.filter((_, index) => index % 3 === 0))).not.toContain('settled');
	}
});
