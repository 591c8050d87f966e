import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {program as command, environmentFor} from '../helpers/program.ts';
import {type PtyProgram, startInPty} from '../helpers/pty.ts';
import {openShell} from '../helpers/shell.ts';

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'terminals-'));
});
afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));

function start(environment: {readonly [name: string]: string}, columns = 80, rows = 24): PtyProgram {
	return startInPty(['demo'], {
		columns,
		rows,
		cwd: folder,
		environment: {HOME: folder, ARC_NETCHECK_HOME: folder, ...environment},
	});
}

async function quit(program: PtyProgram): Promise<void> {
	program.type('\u0003');
	expect(await program.exit).toMatchObject({exitCode: 130});
	expect(program.isRestored()).toBe(true);
}

async function chooseRegion(program: PtyProgram): Promise<void> {
	program.type('west\u001b[B');
	await program.see(/❯ westeurope|> westeurope|❯ westus|> west/);
}

/** Everything but what sets a colour. */
const colour = /\u001b\[(?:3[0-7]|9[0-7]|4[0-7]|[34]8)[;m]/;

describe('a terminal that draws', () => {
	// Those named xterm, xterm-256color and linux stand below, each with what else is to be seen there.
	it.each(['vt100', 'vt220', 'screen', 'screen-256color', 'tmux-256color', 'ansi', 'no-such'])(
		'named %s gets the screens',
		async TERM => {
			const program = start({TERM});
			await program.see('Which Azure region');
			await chooseRegion(program);
			await quit(program);
		},
	);

	it.each<[string, {readonly [name: string]: string}, boolean]>([
		['of 16 colours, named xterm,', {TERM: 'xterm'}, true],
		['with NO_COLOR', {NO_COLOR: '1'}, false],
		['with an empty NO_COLOR', {NO_COLOR: ''}, true],
		['with FORCE_COLOR=0', {FORCE_COLOR: '0'}, false],
		['with FORCE_COLOR=1', {FORCE_COLOR: '1'}, true],
		['with NO_COLOR and FORCE_COLOR=1', {NO_COLOR: '1', FORCE_COLOR: '1'}, false],
	])('%s gets the screens', async (_name, environment, hasColour) => {
		const program = start(environment);
		await program.see('? help');
		expect(colour.test(program.sent())).toBe(hasColour);
		await chooseRegion(program);
		// Never more than the sixteen that every terminal sets to suit its background, and never a background.
		expect(program.sent()).not.toMatch(/\u001b\[(?:[34]8;|4[0-7]m)/);
		await quit(program);
	});

	it.each([
		['LANG=C', {LANG: 'C'}],
		['LC_ALL=POSIX', {LC_ALL: 'POSIX'}],
		['the Linux console, named linux,', {TERM: 'linux'}],
	])('under %s gets the screens in ASCII alone', async (_name, environment) => {
		const program = start(environment);
		await program.see('> eastus ');
		await chooseRegion(program);
		expect(program.sent()).not.toMatch(/[^\u0000-\u007f]/);
		await quit(program);
	});
});

describe('a terminal of which nothing is known', () => {
	it.each([
		['TERM=dumb', ['TERM=dumb']],
		['TERM=unknown', ['TERM=unknown']],
		['an empty TERM', ['TERM=']],
		['no TERM', ['-u', 'TERM']],
	])('with %s gets plain questions, and no escape sequence', async (_name, setting) => {
		const program = startInPty(['demo'], {
			command: ['env', ...setting, ...command],
			cwd: folder,
			environment: {HOME: folder, ARC_NETCHECK_HOME: folder},
		});
		await program.see('Region, or a part of its name [eastus]:');
		program.type('\u0003');
		expect(await program.exit).toMatchObject({exitCode: 130});
		expect(program.sent()).not.toContain('\u001b');
	});
});

describe('a window', () => {
	it('of 20x5 says how large it has to be, and draws once it is; a line pasted there with its end is text', async () => {
		const program = start({}, 20, 5);
		await program.see('20x5 is too small');
		program.resize(80, 24);
		await program.see('Which Azure region');
		program.type('\u001b[200~west europe\r\n\u001b[201~');
		await program.see(/Which Azure region[\s\S]*Filter west europe/);
		await quit(program);
	});

	it('that tells no size is taken for one of 80x24', async () => {
		const shell = await openShell(folder);
		shell.enter('stty columns 0 rows 0');
		shell.start(['demo']);
		await shell.see('Which Azure region');
		await shell.see(/^.*● Region.*\n[\s\S]*\? help/);
		shell.type('\u0003');
		await shell.seePrompt();
		shell.kill('SIGKILL');
		await shell.exit;
	});
});

describe('keys', () => {
	it('typed before the first frame answer the first questions', async () => {
		const program = start({});
		program.type('weste\r');
		await program.see(/westeurope[\s\S]*How does the cluster reach out\?/);
		await quit(program);
	});
});

describe('where there is no terminal', () => {
	/** Runs the wizard with what a shell line gives it. */
	async function run(
		line: string,
	): Promise<{readonly code: number | null; readonly stderr: string; readonly stdout: string}> {
		const child = spawn('sh', ['-c', line, 'sh', ...command], {env: environmentFor(folder), cwd: folder});
		let stderr = '';
		let stdout = '';
		child.stderr.setEncoding('utf8').on('data', text => {
			stderr += text;
		});
		child.stdout.setEncoding('utf8').on('data', text => {
			stdout += text;
		});
		const [code] = await once(child, 'close');
		return {code, stderr, stdout};
	}

	it.each([
		['standard input is closed', '"$@" <&-'],
		['standard input is a pipe with answers', 'printf "eastus\\n1\\n" | "$@"'],
		['standard output is a pipe', '"$@" | cat; exit 2'],
		['standard output is closed', '"$@" >&-'],
		['it should speak plainly, but standard input is a pipe', 'printf "eastus\\n" | "$@" --accessible'],
	])('since %s, one sentence says what to use', async (_name, line) => {
		const {code, stderr, stdout} = await run(line);
		expect(stdout).toBe('');
		expect(stderr).toMatch(/^arc-netcheck: The wizard needs a terminal/);
		expect(stderr.replaceAll(/\s+/g, ' ')).toContain('arc-netcheck check --region NAME');
		expect(stderr).not.toMatch(/\n\s+at /);
		expect(code).toBe(2);
	});
});
