import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {toRun} from '../../source/record/to-run.ts';
import {blockedHosts, checkLimited, deniedOf, type LimitedWorld, nameOf} from '../helpers/limited-peers.ts';

/** A part of what test/real-peers/limits.test.ts sweeps. */
const worlds: readonly LimitedWorld[] = [
	{peer: 'proxy', limit: {atOnce: 8}, way: '503', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 4}, way: 'close', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 1}, way: '429', endpoints: 40, denied: 7, deniedBy: '403'},
	{peer: 'proxy', limit: {perSecond: 20}, way: '403', endpoints: 40, denied: 0},
	{peer: 'proxy', limit: {atOnce: 2}, way: 'queue', endpoints: 90, denied: 7},
	{peer: 'firewall', limit: {atOnce: 16}, way: 'silence', endpoints: 40, denied: 0},
	{peer: 'firewall', limit: {atOnce: 2}, way: 'reset', endpoints: 40, denied: 7, deniedBy: 'close'},
	{peer: 'address', limit: {atOnce: 4}, way: 'reset', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {atOnce: 8}, way: 'refused', endpoints: 40, denied: 0},
	{peer: 'name-server', limit: {atOnce: 8}, way: 'silence', endpoints: 40, denied: 7, deniedBy: 'refused'},
];

describe.concurrent('a check that meets a limit', () => {
	it.each(worlds.map(world => [nameOf(world), world] as const))('%s', async (_name, world) => {
		const run = await checkLimited(world);
		expect(blockedHosts(run).toSorted()).toEqual(deniedOf(world).toSorted());

		const report = toRun(run, diagnose(run));
		const saved = parseRun(JSON.stringify(report), 'a saved run');
		expect(judgeAgain(saved, catalog).results).toEqual(saved.results);
	});
});
