import {type ChildProcessByStdio, spawn} from 'node:child_process';
import process from 'node:process';
import type {Readable, Writable} from 'node:stream';
import {type PlaceOptions, type PointState, type Printed, stopped} from './point.ts';

/** The most that is read of one log, in characters, and of what ssh says beside it. */
const largestLog = 16_000_000;
const largestStderr = 20_000;

/** The greeting stands within so much, in characters: a banner may come before it. */
const largestGreeting = 200_000;

/** How often this side shows that it is there, in milliseconds; over there it may be missed for 25 seconds. */
const beatMs = 5000;

/** How long the greeting may take, in milliseconds: a forced command may wait for its input for ever. */
const greetingMs = 40_000;

/** Longest that one script runs, in milliseconds; it ends itself before that. */
const longestMs = 1_000_000;

/** How long ssh may take to end by itself once it is no longer needed, and once the check is stopped, in milliseconds. */
const graceMs = 3000;
const stopMs = 400;

/**
 * What runs on the other side. It greets with what the machine is, and is then given on standard input a line with the
 * password, one with the length of the script, and the script. Standard input is the lifeline: when it ends, or neither
 * a beat nor more of the script comes, all of it is stopped and its folder removed, whatever became of us. The password
 * goes by a pipe, since older shells keep here-documents in a file, and a script that was cut does not run. What was
 * just started may lose a signal, before its shell has forgotten the traps that it inherits, and a trap may run before the
 * number of that is kept: the end asks for it by itself, and ends each until it is gone.
 */
const wrapper = String.raw`umask 077
exec 4<&0
d=$(mktemp -d 2>/dev/null) || { d=/dev/shm/arc-netcheck.w$$; mkdir "$d" 2>/dev/null; } || { d=$HOME/.arc-netcheck.w$$; mkdir "$d" 2>/dev/null; } || { echo "-|state|no-room"; exit 3; }
k=; l=; w=
end() { trap "" TERM HUP INT PIPE; for e in $! $k $l $w; do while kill $e; do { sleep 0.1 || sleep 1; } & wait $!; done; done 2>/dev/null; rm -rf "$d"; }
trap end EXIT
trap "exit 143" TERM HUP INT PIPE
: >"$d/beat"; : >"$d/s"
( trap "kill \$! 2>/dev/null; exit" TERM; o=0
while :; do sleep 25 & wait $!; n=$(wc -c <"$d/s"); [ -e "$d/beat" ] || [ $((n)) -gt $((o)) ] || break; o=$((n)); rm -f "$d/beat"; done
kill -TERM $$; sleep 3 & wait $!; rm -rf "$d"; kill -KILL $$ ) </dev/null >/dev/null 2>&1 4<&- & w=$!
printf "%s\n" "-|hello|$(uname -sm) $(node --version 2>/dev/null)"
IFS= read -r p <&4; IFS= read -r n <&4
head -c "$n" <&4 >"$d/s" 4<&- & k=$!
wait $k; k=
[ "$(wc -c <"$d/s")" -eq "$n" ] || exit 143
( while read -r x; do : >"$d/beat"; done; kill -TERM $$ ) <&4 >/dev/null 2>&1 & l=$!
printf "%s\n" "$p" | ARC_NETCHECK_PASSWORD=stdin sh "$d/s" 4<&- &
k=$!
wait $k; r=$?; k=
exit $r`;

/** What the other side is: its system as `uname` says it, and its Node; null: none. */
export type Greeting = {readonly system: string; readonly node: string | null};

/** What runs there, and how its log ends if all of it came. */
export type Payload = {readonly bytes: Buffer; readonly isWhole: RegExp};

/** The script as it is, wherever it runs. */
export function scriptPayload(script: string): Payload {
	return {bytes: Buffer.from(script), isWhole: /^-\|sum\|/m};
}

/** What a client said when it ended without a whole log. `text`: what came all the same. */
export type Said = {readonly code: number | null; readonly stderr: string; readonly text: string};

export type Client = {
	/** The program, and what it is given before the command of the other side. */
	readonly command: readonly [string, ...string[]];
	/** Whether the other side reads its command as one text for a shell, or word by word. */
	readonly isShell: boolean;
	readonly environment: NodeJS.ProcessEnv;
	/** The state where there is no such program. */
	readonly missing: PointState;
	explain(said: Said): PointState;
};

/** Runs a script on the other side of a client that passes standard input on. Never rejects, and leaves nothing there. */
export function runWithLifeline(
	{command: [program, ...parameters], isShell, environment, missing, explain}: Client,
	payloadFor: (greeting: Greeting) => Payload,
	{password, signal, moreSeconds = 0}: PlaceOptions,
): Promise<Printed> {
	if (signal.aborted) return Promise.resolve({text: '', state: stopped});
	return new Promise(resolve => {
		const words = ['sh', '-c', wrapper, 'arc-netcheck'];
		const quoted = `exec sh -c '${wrapper.replaceAll("'", `'\\''`)}' arc-netcheck`;
		const child = spawn(program, [...parameters, ...(isShell ? [quoted] : words)], {
			env: environment,
			stdio: ['pipe', 'pipe', 'pipe'],
			// Ctrl-C is for this program, which ends the session by its lifeline.
			detached: true,
		});
		let text = '';
		let stderr = '';
		let payload: Payload | null = null;
		let beat: NodeJS.Timeout | undefined;
		let killing: NodeJS.Timeout | undefined;
		const end = () => {
			clearInterval(beat);
			child.stdin.end();
			killing ??= setTimeout(() => endGroup(child), graceMs);
		};
		// What came until then is kept; the other side ends with its input, also without ssh.
		const stop = () => {
			end();
			clearTimeout(killing);
			killing = setTimeout(() => endGroup(child), stopMs);
		};
		const impatience = setTimeout(end, greetingMs);
		const limit = setTimeout(end, longestMs + moreSeconds * 1000);
		const settle = (state: PointState | null) => {
			clearInterval(beat);
			for (const timer of [killing, impatience, limit]) clearTimeout(timer);
			signal.removeEventListener('abort', stop);
			resolve({text, state});
		};
		const give = (greeting: Greeting) => {
			clearTimeout(impatience);
			payload = payloadFor(greeting);
			child.stdin.write(`${password ?? ''}\n${payload.bytes.length}\n`);
			child.stdin.write(payload.bytes);
			beat = setInterval(() => child.stdin.write('\n'), beatMs);
		};
		child.stdin.on('error', () => {});
		child.stdout.setEncoding('latin1').on('data', (piece: string) => {
			// Whoever is over there may go on for as long as it is let: what is too much is not kept.
			if (text.length > largestLog) return;
			text += piece;
			// No more than the beginning is ever looked through, however much follows.
			const isBeginning = payload === null && text.length - piece.length <= largestGreeting;
			const greeting = isBeginning ? readGreeting(text.slice(0, largestGreeting)) : null;
			if (greeting !== null && !signal.aborted) give(greeting);
			if (text.length > largestLog || (payload === null && text.length > largestGreeting)) end();
		});
		child.stderr.setEncoding('utf8').on('data', (piece: string) => {
			if (stderr.length < largestStderr) stderr += piece;
		});
		child.on('error', () => settle(missing));
		// A shared connection to a jump host, which outlives ssh, may keep its streams open.
		child.on('exit', () => {
			killing ??= setTimeout(() => endGroup(child), graceMs);
		});
		child.on('close', code => {
			if (signal.aborted) {
				settle(stopped);
				return;
			}
			settle(payload?.isWhole.test(text) ? null : explain({code, stderr, text}));
		});
		signal.addEventListener('abort', stop, {once: true});
	});
}

function readGreeting(text: string): Greeting | null {
	const [, system = '', node] = /^-\|hello\|([\w .-]{0,80}?) ?(?:v(\d+\.\d+\.\d+)\S*)?\r?\n/m.exec(text) ?? [];
	return system === '' ? null : {system, node: node ?? null};
}

/** Ends a client with what it has started, such as the way through a jump host, and waits for no pipe that somebody keeps. */
export function endGroup({
	pid,
	stdout,
	stderr,
}: Pick<ChildProcessByStdio<Writable, Readable, Readable>, 'pid' | 'stdout' | 'stderr'>): void {
	try {
		if (pid !== undefined) process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
	stdout.destroy();
	stderr.destroy();
}
