import type {Notice} from '../../components/frame/frame-layout.ts';
import {formatSize} from '../../components/text/presentable.ts';
import {largestCopy} from './clipboard-sequence.ts';

/** `sent`: the terminal was asked, which never answers; `tmux`: tmux has it for sure. */
export type CopyOutcome = {readonly kind: 'sent' | 'tmux' | 'too-large'; readonly bytes: number};

/** The clipboard of the person at the terminal. */
export type Clipboard = {copy(text: string): Promise<CopyOutcome>};

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
		case 'too-large':
			return {
				tone: 'problem',
				text: `Nothing was copied: ${size} are more than terminals take (${formatSize(largestCopy)}). Export a file instead.`,
			};
		default:
			return kind satisfies never;
	}
}
