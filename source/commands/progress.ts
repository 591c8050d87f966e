import {joinWords} from '../diagnosis/words.ts';
import {endpointOf} from '../plan/endpoints.ts';
import type {Result, RunEvent, Status} from '../probe/types.ts';

const words: {readonly [status in Status]: string} = {
	reachable: 'ok',
	intercepted: 'INTERCEPTED',
	unstable: 'UNSTABLE',
	blocked: 'BLOCKED',
	unverified: 'unverified',
	skipped: 'skipped',
};

/** A terminal is told no more often than this, in milliseconds: a large run would fill a slow line with numbers. */
const drawnEveryMs = 100;

/**
 * Tells on stderr how a run goes. On a terminal one line is written over and over; elsewhere each finished target has a
 * plain line, which suits logs.
 */
export function createProgress(
	stream: NodeJS.WriteStream,
	isDrawn: boolean,
): {onEvent(event: RunEvent): void; close(): void} {
	let total = 0;
	let done = 0;
	let blocked = 0;
	let drawnAt = Number.NEGATIVE_INFINITY;
	/** One line over and over on a terminal, else a line of its own for each. */
	const write = (drawn: string, plain: string) =>
		stream.write(isDrawn ? `\r\u001B[K${drawn.slice(0, (stream.columns ?? 80) - 1)}` : `${plain}\n`);
	const tell = (result: Result) => {
		const now = performance.now();
		if (isDrawn && now - drawnAt < drawnEveryMs) return;
		drawnAt = now;
		write(`Probing ${done}/${total}, ${blocked} blocked`, `[${done}/${total}] ${lineFor(result)}`);
	};
	return {
		onEvent(event) {
			if (event.type === 'expansion-started') {
				const text = `Asking which hosts this region uses: ${joinWords(event.hosts)}`;
				write(text, text);
			}
			// Notes follow, which must not stand behind the drawn line.
			if (event.type === 'expansion-finished' && isDrawn) stream.write('\r\u001B[K');
			if (event.type === 'run-started') total = event.targets;
			if (event.type !== 'target-finished') return;
			done++;
			if (event.result.verdict.status === 'blocked') blocked++;
			tell(event.result);
		},
		close() {
			if (isDrawn) stream.write('\r\u001B[K');
		},
	};
}

function lineFor({planned, verdict}: Result): string {
	return [words[verdict.status].padEnd(11), endpointOf(planned), verdict.cause ?? ''].join(' ').trimEnd();
}
