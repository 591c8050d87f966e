import {shellOf} from '../../../diagnosis/shell-words.ts';
import type {CertificateEvidence, StageEvidence, TlsEvidence} from '../../../evidence/types.ts';
import type {Endpoint} from '../../../record/endpoints.ts';
import type {Run, RunRow} from '../../../record/run.ts';
import {viewEndpoint} from '../../../report/view/endpoint.ts';
import {statusMarks} from '../../../report/view/status-marks.ts';
import {formatTime} from '../../../words.ts';
import {glyphsFor, type StatusLook, statusLook} from '../../components/glyphs.ts';
import {
	blankLine,
	command,
	type DetailLine,
	type DetailPart,
	heading,
	labelled,
	lineOf,
	type Page,
	paragraph,
	type Tone,
} from '../../components/text.ts';

/** Everything about one endpoint: what was seen, stage by stage, what it is for, and the same check as a curl line. */
export function endpointDetail({row, rows}: Endpoint, run: Run, page: Page): readonly DetailLine[] {
	const {status, severity, cause} = row;
	const {sign, word, color} = statusLook(status, severity, page.isUnicode);
	const {detail, checkedAt, notes, way, planNote, needs, curlLine} = viewEndpoint(run, row, rows);
	return [
		...labelled('Status', `${sign} ${cause ? `${word}, ${cause}` : word}`, page, toneOf(color)),
		...labelled('Seen', detail, page),
		...labelled('Checked', checkedAt ? formatTime(checkedAt) : null, page),
		...notes.flatMap(note => labelled('Note', note, page)),
		...labelled('Way', way, page),
		...labelled('Plan', planNote, page),
		...stageLines(row, page),
		...certificateLines(row, page),
		...needs.flatMap(({listedAs, purpose, impact, features}) => [
			blankLine,
			...labelled('Listed as', listedAs, page),
			...labelled('Needed for', purpose, page),
			...labelled('Without it', impact, page),
			...labelled('Features', features.join(', '), page),
		]),
		...(curlLine ? [blankLine, ...heading('Prove it', page), ...command(curlLine, page, shellOf(run.vantage))] : []),
	];
}

/** The stages of the last attempt, which is the one that decided, as a timeline: how each went, how long, what it saw. */
function stageLines({attempts}: RunRow, page: Page): readonly DetailLine[] {
	const last = attempts.at(-1);
	if (!last) return [];
	const title = attempts.length === 1 ? 'Stages' : `Stages of try ${attempts.length}`;
	const times = last.stages.map(({ms}) => ms);
	const total = Math.round(times.reduce((sum, ms) => sum + ms, 0));
	const width = barWidth(page);
	const {barFull} = glyphsFor({unicode: page.isUnicode});
	const bars = stageBars(times, width).map(bar => drawBar(bar, width, barFull, ' '));
	return [
		blankLine,
		...heading(`${title}, ${total} ms in all`, page),
		...last.stages.flatMap((stage, index) => stageLine(stage, bars[index] ?? '', page)),
	];
}

/** In a narrow window what was seen stands below the bar. */
const narrow = 60;

function barWidth({width}: Page): number {
	return width < narrow ? 12 : Math.min(40, Math.floor(width / 4));
}

function stageLine(evidence: StageEvidence, bar: string, page: Page): readonly DetailLine[] {
	const {stage, of, ok, ms, error} = evidence;
	const mark = ok ? statusMarks.reachable : statusMarks.blocked;
	const name = of === 'proxy' && stage !== 'proxy' ? `${stage} (proxy)` : stage;
	const tone: Tone = ok ? 'plain' : 'bad';
	const prefix: readonly DetailPart[] = [
		{text: `${page.isUnicode ? mark.glyph : mark.ascii} `, tone: ok ? 'good' : 'bad'},
		{text: `${name.padEnd(11)} ${`${Math.round(ms)} ms`.padStart(8)}  `, tone},
		{text: `${bar}  `, tone: ok ? 'accent' : 'bad'},
	];
	const seen = error ? `${error.code} ${error.message}` : describeStage(evidence);
	if (page.width >= narrow) return paragraph(seen, page, {tone, prefix});
	return [
		lineOf(...prefix),
		...(seen === '' ? [] : paragraph(seen, page, {tone: ok ? 'faint' : 'bad', prefix: [{text: '  ', tone: 'plain'}]})),
	];
}

function describeStage(evidence: StageEvidence): string {
	switch (evidence.stage) {
		case 'dns':
			return evidence.addresses.map(({address}) => address).join(', ');
		case 'tcp':
			return evidence.connected ?? '';
		case 'proxy':
			if (evidence.socks !== undefined) return `SOCKS${evidence.socks}: granted`;
			return evidence.status === null ? '' : `${evidence.status} ${evidence.statusText}`;
		case 'http':
			return evidence.status === null ? '' : `${evidence.status} ${evidence.statusText}`;
		case 'tls':
			return [evidence.protocol, evidence.chain[0]?.issuer].filter(Boolean).join(', ');
		default:
			return evidence satisfies never;
	}
}

/** The part of a bar that a stage fills, in cells. */
type StageBar = {readonly offset: number; readonly length: number};

/**
 * Draws stages, which follow one another, as parts of one timeline of `width` cells, in proportion to their times in
 * milliseconds. Each has at least one cell, so the shortest can be seen too.
 */
export function stageBars(times: readonly number[], width: number): readonly StageBar[] {
	const total = times.reduce((sum, ms) => sum + ms, 0);
	const cellsFor = (ms: number) => (total > 0 ? (ms / total) * width : 0);
	let before = 0;
	return times.map(ms => {
		const offset = Math.min(Math.round(cellsFor(before)), width - 1);
		before += ms;
		const end = Math.min(Math.round(cellsFor(before)), width);
		return {offset, length: Math.max(1, end - offset)};
	});
}

/** A bar of `width` cells in full and empty signs. */
export function drawBar({offset, length}: StageBar, width: number, full: string, empty: string): string {
	return empty.repeat(offset) + full.repeat(length) + empty.repeat(Math.max(0, width - offset - length));
}

const trustWords: {readonly [trust in NonNullable<TlsEvidence['trust']>]: string} = {
	public: 'trusted by the public roots',
	private: 'trusted on this machine only',
	untrusted: 'not trusted',
};

/** The certificates that were shown in the last attempt, the leaf first: whose, by whom, how long. */
function certificateLines({attempts}: RunRow, page: Page): readonly DetailLine[] {
	const stages = attempts.at(-1)?.stages ?? [];
	return stages
		.filter(stage => stage.stage === 'tls')
		.filter(({chain}) => chain.length > 0)
		.flatMap(({of, trust, defects, chain}) => {
			const whose = of === 'proxy' ? 'Certificates of the proxy' : 'Certificates';
			const words = [whose, trust && trustWords[trust], ...defects].filter(word => word !== null);
			return [
				blankLine,
				...heading(words.join(', '), page),
				...chain.flatMap((certificate, index) => linesOf(certificate, index, page)),
			];
		});
}

function linesOf(
	{subject, issuer, validFrom, validTo}: CertificateEvidence,
	index: number,
	page: Page,
): readonly DetailLine[] {
	const indent = '   ';
	const issued = issuer === subject ? 'by itself' : `by ${issuer}`;
	return [
		...paragraph(subject, page, {prefix: [{text: `${index + 1}. `, tone: 'faint'}]}),
		...paragraph(`issued ${issued}, valid ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`, page, {
			tone: 'faint',
			prefix: [{text: indent, tone: 'plain'}],
		}),
	];
}

/** The tone of a line of text in which a status has this colour. */
function toneOf(color: StatusLook['color']): Tone {
	switch (color) {
		case 'green':
			return 'good';
		case 'yellow':
			return 'warning';
		case 'red':
			return 'bad';
		default:
			return 'plain';
	}
}
