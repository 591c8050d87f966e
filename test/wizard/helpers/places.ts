import {buildSurvey} from '../../../source/record/survey/build-survey.ts';
import {worstRunOf} from '../../../source/record/survey/parse-survey.ts';
import type {Survey} from '../../../source/record/survey/survey.ts';
import type {CheckOutcome, PlaceServices} from '../../../source/wizard/services.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

const fine = [{host: 'mcr.microsoft.com'}, {host: 'login.microsoftonline.com'}, {host: 'good.example'}];
const shut = fine.map(row => (row.host === 'good.example' ? row : {...row, cause: 'tcp.timeout' as const}));

/** A pool that gets through, one that does not, this machine, and a host whose key is not known. */
export function sampleSurvey(): Survey {
	const runs = [
		{...sampleReport({rows: fine})},
		...['a', 'a', 'b', 'b'].map((pool, index) => {
			const run = sampleReport({rows: pool === 'a' ? fine : shut, vantage: 'node'});
			const node = `${pool}-${index % 2}`;
			return {...run, vantage: {...run.vantage, name: `node:${node}`, node, pool}};
		}),
	];
	const unseen = {
		vantage: {name: 'ssh:stranger', kind: 'node' as const},
		state: 'unknown-host-key',
		reason: 'The host key of stranger is not known here.',
		fix: 'Run "ssh stranger true" once.',
	};
	const survey = buildSurvey(runs, [unseen]);
	if (survey === null) throw new Error('no survey');
	return survey;
}

export type FakePlaces = PlaceServices & {
	/** What was asked for, in words. */
	readonly asked: string[];
	/** Lets the survey come back. */
	finish(): void;
	/** Whether it was asked to stop. */
	isStopped(): boolean;
};

/** Other places in memory: a survey is under way until the test, or the wizard, ends it. */
export function fakePlaces(survey = sampleSurvey()): FakePlaces {
	const asked: string[] = [];
	const done = Promise.withResolvers<void>();
	let isStopped = false;
	return {
		asked,
		finish: done.resolve,
		isStopped: () => isStopped,
		isBusy: () => false,
		settle: async () => [],
		async survey(_plan, {from, signal, onEvent}): Promise<CheckOutcome> {
			asked.push(`survey ${from.join(' ')}`);
			signal.addEventListener('abort', () => {
				isStopped = true;
				done.resolve();
			});
			const names = survey.vantages.slice(1).flatMap(({name}) => name ?? []);
			onEvent({type: 'places-named', places: ['this machine', ...names]});
			onEvent({type: 'round-started', places: names.slice(0, 4), round: 1});
			onEvent({type: 'place-finished', place: 'node:a-0', run: survey.runs[1] ?? null, state: null});
			const state = {
				id: 'unknown-host-key',
				reason: 'The host key of stranger is not known here.',
				fix: 'Run it once.',
			} as const;
			onEvent({type: 'place-finished', place: 'ssh:stranger', run: null, state});
			await done.promise;
			const run = worstRunOf(survey);
			if (run === null) throw new Error('no run');
			return {run, survey, notKept: isStopped ? 'Not kept.' : null, notes: []};
		},
		async outline(from) {
			asked.push(`outline ${from.join(' ')}`);
			return [
				{
					title: 'Rights of your login',
					lines: [{label: 'MISSING', text: 'create, delete jobs: look from nodes and pods'}],
				},
			];
		},
		async print(_plan, {from}) {
			asked.push(`print ${from.join(' ')}`);
			return [{fileName: 'probe.sh', text: '#!/bin/sh\necho probe\n', steps: ['sh probe.sh > LOG']}];
		},
		write(printouts) {
			asked.push(`write ${printouts.map(({fileName}) => fileName).join(' ')}`);
			return printouts.map(({fileName}) => `/reports/${fileName}`);
		},
	};
}
