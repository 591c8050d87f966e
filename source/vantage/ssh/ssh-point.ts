import type {SeenElsewhere} from '../../evidence/types.ts';
import {runWithLifeline, scriptPayload} from '../lifeline.ts';
import type {Point} from '../point.ts';
import {explainSsh} from './ssh-failures.ts';

export type SshTarget = {readonly host: string; readonly seen: SeenElsewhere};

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
