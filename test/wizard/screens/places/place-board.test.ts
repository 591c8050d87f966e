import {describe, expect, it} from 'vitest';
import type {SurveyEvent} from '../../../../source/session/vantage/survey.ts';
import {createPlaceBoard, placesText} from '../../../../source/wizard/screens/places/place-board.ts';
import {samplePlan, sampleReport} from '../../../helpers/sample-run.ts';

const rows = [{host: 'a.example'}, {host: 'b.example'}];
const plan = samplePlan({rows});
const fine = sampleReport({rows});
const shut = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout'}, {host: 'b.example'}]});
const canary = {...fine, vantage: {...fine.vantage, canary: true}, results: fine.results.slice(1)};

function rowsAfter(...events: readonly SurveyEvent[]) {
	const board = createPlaceBoard(plan);
	for (const event of events) board.push(event);
	const {rows: shown, total, finished} = board.snapshot();
	return {shown: shown.map(({kind, places, remark}) => [kind, places.join(' '), remark]), total, finished};
}

const named = (...places: readonly string[]): SurveyEvent => ({type: 'places-named', places});
const seen = (place: string, run = fine): SurveyEvent => ({type: 'place-finished', place, run, state: null});
const failed = (place: string, fix: string): SurveyEvent => ({
	type: 'place-finished',
	place,
	run: null,
	state: {id: 'silent', reason: `${place} did not answer.`, fix},
});

describe('places that are looked from', () => {
	it.each<[string, readonly SurveyEvent[], readonly (readonly string[])[]]>([
		['wait together', [named('ssh:a', 'ssh:b')], [['waiting', 'ssh:a ssh:b', 'waiting']]],
		[
			'are under way by their round',
			[
				named('ssh:a', 'ssh:b', 'ssh:c'),
				{type: 'round-started', places: ['ssh:a', 'ssh:b', 'ssh:c'], round: 1},
				{type: 'round-started', places: ['ssh:b'], round: 2},
				{type: 'log-came', place: 'ssh:a'},
			],
			[
				['looking', 'ssh:a ssh:c', 'round 1, 1 of 2'],
				['looking', 'ssh:b', 'round 2'],
			],
		],
		[
			'share a line where they see the same',
			[seen('node:a'), seen('node:b', shut), seen('node:c')],
			[
				['seen', 'node:a node:c', '2 reachable'],
				['seen', 'node:b', '1 reachable, 1 blocked'],
			],
		],
		[
			'share none with those of another kind',
			[seen('node:a'), seen('pods:x/a')],
			[
				['seen', 'node:a', '2 reachable'],
				['seen', 'pods:x/a', '2 reachable'],
			],
		],
		[
			'are with those that have as they have what few they saw',
			[seen('node:a'), seen('node:b', canary)],
			[['seen', 'node:a node:b', '2 reachable']],
		],
		[
			'share a line where the same helps',
			[failed('ssh:a', 'Start it.'), failed('ssh:b', 'Start it.'), failed('ssh:c', 'Log in.')],
			[
				['failed', 'ssh:a ssh:b', 'ssh:a did not answer.'],
				['failed', 'ssh:c', 'ssh:c did not answer.'],
			],
		],
	])('%s', (_name, events, expected) => {
		expect(rowsAfter(...events).shown).toEqual(expected);
	});

	it('are counted, this machine with its endpoints', () => {
		const {shown, total, finished} = rowsAfter(
			named('this machine', 'ssh:a'),
			{
				type: 'own-event',
				event: {type: 'run-started', at: '', id: 'x', targets: 2, endpoints: 2, catalog: {version: '1'}},
			},
			seen('ssh:a'),
		);
		expect(shown[0]).toEqual(['looking', 'this machine', '0 of 2']);
		expect([total, finished]).toEqual([2, 1]);
	});
});

it.each([
	[['ssh:a'], 'ssh:a'],
	[['ssh:a', 'ssh:b'], 'ssh:a and ssh:b'],
	[['node:a', 'node:b', 'node:c'], '3 nodes: a, b and 1 more node'],
])('%j is called %s', (places, text) => {
	expect(placesText(places)).toBe(text);
});
