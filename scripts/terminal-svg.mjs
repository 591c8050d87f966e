// Draws what a terminal emulator shows as SVG: crisp at any size, and no browser needed to make it.

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

const escapeText = text => text.replace(/[&<>]/g, character => ({'&': '&amp;', '<': '&lt;', '>': '&gt;'})[character]);

function styleOf(one) {
	const inverse = one.isInverse() !== 0;
	const colour = one.isFgPalette() ? (palette[one.getFgColor()] ?? foreground) : foreground;
	return {
		fill: inverse ? background : colour,
		back: inverse ? colour : null,
		bold: one.isBold() !== 0,
		dim: one.isDim() !== 0,
	};
}

/** The rows of a screen as SVG text, without the window around them. */
export function drawScreen(terminal) {
	const {active} = terminal.buffer;
	const parts = [];
	for (let row = 0; row < terminal.rows; row++) {
		const line = active.getLine(active.viewportY + row);
		if (!line) continue;
		let run = null;
		const flush = () => {
			if (!run) return;
			const x = margin.x + run.column * cell.width;
			const y = margin.top + row * cell.height;
			if (run.style.back) {
				parts.push(
					`<rect x="${x}" y="${y}" width="${run.width * cell.width}" height="${cell.height}" fill="${run.style.back}"/>`,
				);
			}
			// Blanks at either end need no text, and SVG would fold those within.
			const lead = run.text.length - run.text.trimStart().length;
			const text = run.text.trim();
			if (text !== '') {
				const weight = run.style.bold ? ' font-weight="bold"' : '';
				const opacity = run.style.dim ? ' opacity="0.65"' : '';
				parts.push(
					`<text x="${(x + lead * cell.width).toFixed(1)}" y="${y + 13.5}" fill="${run.style.fill}" textLength="${(text.length * cell.width).toFixed(1)}"${weight}${opacity}>${escapeText(text).replaceAll(' ', '\u00a0')}</text>`,
				);
			}
			run = null;
		};
		for (let column = 0; column < terminal.cols; column++) {
			const one = line.getCell(column);
			if (!one || one.getWidth() === 0) continue;
			const style = styleOf(one);
			const key = JSON.stringify(style);
			if (run?.key !== key) {
				flush();
				run = {key, style, column, width: 0, text: ''};
			}
			run.text += one.getChars() || ' ';
			run.width += one.getWidth();
		}
		flush();
	}
	return parts.join('\n');
}

/** A window with a title around screens; with several of them they are shown one after the other, for as many seconds each. */
export function drawWindow(terminal, title, frames) {
	const width = Math.round(terminal.cols * cell.width + 2 * margin.x);
	const height = terminal.rows * cell.height + margin.top + margin.bottom;
	const total = frames.reduce((sum, {seconds}) => sum + seconds, 0);
	let start = 0;
	const styles = [];
	const groups = frames.map(({screen, seconds}, index) => {
		if (frames.length === 1) return `<g>${screen}</g>`;
		const from = ((start / total) * 100).toFixed(3);
		start += seconds;
		const to = ((start / total) * 100).toFixed(3);
		const before = index === 0 ? '' : `0%,${(from - 0.001).toFixed(3)}%{visibility:hidden}`;
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
