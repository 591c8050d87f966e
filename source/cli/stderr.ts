import {createPage} from '../report/terminal/page.ts';
import type {CommandIo} from './io.ts';

type Told = Pick<CommandIo, 'stderr' | 'terminal'>;

/**
 * Tells one sentence on stderr: broken between words where a terminal shows it, else one line, which suits logs. It is
 * made safe to show, since it may name files.
 */
export function tell(sentence: string, {stderr, terminal}: Told): void {
	const columns = stderr.isTTY ? (stderr.columns ?? 80) : Number.MAX_SAFE_INTEGER;
	const page = createPage({columns, colour: false, unicode: terminal.hasUnicode});
	page.paragraph(sentence);
	stderr.write(page.toString());
}

/** Tells something that the user should know beside what was asked for. */
export function tellNote(note: string, io: Told): void {
	tell(`Note: ${note}`, io);
}
