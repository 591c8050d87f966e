import fs from 'node:fs';
import {it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {blockedHosts, checkLimited, deniedOf, type LimitedWorld, nameOf} from '../helpers/limited-peers.ts';
import {passOwnTime} from '../helpers/own-time.ts';

passOwnTime();
(globalThis as any).__dbg = (s: string) => fs.appendFileSync('/tmp/zz.dbg', s + '\n');
const hr = process.hrtime.bigint.bind(process.hrtime);
const worlds = JSON.parse(process.env.WORLDS ?? '[]') as LimitedWorld[];
const out = (s: string) => fs.appendFileSync(process.env.OUT ?? '/tmp/zz.out', s + '\n');
it.each(worlds.map(w => [nameOf(w), w] as const))('%s', {timeout: 600000}, async (_n, world) => {
	const started = performance.now();
	const real = hr();
	const run = await checkLimited(world);
	const blocked = blockedHosts(run);
	const denied = deniedOf(world);
	const wrong = blocked.filter(h => !denied.includes(h));
	const missed = denied.filter(h => !blocked.includes(h));
	const states = Object.entries(Object.groupBy(run.results, r => r.verdict.status)).map(
		([k, v]) => `${k} ${v?.length}`,
	);
	out(
		`${wrong.length || missed.length ? 'BAD' : 'ok '} ${nameOf(world)} | own ${Math.round(performance.now() - started)} ms real ${Number((hr() - real) / 1000000n)} | wrong ${wrong.length} missed ${missed.length} | ${states.join(', ')} | ${diagnose(
			run,
		)
			.map(f => f.id)
			.join(' ')}`,
	);
	if (process.env.COMP)
		for (const r of run.results)
			out(
				r.planned.target?.host +
					' ' +
					r.attempts
						.map(
							a =>
								`${a.startedAt.slice(17, 23)} ${a.stages.at(-1)?.ok ? 'ok' : 'no'} ${a.company?.open}/${a.company?.recent}/${a.company?.silent ?? 0}`,
						)
						.join(' | '),
			);
	if (process.env.MORE)
		for (const r of run.results.filter(r => [...wrong, ...missed].includes(r.planned.target?.host ?? '')).slice(0, 6)) {
			out([r.planned.target?.host, r.verdict.status, r.verdict.cause, r.verdict.detail.slice(0, 100)].join(' '));
			for (const a of r.attempts) {
				const l = a.stages.at(-1);
				const d = a.stages.find(s => s.stage === 'dns');
				out(
					[
						'    ',
						a.startedAt.slice(17, 23),
						l?.stage,
						l?.ok,
						l?.error?.code,
						Math.round(l?.ms ?? 0),
						JSON.stringify(a.company ?? d?.company),
					].join(' '),
				);
			}
		}
});
