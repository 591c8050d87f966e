import {quoteShellWord} from '../diagnosis/shell-words.ts';
import {safeText} from '../safe-text.ts';
import {runWithLifeline, scriptPayload} from './lifeline.ts';
import type {Point, PointState, PointStateId, SshTarget} from './point.ts';

/** Options of ours; all else is the user's own configuration. Host keys are never loosened. */
const options = [
	...[
		'-T',
		'-o',
		'BatchMode=yes',
		'-o',
		'ConnectTimeout=10',
		'-o',
		'ServerAliveInterval=5',
		'-o',
		'ServerAliveCountMax=3',
	],
	...['-o', 'ForwardAgent=no', '-o', 'ForwardX11=no', '-o', 'ClearAllForwardings=yes', '-o', 'RequestTTY=no'],
	...['-o', 'LogLevel=ERROR', '-o', 'PermitLocalCommand=no'],
	// A command of the user's own would be run in place of ours. A connection that is shared is used, and none is left open.
	...['-o', 'RemoteCommand=none', '-o', 'ControlMaster=no'],
];

/** A machine that the user's own ssh reaches. */
export function sshPoint({host, seen}: SshTarget, environment: NodeJS.ProcessEnv): Point {
	const name = `ssh:${host}`;
	return {
		name,
		kind: null,
		seen: {...seen, name},
		async run(script, given) {
			let isProgram = false;
			let code: number | null = null;
			const printed = await runWithLifeline(
				{
					command: ['ssh', ...options, '--', destinationOf(host)],
					isShell: true,
					environment,
					missing: {
						id: 'no-client',
						reason: 'This machine has no ssh.',
						fix: 'Install an OpenSSH client, or use "vantage script".',
					},
					explain(said) {
						({code} = said);
						return explainSsh(host, said);
					},
				},
				greeting => {
					if (!given.engine?.runsOn(greeting)) return scriptPayload(script);
					isProgram = true;
					return {bytes: given.engine.bytes(), isWhole: given.engine.isWhole};
				},
				given,
			);
			if (!isProgram) return printed;
			// The line held, and not a word of the program came: it could not be started there.
			const isFailed = code !== null && code !== 255 && !/^full\|/m.test(printed.text);
			return {...printed, byProgram: isFailed ? 'failed' : 'looked'};
		},
	};
}

/** `host:2222` is written as ssh reads it; anything else is a name of its configuration. */
function destinationOf(host: string): string {
	return /^[^:[\]]+:\d+$/.test(host) || /^(?:[^@]+@)?\[[^\]]+\]:\d+$/.test(host) ? `ssh://${host}` : host;
}

type Failure = {
	readonly id: PointStateId;
	/** In what ssh says on standard error; it has one exit code for all of them. */
	readonly words: RegExp;
	readonly reason: (host: string) => string;
	readonly fix: (host: string) => string;
};

const once = (host: string) => `ssh ${quoteShellWord(host)} true`;

/** Each way in which ssh fails before the script begins, the more telling words first. */
const failures: readonly Failure[] = [
	{
		id: 'changed-host-key',
		words: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for \S+ has changed|Offending \S+ key in/i,
		reason: host => `${host} shows another host key than the one that is known`,
		fix: host =>
			`Ask whoever runs ${host} whether it was installed anew; if so, remove the old key with ssh-keygen -R and run "${once(host)}".`,
	},
	{
		id: 'unknown-host-key',
		words: /Host key verification failed|No \S+ host key is known/i,
		reason: host => `the host key of ${host} is not known here`,
		fix: host => `Run "${once(host)}" once, and compare the fingerprint with the one that its owner names.`,
	},
	{
		id: 'login-refused',
		words: /Permission denied|Too many authentication failures|no more authentication methods/i,
		reason: host => `${host} does not let this user in with a key`,
		fix: host => `Set up a key or an agent, so that "ssh -o BatchMode=yes ${quoteShellWord(host)} true" works.`,
	},
	{
		id: 'unknown-name',
		words: /Could not resolve hostname|Name or service not known|Temporary failure in name resolution/i,
		reason: host => `the name ${host} leads to no address`,
		fix: host => `Look at the name, or give ${host} a HostName in ~/.ssh/config.`,
	},
	{
		id: 'refused',
		words: /connect to host \S+ port \d+: Connection refused/i,
		reason: host => `${host} refuses connections for SSH`,
		fix: () => 'Start sshd there, or name its port (ssh:HOST:PORT).',
	},
	{
		id: 'silent',
		words: /timed out|Timeout, server \S+ not responding/i,
		reason: host => `${host} did not answer in time`,
		fix: () =>
			'Is the machine up, and does a firewall on the way let SSH through? A jump host goes into ~/.ssh/config (ProxyJump).',
	},
	{
		id: 'unreachable',
		words: /No route to host|Network is unreachable|Host is unreachable/i,
		reason: host => `there is no way to ${host}`,
		fix: () =>
			'Is the machine up, and is this machine in its network? A jump host goes into ~/.ssh/config (ProxyJump).',
	},
	{
		id: 'client-configuration',
		words:
			/Bad configuration option|Bad owner or permissions|terminating, \d+ bad configuration|percent_expand|Unsupported option/i,
		reason: () => 'ssh does not take its own configuration',
		fix: host => `Run "${once(host)}" and mend what it names.`,
	},
	{
		id: 'closed',
		words:
			/kex_exchange_identification|Connection (?:closed|reset) by|banner exchange|Connection to \S+ closed|Broken pipe|ssh_dispatch_run_fatal/i,
		reason: host => `the connection to ${host} was closed`,
		fix: () =>
			'Look into the log of its sshd. With many hosts behind one jump host, MaxStartups and MaxSessions may be too low there.',
	},
];

/** Why ssh gave no log, from what it said. `code`: null where a signal ended it; `text`: what came all the same. */
export function explainSsh(
	host: string,
	{code, stderr, text}: {readonly code: number | null; readonly stderr: string; readonly text: string},
): PointState {
	const known = code === 255 ? failures.find(({words}) => words.test(stderr)) : undefined;
	const shown = safeText(host, 100);
	// At this level ssh says nothing of a peer that fell silent.
	if (text.includes('|proto|arc-netcheck/') || ((code === 255 || code === null) && /^-\|hello\|/m.test(text))) {
		return {
			id: 'dropped',
			reason: `The connection to ${shown} broke off while its probes were under way.`,
			fix: 'Check again. What had come until then is kept.',
		};
	}
	if (known) return {id: known.id, reason: `${capital(known.reason(shown))}.`, fix: known.fix(shown)};
	if (/\|state\|no-room/.test(text)) {
		return {
			id: 'no-room',
			reason: `There is no folder on ${shown} that its user may write to.`,
			fix: 'Make /tmp or /dev/shm writable for that user.',
		};
	}
	const said = safeText(stderr.trim().split('\n').at(-1) ?? '', 160);
	const words = said === '' ? '' : ` (${said})`;
	if (code === 127 || code === 126) {
		return {
			id: 'no-shell',
			reason: `${shown} runs no POSIX shell for this user${words}.`,
			fix: 'Give the user /bin/sh, or look from a pod on that node.',
		};
	}
	return {
		id: 'no-log',
		reason: `${shown} ended the session without a log${words}.`,
		fix: `See what "ssh ${quoteShellWord(shown)} sh -c id" says: a forced command or a login shell that is none may stand in the way.`,
	};
}

function capital(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
