import {expect, it} from 'vitest';
import {findOwnCommand, type Start} from '../../source/cli/program.ts';
import {withOwnCommand} from '../../source/diagnosis/checks.ts';

const clone: Start = {
	script: '/home/me/arc/dist/arc-netcheck.mjs',
	executable: '/usr/bin/node',
	environment: {PATH: '/usr/bin:/bin'},
	folder: '/home/me/arc',
};
const binary = '/opt/tools/arc-netcheck-linux-x64';

const windows = {
	script: 'C:\\Tools\\arc-netcheck.exe',
	executable: 'C:\\Tools\\arc-netcheck.exe',
	folder: 'C:\\Users\\me',
	platform: 'win32',
} as const;

it.each<[string, Partial<Start>, string]>([
	['npm start', {environment: {npm_lifecycle_event: 'start'}}, 'npm start --'],
	['npx', {environment: {npm_command: 'exec'}}, 'npx arc-netcheck'],
	['node in the clone', {}, 'node dist/arc-netcheck.mjs'],
	['node elsewhere', {folder: '/tmp'}, 'node /home/me/arc/dist/arc-netcheck.mjs'],
	['node, with blanks in the path', {script: '/my files/a.mjs'}, "node '/my files/a.mjs'"],
	['an installed link', {script: '/usr/bin/arc-netcheck'}, 'arc-netcheck'],
	['a binary here', {script: binary, executable: binary, folder: '/opt/tools'}, './arc-netcheck-linux-x64'],
	['a binary elsewhere', {script: binary, executable: binary}, binary],
	[
		'a binary on the path',
		{script: binary, executable: binary, environment: {PATH: '/opt/tools'}},
		'arc-netcheck-linux-x64',
	],
	['a binary of Windows here', {...windows, folder: 'C:\\Tools'}, '.\\arc-netcheck.exe'],
	['a binary of Windows elsewhere', windows, 'C:\\Tools\\arc-netcheck.exe'],
	[
		'a binary of Windows below a folder with a blank',
		{...windows, script: 'C:\\My Tools\\a.exe', executable: 'C:\\My Tools\\a.exe'},
		"& 'C:\\My Tools\\a.exe'",
	],
	[
		'a binary of Windows on the path',
		{...windows, environment: {PATH: 'C:\\Windows;c:\\TOOLS\\', PATHEXT: '.COM;.EXE'}},
		'arc-netcheck',
	],
	['one without endings to look for', {...windows, environment: {PATH: 'c:\\tools'}}, 'arc-netcheck.exe'],
	[
		'a script on Windows',
		{...windows, executable: 'C:\\node.exe', script: 'C:\\My Tools\\a.mjs'},
		"node 'C:\\My Tools\\a.mjs'",
	],
])('what was started as %s is called so', (_name, given, expected) => {
	expect(findOwnCommand({...clone, ...given})).toBe(expected);
});

it.each([
	['arc-netcheck check --profile prod', 'npm start -- check --profile prod'],
	['curl https://arc-netcheck example', 'curl https://arc-netcheck example'],
])('%s becomes %s', (command, expected) => {
	expect(withOwnCommand(command, 'npm start --')).toBe(expected);
});
