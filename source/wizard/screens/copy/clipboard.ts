import type {Notice} from '../../components/frame/frame-parts.ts';
import {formatSize} from '../../components/text.ts';
import type {CopyOutcome} from '../../services.ts';

/** What became of it, and what to do where it did not arrive. */
export function copyNotice({kind, bytes}: CopyOutcome): Notice {
	const size = formatSize(bytes);
	switch (kind) {
		case 'sent':
			return {
				tone: 'ok',
				text: `Sent ${size} to the terminal's clipboard. If it is not there, this terminal ignores OSC 52: export a file instead.`,
			};
		case 'tmux':
			return {
				tone: 'ok',
				text: `Copied ${size} to tmux: its prefix and ] paste it. Your terminal has it too, where it lets tmux do that.`,
			};
		case 'windows':
			return {tone: 'ok', text: `Copied ${size} to the clipboard of Windows.`};
		case 'too-large':
			return {
				tone: 'problem',
				text: `Nothing was copied: ${size} are more than terminals take (${formatSize(largestCopy)}). Export a file instead.`,
			};
		default:
			return kind satisfies never;
	}
}

/** What stands between the program and the terminal that has the clipboard. */
type Multiplexer = 'tmux' | 'screen' | null;

/**
 * So many bytes of text are sent at most. As base64 in its sequence they make 100,000 bytes, beyond which hterm, and with it
 * much that calls itself a terminal in a browser, drops the whole.
 */
export const largestCopy = 74_994;

/** GNU screen takes no more in one string (MAXSTR is 768); the frame around each piece is part of it. */
const screenPiece = 700;

/**
 * OSC 52 with the text for the clipboard (xterm, "Manipulate Selection Data"): the one way to a clipboard that works over SSH.
 * A terminal that knows it not ignores it; some ask their user first, or want to be told to allow it.
 */
export function clipboardSequence(text: string, multiplexer: Multiplexer): string {
	const sequence = `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
	switch (multiplexer) {
		case 'tmux':
			// tmux takes the first where `set-clipboard` is `on`, and passes the second on where `allow-passthrough` is.
			return `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
		case 'screen':
			return splitForScreen(sequence)
				.map(piece => `\u001bP${piece}\u001b\\`)
				.join('');
		case null:
			return sequence;
		default:
			return multiplexer satisfies never;
	}
}

/** screen passes the inside of each string on as it is, so that the pieces meet again in the terminal. */
function splitForScreen(sequence: string): readonly string[] {
	return sequence.match(new RegExp(`[^]{1,${screenPiece}}`, 'g')) ?? [];
}

/** Which multiplexer this process runs in, by what each sets for its windows. */
export function findMultiplexer(environment: {readonly [name: string]: string | undefined}): Multiplexer {
	if (environment.TMUX) return 'tmux';
	if (environment.STY || environment.TERM?.startsWith('screen')) return 'screen';
	return null;
}
