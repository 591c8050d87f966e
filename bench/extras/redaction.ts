import {performance} from 'node:perf_hooks';
import {catalog} from '../../source/catalog/catalog.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {renderRun} from '../../source/report/formats.ts';
import {sampleReport} from '../../test/helpers/sample-run.ts';
import type {ExtraSection} from './types.ts';

const rowCount = 10_000;
const goalMs = 3000;

/** How long names are taken out of a run of ten thousand rows of the user's own, each with texts of its own. */
export async function measureRedaction(): Promise<ExtraSection> {
	const report = sampleReport({
		proxy: 'http://anna@proxy.corp.example:3128',
		rows: Array.from({length: rowCount}, (_, index) => ({
			host: `h${index}.team${index % 97}.corp.example`,
			cause: 'proxy.host-denied' as const,
			purpose: `Needed by team ${index % 50} for service ${index}.`,
			detail: `The proxy gw${index % 7}.corp.example refused h${index}.team${index % 97}.corp.example for anna.`,
		})),
	});
	const startedAt = performance.now();
	const {report: shown} = redactReport(report, catalog);
	const ms = performance.now() - startedAt;
	const isLeft = /corp\.example|anna/.test(renderRun('json', shown, {columns: 80, colour: false, unicode: true}));
	if (isLeft) throw new Error('a name is left over');
	return {
		title: 'Redaction of ten thousand rows',
		lines: [
			`It takes ${(ms / 1000).toFixed(1)} s. Goal: at most ${goalMs / 1000} s: ${ms <= goalMs ? 'reached' : 'missed'}.`,
		],
	};
}
