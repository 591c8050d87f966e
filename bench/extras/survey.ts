import {readFileSync} from 'node:fs';
import process from 'node:process';
import {gunzipSync, gzipSync} from 'node:zlib';
import type {Run} from '../../source/record/run.ts';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderSurvey} from '../../source/report/survey/render-survey.ts';
import {importLogs, type NamedLog} from '../../source/session/vantage/portable.ts';
import {checksum} from '../../source/vantage/portable/read-log.ts';
import {writePlanText} from '../../source/vantage/portable/script.ts';
import {planOf} from '../../test/helpers/plan-of.ts';
import {sampleReport} from '../../test/helpers/sample-run.ts';
import type {ExtraSection} from './types.ts';

const places = 500;
const endpoints = 80;

/** Until all is diagnosed, in milliseconds, and by how much memory may grow. */
export const surveyGoals = {ms: 10_000, megabytes: 200};

/** A log that a script really wrote. */
const trace = new URL('../../test/vantage/portable/traces/bookworm.log.gz', import.meta.url);

/** Runs of five hundred nodes and pods, of which a pool and some places have faults. */
function runsOfCluster(): readonly Run[] {
	return Array.from({length: places}, (_, place) => {
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
}

/** The logs of as many machines, each with all that a script says of a service that answers, for each endpoint. */
function logsOfCluster(): readonly NamedLog[] {
	const lines = gunzipSync(readFileSync(trace)).toString().split('\n');
	const host = 'healthy-name.peers.example';
	const [first = ''] = lines;
	const nonce = first.slice(-16);
	const facts = lines.slice(1, 20).filter(line => /^-\|(?!plan|host)/.test(line));
	const chains = lines.filter(line => /^t\d+\|pem\./.test(line));
	const seen = lines
		.slice(0, lines.indexOf('t0|end|1') + 1)
		.filter(line => line.startsWith('t0|') && !line.includes('|pem.'));
	const nameOf = (row: number) => `h${row}.peers.example`;
	const plan = planOf(Array.from({length: endpoints}, (_, row) => ({host: nameOf(row)})));
	const planText = gzipSync(writePlanText({plan, caPem: null, publicRootsPem: null}, nonce)).toString('base64');
	const planLines = (planText.match(/.{1,1500}/g) ?? []).map(line => `-|plan|${line}`);
	const rows = Array.from({length: endpoints}, (_, row) =>
		seen.map(line => line.replace('t0|', `t${row}|`).replaceAll(host, nameOf(row))),
	).flat();
	return Array.from({length: places}, (_, place) => {
		const body = [first, `-|host|n${place}`, ...facts, ...planLines, ...chains, ...rows];
		const sum = checksum(body.map(line => `${line}\n`).join(''));
		return {name: `n${place}.log`, text: `${[...body, `-|sum|${body.length} ${sum} ${nonce}`].join('\n')}\n`};
	});
}

/** What a survey of a large cluster takes: milliseconds of the processor, since others may be at work, and megabytes. */
export type SurveyCost = {
	readonly importedMs: number;
	readonly diagnosedMs: number;
	readonly writtenMs: number;
	/** By which memory grows while it is diagnosed and written. */
	readonly megabytes: number;
};

/** Measures five hundred logs of eighty endpoints on their way into runs, and as many runs on theirs into a survey. */
export function costOfSurvey(): SurveyCost {
	const logs = logsOfCluster();
	const [imported, importedMs] = timed(() => importLogs(logs).runs);
	if (imported.length !== places || imported.some(({complete}) => !complete)) throw new Error('not every log was read');
	const runs = runsOfCluster();
	const before = process.memoryUsage().rss;
	const [survey, diagnosedMs] = timed(() => buildSurvey(runs));
	if (survey === null) throw new Error('no survey');
	const [, writtenMs] = timed(() => {
		for (const {id} of runFormatNames) renderSurvey(id, survey, {columns: 80, colour: false, unicode: true});
	});
	return {importedMs, diagnosedMs, writtenMs, megabytes: (process.memoryUsage().rss - before) / 1e6};
}

function timed<Value>(work: () => Value): [Value, number] {
	const before = process.cpuUsage();
	const value = work();
	const {user, system} = process.cpuUsage(before);
	return [value, (user + system) / 1000];
}

/** How long logs of five hundred nodes and pods are read, and the differences between them told, and in how much memory. */
export async function measureSurvey(): Promise<ExtraSection> {
	const {importedMs, diagnosedMs, writtenMs, megabytes} = costOfSurvey();
	const isReached = importedMs + diagnosedMs <= surveyGoals.ms && megabytes <= surveyGoals.megabytes;
	const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
	return {
		title: `A survey of ${places} places and ${endpoints} endpoints`,
		lines: [
			`${places} logs of the script are read and judged in ${seconds(importedMs)} of the processor; ${places * endpoints} cells are diagnosed in ${seconds(diagnosedMs)}, and written in all ${runFormatNames.length} formats in ${seconds(writtenMs)}; memory grows by ${megabytes.toFixed(0)} MB. Goal: at most ${surveyGoals.ms / 1000} s until they are diagnosed, and ${surveyGoals.megabytes} MB: ${isReached ? 'reached' : 'missed'}.`,
		],
	};
}
