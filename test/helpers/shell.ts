import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {program} from './program.ts';
import {type PtyProgram, startInPty, until} from './pty.ts';

/** An interactive shell in a pseudo-terminal, as a person has it: with jobs, and with terminal modes of its own. */
export type Shell = PtyProgram & {
	/** Types a command line. */
	enter(command: string): void;
	/** Runs the program under test in the foreground. */
	start(parameters: readonly string[]): void;
	/** Waits for the prompt below everything else. */
	seePrompt(): Promise<void>;
	/** The process of the program that was started last. */
	pid(): number;
	/** The exit code of what ran last. */
	exitCode(): Promise<number>;
	/** What a command writes. */
	ask(command: string): Promise<string>;
	/** The modes of the terminal, as `stty -a` tells them. */
	modes(): Promise<string>;
};

const prompt = 'shell>';

/** Opens bash in a folder, which is its home too. */
export async function openShell(
	folder: string,
	options: {
		readonly columns?: number;
		readonly rows?: number;
		readonly environment?: {readonly [name: string]: string};
	} = {},
): Promise<Shell> {
	// Else the shell's own prompt would ask for bracketed paste.
	const settings = path.join(folder, 'inputrc');
	fs.writeFileSync(settings, 'set enable-bracketed-paste off\n');
	const pty = startInPty(['--norc', '--noprofile', '-i'], {
		...options,
		command: ['bash'],
		cwd: folder,
		environment: {
			HOME: folder,
			ARC_NETCHECK_HOME: folder,
			PS1: `${prompt} `,
			HISTFILE: '',
			INPUTRC: settings,
			...options.environment,
		},
	});
	// The line that is typed shows the name too, so only the file that comes of it tells of the end.
	const starter = path.join(folder, 'start');
	fs.writeFileSync(starter, `#!/bin/sh\necho $$ >${folder}/pid\nexec ${program.join(' ')} "$@"\n`, {mode: 0o755});
	let asked = 0;
	const shell: Shell = {
		...pty,
		enter: command => pty.type(`${command}\r`),
		start: parameters => pty.type(`./start ${parameters.map(word => `'${word}'`).join(' ')}\r`),
		seePrompt: () => pty.see(new RegExp(`${prompt}\\s*$`)),
		pid: () => Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8')),
		exitCode: async () => Number(await shell.ask('echo $?')),
		async ask(command) {
			const answer = path.join(folder, `answer-${++asked}`);
			await shell.seePrompt();
			pty.type(`${command} >${answer}.part; clear; mv ${answer}.part ${answer}\r`);
			await until(`the answer to ${command}`, () => fs.existsSync(answer));
			await shell.seePrompt();
			return fs.readFileSync(answer, 'utf8').trim();
		},
		modes: () => shell.ask('stty -a'),
	};
	await shell.seePrompt();
	return shell;
}

/** Whether a process still runs or is stopped; one that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
	try {
		return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], {encoding: 'utf8'}).startsWith('Z');
	} catch {
		return false;
	}
}
