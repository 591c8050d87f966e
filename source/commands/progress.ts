import {formatHostPort} from '../host-port.ts';
import type {Result, RunEvent, Status} from '../probe/types.ts';

const words: {readonly [status in Status]: string} = {
	reachable: 'ok',
	intercepted: 'INTERCEPTED',
	unstable: 'UNSTABLE',
	blocked: 'BLOCKED',
	unverified: 'unverified',
	skipped: 'skipped',
};

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
	const tell = (result: Result) => {
		const line = `[${done}/${total}] ${lineFor(result)}`;
		if (!isDrawn) stream.write(`${line}\n`);
		else
			stream.write(`\r\u001B[K${`Probing ${done}/${total}, ${blocked} blocked`.slice(0, (stream.columns ?? 80) - 1)}`);
	};
	return {
		onEvent(event) {
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
	const {target, requirement} = planned;
	const where = target ? formatHostPort(target.host, target.port) : `${requirement.pattern}:${requirement.port}`;
	return [words[verdict.status].padEnd(11), where, verdict.cause ?? ''].join(' ').trimEnd();
}
