import type {RenderOptions} from '../report/terminal/page.ts';
import type {CommandIo} from './io.ts';

/** Width where there is no terminal to ask, in columns. */
const plainColumns = 80;

/** How a report is drawn: as the terminal can, or plainly for a file. */
export function renderOptionsFor(io: CommandIo, isFile: boolean): RenderOptions {
	return {
		columns: isFile ? plainColumns : (io.stdout.columns ?? plainColumns),
		colour: !isFile && io.terminal.hasColour,
		unicode: io.terminal.hasUnicode,
	};
}
