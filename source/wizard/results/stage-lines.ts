import type {Result, StageEvidence} from '../../probe/types.ts';
import {statusMarks} from '../../report/view/status-marks.ts';
import {blankLine, type DetailLine, heading, type Page, paragraph} from './detail-line.ts';

/** The stages of the last attempt, which is the one that decided: how each went, how long it took, what it saw. */
export function stageLines({attempts}: Result, page: Page): readonly DetailLine[] {
	const last = attempts.at(-1);
	if (!last) return [];
	const title = attempts.length === 1 ? 'Stages' : `Stages of try ${attempts.length}`;
	return [blankLine, ...heading(title, page), ...last.stages.flatMap(stage => stageLine(stage, page))];
}

function stageLine(evidence: StageEvidence, page: Page): readonly DetailLine[] {
	const {stage, of, ok, ms, error} = evidence;
	const mark = ok ? statusMarks.reachable : statusMarks.blocked;
	const name = of === 'proxy' && stage !== 'proxy' ? `${stage} (proxy)` : stage;
	const time = `${Math.round(ms)} ms`.padStart(8);
	const prefix = `${page.isUnicode ? mark.glyph : mark.ascii} ${name.padEnd(11)} ${time}  `;
	const seen = error ? `${error.code} ${error.message}` : describeStage(evidence);
	return paragraph(seen, page, {tone: ok ? 'plain' : 'failed', prefix});
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
