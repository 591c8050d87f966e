import {endpointOf} from '../plan/endpoints.ts';
import type {RunEvent} from '../record/run-event.ts';
import type {Result, Status} from '../verdict/types.ts';
import {joinWords} from '../words.ts';

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
/** And no less often, so that waiting is seen to go on. */
const drawnAgainMs = 1000;

/**
 * Tells on stderr how a run goes, in endpoints. On a terminal one line is written over and over; elsewhere each finished
 * endpoint has a plain line, which suits logs.
 */
export function createProgress(
	stream: NodeJS.WriteStream,
	isDrawn: boolean,
): {onEvent(event: RunEvent): void; clear(): void; close(): void} {
	let total = 0;
	const done = new Set<string>();
	const blocked = new Set<string>();
	const told = new Set<string>();
	const skipped = new Set<string>();
	let drawnAt = Number.NEGATIVE_INFINITY;
	let startedAt = performance.now();
	let heartbeat: NodeJS.Timeout | undefined;
	/** One line over and over on a terminal, else a line of its own for each. */
	const write = (drawn: string, plain: string) =>
		stream.write(isDrawn ? `\r\u001B[K${drawn.slice(0, (stream.columns ?? 80) - 1)}` : `${plain}\n`);
	const clear = () => {
		if (isDrawn) stream.write('\r\u001B[K');
	};
	const timeTaken = () => {
		const seconds = Math.floor((performance.now() - startedAt) / 1000);
		return seconds < 1 ? '' : `, ${seconds} s`;
	};
	const counts = () => {
		const open = total - done.size;
		const parts = [`${done.size} of ${total}`, `${blocked.size} blocked`, ...(open > 0 ? [`${open} under way`] : [])];
		return `Probing endpoints: ${parts.join(', ')}`;
	};
	/** Draws a line again and again with the time that has gone, so that waiting is seen to go on. */
	const beat = (line: () => string) => {
		startedAt = performance.now();
		if (!isDrawn) return;
		heartbeat = setInterval(() => write(`${line()}${timeTaken()}`, ''), drawnAgainMs);
		heartbeat.unref();
	};
	const begin = (endpoints: number) => {
		total = endpoints;
		beat(counts);
		if (isDrawn) write(counts(), '');
	};
	const tell = (result: Result) => {
		const now = performance.now();
		if (isDrawn && now - drawnAt < drawnEveryMs) return;
		drawnAt = now;
		const line = lineFor(result);
		// Rows that share an endpoint and its verdict are told once.
		if (!isDrawn && told.has(line)) return;
		told.add(line);
		write(`${counts()}${timeTaken()}`, `[${done.size}/${total}] ${line}`);
	};
	return {
		onEvent(event) {
			if (event.type === 'expansion-started') {
				const text = 'Asking which hosts this region uses';
				write(text, `${text}: ${joinWords(event.hosts)}`);
				beat(() => text);
			}
			if (event.type === 'expansion-finished') {
				clearInterval(heartbeat);
				// Notes follow, which must not stand behind the drawn line.
				clear();
			}
			if (event.type === 'run-started') begin(event.endpoints);
			if (event.type !== 'target-finished') return;
			const endpoint = endpointOf(event.result.planned);
			// A line for each that was not begun would bury the others.
			if (event.result.verdict.status === 'skipped') {
				skipped.add(endpoint);
				return;
			}
			done.add(endpoint);
			if (event.result.verdict.status === 'blocked') blocked.add(endpoint);
			tell(event.result);
		},
		/** Takes the drawn line away, for what is written in its place. */
		clear,
		close() {
			clearInterval(heartbeat);
			clear();
			if (!isDrawn && skipped.size > 0) stream.write(`Stopped: ${done.size} of ${total} tested.\n`);
		},
	};
}

function lineFor({planned, verdict}: Result): string {
	return [words[verdict.status].padEnd(11), endpointOf(planned), verdict.cause ?? ''].join(' ').trimEnd();
}
