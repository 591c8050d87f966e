import {performance} from 'node:perf_hooks';
import process from 'node:process';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderSurvey} from '../../source/report/survey/render-survey.ts';
import {sampleReport} from '../../test/helpers/sample-run.ts';
import type {ExtraSection} from './types.ts';

const places = 500;
const endpoints = 80;
const goalMs = 10_000;
const goalMegabytes = 200;

/** How long differences between five hundred nodes and pods are told, of which a pool and some places have faults, and in how much memory. */
export async function measureSurvey(): Promise<ExtraSection> {
	const runs = Array.from({length: places}, (_, place) => {
		const isShut = (row: number) => place % 10 === 4 || (place % 97 === 3 && row < place % endpoints);
		const rows = Array.from({length: endpoints}, (_, row) => ({
			host: `h${row}.test.example`,
			...(isShut(row) && {cause: 'tcp.timeout' as const}),
		}));
		const kind = place % 2 === 0 ? 'node' : 'pod';
		const run = sampleReport({rows, vantage: kind});
		const name = kind === 'pod' ? `pods:ns${place % 7}/x${place}` : `ssh:n${place}`;
		return {...run, vantage: {...run.vantage, name, node: `n${place >> 1}`, pool: `p${place % 10}`}};
	});
	const before = process.memoryUsage().rss;
	const startedAt = performance.now();
	const survey = buildSurvey(runs);
	const ms = performance.now() - startedAt;
	if (survey === null) throw new Error('no survey');
	for (const {id} of runFormatNames) renderSurvey(id, survey, {columns: 80, colour: false, unicode: true});
	const writtenMs = performance.now() - startedAt - ms;
	const megabytes = (process.memoryUsage().rss - before) / 1e6;
	const isReached = ms <= goalMs && megabytes <= goalMegabytes;
	return {
		title: `A survey of ${places} places and ${endpoints} endpoints`,
		lines: [
			`${places * endpoints} cells are diagnosed in ${(ms / 1000).toFixed(1)} s, and written in all ${runFormatNames.length} formats in ${(writtenMs / 1000).toFixed(1)} s; memory grows by ${megabytes.toFixed(0)} MB. Goal: at most ${goalMs / 1000} s and ${goalMegabytes} MB: ${isReached ? 'reached' : 'missed'}.`,
		],
	};
}
