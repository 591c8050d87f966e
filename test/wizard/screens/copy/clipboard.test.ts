import {describe, expect, it} from 'vitest';
import {clipboardSequence, findMultiplexer, largestCopy} from '../../../../source/wizard/screens/copy/clipboard.ts';

describe('clipboardSequence', () => {
	it('is OSC 52 with base64, whatever the text holds', () => {
		expect(clipboardSequence('curl é\n\u001b[2J\u0007', null)).toBe('\u001b]52;c;Y3VybCDDqQobWzJKBw==\u0007');
	});

	it('goes to tmux, and through it', () => {
		expect(clipboardSequence('curl', 'tmux')).toBe(
			'\u001b]52;c;Y3VybA==\u0007\u001bPtmux;\u001b\u001b]52;c;Y3VybA==\u0007\u001b\\',
		);
	});

	it('goes through screen in pieces that it takes', () => {
		const text = 'x'.repeat(2000);
		const sequence = clipboardSequence(text, 'screen');
		const pieces = sequence.split('\u001b\\').filter(piece => piece !== '');
		expect(pieces.length).toBeGreaterThan(3);
		for (const piece of pieces) {
			expect(piece.startsWith('\u001bP')).toBe(true);
			expect(piece.length).toBeLessThan(768);
		}
		expect(pieces.map(piece => piece.slice(2)).join('')).toBe(clipboardSequence(text, null));
	});

	it('is 100,000 bytes long for the largest text', () => {
		expect(clipboardSequence('x'.repeat(largestCopy), null)).toHaveLength(100_000);
	});
});

it.each([
	[{TMUX: '/tmp/tmux-0/default,1,0', TERM: 'screen-256color'}, 'tmux'],
	[{STY: '1.pts-0', TERM: 'xterm'}, 'screen'],
	[{TERM: 'screen.xterm-256color'}, 'screen'],
	[{TERM: 'xterm-256color', TMUX: ''}, null],
	[{}, null],
])('findMultiplexer(%j)', (environment, multiplexer) => {
	expect(findMultiplexer(environment)).toBe(multiplexer);
});
