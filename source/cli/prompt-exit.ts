import {accessSync, constants} from 'node:fs';
import process from 'node:process';

/** What the pool of threads is at: `process.exit` waits for each of its threads, and none of them can be told to stop. */
const pooled: ReadonlySet<string> = new Set([
	'GetAddrInfoReqWrap',
	'GetNameInfoReqWrap',
	'FSReqCallback',
	'FSReqPromise',
	// Of a thread of ours, which may use the pool as well.
	'MessagePort',
]);

const shell = '/bin/sh';

/**
 * Lets `process.exit` end the process at once also while the system's resolver waits for a name server that says nothing,
 * which takes it ten seconds and more. A process that becomes another one takes no thread along, so it becomes a shell
 * that ends with the same code. Where there is no shell, and on Windows, the end comes when the resolver has ended.
 */
export function exitPromptly(): void {
	if (process.platform === 'win32' || typeof process.execve !== 'function') return;
	// What `process.exit` calls once every listener for the exit had its turn.
	const own = process as unknown as {reallyExit: (code?: number) => never};
	const usual = own.reallyExit.bind(process);
	own.reallyExit = code => {
		if (process.getActiveResourcesInfo().some(name => pooled.has(name)) && isShellThere()) {
			restoreTerminal();
			process.execve?.(shell, ['sh', '-c', `exit ${Number(code ?? process.exitCode ?? 0)}`], {});
		}
		return usual(code);
	};
}

function isShellThere(): boolean {
	try {
		accessSync(shell, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** Node does so by itself as it ends, and would not get to it. */
function restoreTerminal(): void {
	try {
		if (process.stdin.isTTY) process.stdin.setRawMode(false);
	} catch {
		// The terminal has gone.
	}
}
