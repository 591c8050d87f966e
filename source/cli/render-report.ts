import type {Text} from '../chunks.ts';
import type {Run} from '../record/run.ts';
import {type AnswerContext, renderAnswer} from '../report/answer.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {type CommandIo, renderOptionsFor} from './io.ts';

type ReportOptions = {
	readonly format: RunFormat;
	readonly output?: string;
	/** All of the text, in place of one screen. */
	readonly verbose?: boolean;
};

/** Whether the run is answered on one screen: as text, without all its details. */
export function isAnswer({format, verbose}: Pick<ReportOptions, 'format' | 'verbose'>): boolean {
	return format === 'text' && verbose !== true;
}

/** A run as a command writes it: the answer on one screen, or the whole in its format. */
export function renderReport(
	run: Run,
	options: ReportOptions,
	context: Omit<AnswerContext, 'ownCommand'>,
	io: CommandIo,
): Text {
	const render = renderOptionsFor(io, options.output !== undefined);
	if (!isAnswer(options)) return runPieces(options.format, run, render);
	return renderAnswer(run, render, {...context, ownCommand: io.ownCommand});
}
