// Draws what a terminal emulator shows as SVG: crisp at any size, and no browser needed to make it.
import type {IBufferCell, IBufferLine, Terminal} from '@xterm/headless';

/** A screen as SVG text, and how long it is shown. */
export type Frame = {readonly screen: string; readonly seconds: number};

const cell = {width: 8.4, height: 18};
const margin = {x: 16, top: 40, bottom: 16};

const palette = [
	'#1d2021',
	'#e5534b',
	'#57ab5a',
	'#c69026',
	'#539bf5',
	'#b083f0',
	'#39c5cf',
	'#c8ccd1',
	'#768390',
	'#ff938a',
	'#8ddb8c',
	'#eac55f',
	'#6cb6ff',
	'#dcbdfb',
	'#56d4dd',
	'#ffffff',
];
const background = '#1c2128';
const foreground = '#d0d7de';

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function styleOf(one: IBufferCell) {
	const inverse = one.isInverse() !== 0;
	const colour = one.isFgPalette() ? (palette[one.getFgColor()] ?? foreground) : foreground;
	return {
		fill: inverse ? background : colour,
		back: inverse ? colour : null,
		bold: one.isBold() !== 0,
		dim: one.isDim() !== 0,
	};
}

/** Neighbouring cells of one look. */
type Span = {readonly style: ReturnType<typeof styleOf>; readonly column: number; width: number; text: string};

function spansOf(line: IBufferLine, columns: number): readonly Span[] {
	const spans: Span[] = [];
	let lastKey = '';
	for (let column = 0; column < columns; column++) {
		const one = line.getCell(column);
		if (!one || one.getWidth() === 0) continue;
		const style = styleOf(one);
		const key = JSON.stringify(style);
		const last = key === lastKey ? spans.at(-1) : undefined;
		const span = last ?? {style, column, width: 0, text: ''};
		if (last === undefined) spans.push(span);
		span.text += one.getChars() || ' ';
		span.width += one.getWidth();
		lastKey = key;
	}
	return spans;
}

function drawSpan({style, column, width, text}: Span, row: number): readonly string[] {
	const x = margin.x + column * cell.width;
	const y = margin.top + row * cell.height;
	const back = `<rect x="${x}" y="${y}" width="${width * cell.width}" height="${cell.height}" fill="${style.back}"/>`;
	// Blanks at either end need no text, and SVG would fold those within.
	const lead = text.length - text.trimStart().length;
	const words = text.trim();
	const start = `<text x="${(x + lead * cell.width).toFixed(1)}" y="${y + 13.5}" fill="${style.fill}"`;
	const look = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.65"' : ''}`;
	const length = `textLength="${(words.length * cell.width).toFixed(1)}"`;
	const drawn = `${start} ${length}${look}>${escapeText(words).replaceAll(' ', '\u00a0')}</text>`;
	return [...(style.back ? [back] : []), ...(words === '' ? [] : [drawn])];
}

/** The rows of a screen as SVG text, without the window around them. */
export function drawScreen(terminal: Terminal): string {
	const {active} = terminal.buffer;
	const rows = Array.from({length: terminal.rows}, (_, row) => {
		const line = active.getLine(active.viewportY + row);
		return line ? spansOf(line, terminal.cols).flatMap(span => drawSpan(span, row)) : [];
	});
	return rows.flat().join('\n');
}

/** A window with a title around screens; with several of them they are shown one after the other, for as many seconds each. */
export function drawWindow(terminal: Terminal, title: string, frames: readonly Frame[]): string {
	const width = Math.round(terminal.cols * cell.width + 2 * margin.x);
	const height = terminal.rows * cell.height + margin.top + margin.bottom;
	const total = frames.reduce((sum, {seconds}) => sum + seconds, 0);
	let start = 0;
	const styles: string[] = [];
	const groups = frames.map(({screen, seconds}, index) => {
		if (frames.length === 1) return `<g>${screen}</g>`;
		const from = ((start / total) * 100).toFixed(3);
		start += seconds;
		const to = ((start / total) * 100).toFixed(3);
		const before = index === 0 ? '' : `0%,${(Number(from) - 0.001).toFixed(3)}%{visibility:hidden}`;
		const after = index === frames.length - 1 ? '' : `${(Number(to) + 0.001).toFixed(3)}%,100%{visibility:hidden}`;
		styles.push(
			`@keyframes f${index}{${before}${from}%,${to}%{visibility:visible}${after}}.f${index}{animation:f${index} ${total}s step-end infinite}`,
		);
		return `<g class="f${index}" visibility="${index === 0 ? 'visible' : 'hidden'}">${screen}</g>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
<title>${escapeText(title)}</title>
<style>${styles.join('')}</style>
<rect width="${width}" height="${height}" rx="8" fill="${background}"/>
<circle cx="20" cy="18" r="5" fill="#545d68"/><circle cx="38" cy="18" r="5" fill="#545d68"/><circle cx="56" cy="18" r="5" fill="#545d68"/>
<text x="${width / 2}" y="23" fill="#909dab" font-size="12" text-anchor="middle">${escapeText(title)}</text>
${groups.join('\n')}
</svg>
`;
}
