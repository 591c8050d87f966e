import {Writable} from 'node:stream';
import type {Command} from 'commander';
import {createProgram} from '../../source/cli/program.ts';

/** The program's commands, for what is made of them: none of them is ever run. */
export function releasedProgram(): Command {
	const nowhere = new Writable({write: (_chunk, _encoding, done) => done()}) as NodeJS.WriteStream;
	return createProgram(
		{
			stdin: process.stdin,
			stdout: nowhere,
			stderr: nowhere,
			environment: {},
			ownCommand: 'arc-netcheck',
			keepSecret: () => {},
			signal: new AbortController().signal,
			leaveSignals: () => {},
			terminal: {hasColour: false, hasUnicode: false, isInteractive: false, isDumb: true},
		},
		() => {},
	);
}
