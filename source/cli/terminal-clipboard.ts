import {spawn} from 'node:child_process';
import {clipboardSequence, findMultiplexer, largestCopy} from '../wizard/screens/copy/clipboard.ts';
import type {Clipboard} from '../wizard/services.ts';
import type {CommandIo} from './io.ts';

/** tmux answers at once or not at all. */
const tmuxPatienceMs = 2000;

/** The clipboard of the terminal at the other end of the line, or null where the terminal understands no sequences. */
export function openClipboard({stdout, environment, terminal}: CommandIo): Clipboard | null {
	if (terminal.isDumb) return null;
	const multiplexer = findMultiplexer(environment);
	return {
		async copy(text) {
			const bytes = Buffer.byteLength(text);
			if (multiplexer === 'tmux' && (await giveToTmux(text))) return {kind: 'tmux', bytes};
			if (bytes > largestCopy) return {kind: 'too-large', bytes};
			stdout.write(clipboardSequence(text, multiplexer));
			return {kind: 'sent', bytes};
		},
	};
}

/**
 * Asks tmux itself to keep the text, and by `-w` to hand it to the terminal. As it comes, tmux ignores sequences that set its
 * buffers (`set-clipboard external`) but not its own client. False for a tmux before 3.2, or one that can't be reached.
 */
function giveToTmux(text: string): Promise<boolean> {
	return new Promise(resolve => {
		const client = spawn('tmux', ['load-buffer', '-w', '-'], {
			stdio: ['pipe', 'ignore', 'ignore'],
			timeout: tmuxPatienceMs,
		});
		client.on('error', () => resolve(false));
		client.on('close', code => resolve(code === 0));
		// A client that has gone says so by its exit code.
		client.stdin.on('error', () => {});
		client.stdin.end(text);
	});
}
