import {expect, it} from 'vitest';
import {createLoginTurns, type LoginOutcome} from '../../source/probe/proxy-logins.ts';

/** Asks for a turn for each host at once, and says for which hosts somebody logged in, in that order. */
async function logInFor(hosts: readonly string[], outcomeFor: (host: string) => LoginOutcome): Promise<string[]> {
	const turns = createLoginTurns();
	const tried: string[] = [];
	let atOnce = 0;
	await Promise.all(
		hosts.map(host =>
			turns.take(host, async () => {
				tried.push(host);
				atOnce++;
				if (!turns.isTaken()) expect(atOnce).toBe(1);
				await new Promise(resolve => setImmediate(resolve));
				atOnce--;
				return {value: host, outcome: outcomeFor(host)};
			}),
		),
	);
	return tried;
}

it.each<[string, readonly string[], Readonly<Record<string, LoginOutcome>>, string]>([
	['all take it', ['a', 'b', 'c', 'd'], {}, 'a b c d'],
	['nobody takes it', ['a', 'b', 'c', 'd'], {a: 'rejected', b: 'rejected', c: 'rejected', d: 'rejected'}, 'a b'],
	['the first does not take it', ['a', 'b', 'c', 'd'], {a: 'rejected'}, 'a b c d'],
	['a host that did not take it is asked last', ['a', 'a', 'b', 'a'], {a: 'rejected'}, 'a b a a'],
	['nobody but a host that did not take it is left', ['a', 'a', 'a'], {a: 'rejected'}, 'a'],
	['one says nothing', ['a', 'b', 'c'], {a: 'unknown'}, 'a b c'],
	['all say nothing', ['a', 'b', 'c'], {a: 'unknown', b: 'unknown', c: 'unknown'}, 'a b c'],
	['two say no, with silence between', ['a', 'b', 'c', 'd'], {a: 'rejected', b: 'unknown', c: 'rejected'}, 'a b c'],
])('logs in while it may: %s', async (_title, hosts, outcomes, tried) => {
	expect(await logInFor(hosts, host => outcomes[host] ?? 'taken')).toEqual(tried.split(' '));
});

it('goes on after a login that broke', async () => {
	const turns = createLoginTurns();
	const broken = turns.take('a', () => Promise.reject(new Error('broken')));
	const next = turns.take('b', async () => ({value: 'b', outcome: 'taken'}));
	await expect(broken).rejects.toThrow('broken');
	expect(await next).toBe('b');
});
