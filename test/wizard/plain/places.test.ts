import {expect, it} from 'vitest';
import {fakePlaces} from '../helpers/places.ts';
import {startConversation} from './helpers/conversation.ts';

it('asks by lines from where, what it takes, and tells what several places see', async () => {
	const elsewhere = fakePlaces();
	const {walk, hear, outcome} = startConversation({initial: {region: 'eastus2', features: ['arc']}, elsewhere});
	await walk([
		['changes that answer [start]:', '4'],
		['Numbers separated by commas, w or p [1]:', '1,2,3'],
		['Hosts over SSH [none]:', 'node-1,stranger'],
		['Cluster nodes [two of each pool]:', ''],
		['changes that answer [start]:', '4'],
		['Numbers separated by commas, w or p [1,2,3]:', 'w'],
	]);
	await hear('create, delete jobs: look from nodes and pods');
	await walk([['Numbers separated by commas, w or p [1,2,3]:', 'p']]);
	await hear('Written: /reports/probe.sh');
	await walk([
		['Numbers separated by commas, w or p [1,2,3]:', ''],
		['Hosts over SSH [node-1,stranger]:', ''],
		['Cluster nodes [two of each pool]:', ''],
		['changes that answer [start]:', ''],
	]);
	await hear('node:a-0: 3 reachable.');
	await hear('ssh:stranger: The host key of stranger is not known here.');
	elsewhere.finish();
	await hear('Results: 5 vantage points see 3 different pictures');
	await walk([['for all about it [y]:', 'm']]);
	await hear('c3 blocked, tcp.timeout');
	await walk([['for all about it [y]:', 'n']]);
	expect((await outcome).survey?.summary.seen).toBe(5);
	expect(elsewhere.asked).toEqual([
		'outline here ssh:node-1,stranger nodes',
		'print here ssh:node-1,stranger nodes',
		'write probe.sh',
		'survey here ssh:node-1,stranger nodes',
	]);
});

it('leaves at once where a cluster gives no answer to what the places take', async () => {
	const elsewhere = {
		...fakePlaces(),
		outline: (_: readonly string[], signal: AbortSignal) =>
			new Promise<never>((_resolve, reject) => {
				signal.addEventListener('abort', () => reject(new Error('stopped')));
				elsewhere.asked.push('outline');
			}),
	};
	const {walk, end, outcome} = startConversation({initial: {region: 'eastus2', features: ['arc']}, elsewhere});
	await walk([
		['changes that answer [start]:', '4'],
		['Numbers separated by commas, w or p [1]:', 'w'],
	]);
	await expect.poll(() => elsewhere.asked).toEqual(['outline']);
	end();
	expect((await outcome).kind).toBe('cancelled');
});
