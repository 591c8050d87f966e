import {PassThrough} from 'node:stream';
import {expect, it, vi} from 'vitest';
import {createProgress} from '../../source/cli/check.ts';
import {countPlannedEndpoints} from '../../source/plan/endpoints.ts';
import {sampleRun} from '../helpers/sample-run.ts';

const run = sampleRun({
	rows: [
		{host: 'a.example', cause: 'tcp.timeout'},
		{host: 'a.example', level: 'optional', cause: 'tcp.timeout'},
		{host: 'b.example'},
		{pattern: '*.c.example'},
	],
});

function tellRun(isDrawn: boolean): string {
	const stream = new PassThrough();
	const {onEvent, close} = createProgress(stream as unknown as NodeJS.WriteStream, isDrawn);
	const at = run.startedAt;
	const endpoints = countPlannedEndpoints(run.results.map(({planned}) => planned));
	onEvent({type: 'run-started', at, id: run.id, targets: run.results.length, endpoints});
	for (const result of run.results) onEvent({type: 'target-finished', at, target: result.planned.id, result});
	close();
	return String(stream.read());
}

it('counts endpoints, and tells one that several lines of the documents share once', () => {
	expect(tellRun(false).split('\n')).toEqual([
		'[1/3] BLOCKED     a.example:443 tcp.timeout',
		'[2/3] ok          b.example:443',
		'[3/3] unverified  *.c.example:443',
		'',
	]);
});

it('says in one line how far a check came that was stopped', () => {
	const stream = new PassThrough();
	const {onEvent, close} = createProgress(stream as unknown as NodeJS.WriteStream, false);
	const {
		id,
		startedAt: at,
		results,
	} = sampleRun({
		rows: [{host: 'a.example'}, {host: 'b.example', status: 'skipped'}, {host: 'c.example', status: 'skipped'}],
	});
	onEvent({type: 'run-started', at, id, targets: 3, endpoints: 3});
	for (const result of results) onEvent({type: 'target-finished', at, target: result.planned.id, result});
	close();
	expect(String(stream.read())).toBe('[1/3] ok          a.example:443\nStopped: 1 of 3 tested.\n');
});

it('writes one line over and over on a terminal, and clears it', () => {
	expect(tellRun(true)).toMatch(
		/^\r\u001B\[KProbing endpoints: 0 of 3, 0 blocked, 3 under way\r\u001B\[KProbing endpoints: 1 of 3, 1 blocked, 2 under way\r\u001B\[K$/,
	);
});

it('shows each second that it waits, and makes room for what is written meanwhile', () => {
	vi.useFakeTimers();
	try {
		const stream = new PassThrough();
		const {onEvent, clear, close} = createProgress(stream as unknown as NodeJS.WriteStream, true);
		onEvent({type: 'expansion-started', at: run.startedAt, hosts: ['gbl.his.arc.azure.com']});
		vi.advanceTimersByTime(2000);
		onEvent({type: 'expansion-finished', at: run.startedAt, notes: []});
		vi.advanceTimersByTime(2000);
		onEvent({type: 'run-started', at: run.startedAt, id: run.id, targets: 4, endpoints: 3});
		vi.advanceTimersByTime(2000);
		clear();
		close();
		vi.advanceTimersByTime(2000);
		const times = ['', ', 1 s', ', 2 s'];
		const asking = times.map(time => `\r\u001B[KAsking which hosts this region uses${time}`).join('');
		const waiting = times.map(time => `\r\u001B[KProbing endpoints: 0 of 3, 0 blocked, 3 under way${time}`).join('');
		expect(String(stream.read())).toBe(`${asking}\r\u001B[K${waiting}\r\u001B[K\r\u001B[K`);
	} finally {
		vi.useRealTimers();
	}
});
