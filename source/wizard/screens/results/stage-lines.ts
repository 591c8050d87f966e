import type {StageEvidence} from '../../../evidence/types.ts';
import {statusMarks} from '../../../report/view/status-marks.ts';
import type {Result} from '../../../verdict/types.ts';
import {glyphsFor} from '../../components/glyphs.ts';
import {
	blankLine,
	type DetailLine,
	type DetailPart,
	heading,
	lineOf,
	type Page,
	paragraph,
	type Tone,
} from '../../components/text/detail-line.ts';
import {drawBar, stageBars} from './stage-bars.ts';

/** The stages of the last attempt, which is the one that decided, as a timeline: how each went, how long, what it saw. */
export function stageLines({attempts}: Result, page: Page): readonly DetailLine[] {
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
		case 'http':
			return evidence.status === null ? '' : `${evidence.status} ${evidence.statusText}`;
		case 'tls':
			return [evidence.protocol, evidence.chain[0]?.issuer].filter(Boolean).join(', ');
		default:
			return evidence satisfies never;
	}
}
