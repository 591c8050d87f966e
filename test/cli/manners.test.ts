import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import tls from 'node:tls';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderJson} from '../../source/report/json.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program, runProgram} from '../helpers/program.ts';
import {startInPty} from '../helpers/pty.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-manners-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const run = at('run.json');
beforeAll(() => fs.writeFileSync(run, renderJson(sampleReport({rows: [{host: 'mcr.microsoft.com'}]}))));

/** Probes that end at once: nothing listens on that port. */
const nowhere = ['--region', 'eastus', '--proxy', 'http://127.0.0.1:1', '--timeout', '1', '--retries', '0'];

/** Runs the program through a shell, which can do with its descriptors what a shell can do. */
function shell(line: string, home: string): Promise<{code: number | null; stdout: string; stderr: string}> {
	const child = spawn('bash', ['-c', line], {
		env: {...environmentFor(home), PROGRAM: program.join(' ')},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const texts = {stdout: '', stderr: ''};
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', chunk => {
			texts[name] += chunk;
		});
	}
	return new Promise(resolve => child.once('close', code => resolve({code, ...texts})));
}

describe.runIf(process.platform === 'linux')('standard output that takes nothing (on Linux alone)', () => {
	it.each<[string, typeof runCommand]>([
		// What is written by Commander, by the launcher alone, and by a command: the process says of the first two what is wrong.
		['--help', runProgram],
		['check --help', runProgram],
		['--version', runProgram],
		['plan --region eastus', runProgram],
		['rules squid --region eastus --quiet', runCommand],
		['explain 127.0.0.1:1 --quiet', runCommand],
		['report RUN', runCommand],
		['diff RUN RUN', runCommand],
		['runs list', runCommand],
		['runs show RUN', runCommand],
		['profiles list', runCommand],
		['profiles save prod --region eastus', runCommand],
		['profiles export prod', runCommand],
	])('is one sentence and exit code 3: %s', async (words, start) => {
		const home = at('home-full');
		if (words.includes('export')) await runCommand(['profiles', 'save', 'prod', '--region', 'eastus'], {home});
		const parameters = words.replaceAll('RUN', run).split(' ');
		const {code, stderr} = await start(parameters, {home, output: '/dev/full'});
		expect(stderr).toMatch(/^arc-netcheck: The output can't be written to standard output \(ENOSPC\)\. Make room.*\n$/);
		expect(code).toBe(3);
	});

	it.each([
		'--help',
		'check --help',
		'plan --region eastus',
		'rules squid --region eastus --quiet',
		'report RUN --format html',
		'report RUN --format ndjson',
	])('that takes the beginning alone is one sentence and exit code 3: %s', async words => {
		const file = at('short-output');
		// A file that may not grow any further takes what fits, as a disk does that is nearly full.
		const line = `ulimit -f 1; trap '' XFSZ; $PROGRAM ${words.replaceAll('RUN', run)} >'${file}'`;
		const {code, stderr} = await shell(line, at('home-short'));
		expect(stderr).toMatch(/^arc-netcheck: The output can't be written to standard output \(EFBIG\)\. .*\n$/);
		expect(code).toBe(3);
	});

	it.each(['text', 'ndjson'])('costs a check its report, not its run, which is named: %s', async format => {
		const home = at(`home-full-${format}`);
		const line = `$PROGRAM check ${nowhere.join(' ')} --quiet --format ${format} >/dev/full`;
		const {code, stderr} = await shell(line, home);
		expect(code).toBe(3);
		const [, reference = ''] =
			/^arc-netcheck: The output .* \(ENOSPC\)\. The run is kept .* "arc-netcheck report (\S+)"\.\n$/.exec(stderr) ??
			[];
		const again = await runCommand(['report', reference, '--format', 'json'], {home});
		expect(JSON.parse(again.stdout)).toMatchObject({schema: 'arc-netcheck/run@1', id: reference, complete: true});
	});

	it('is no fault where the reader has seen enough', async () => {
		const {code, stdout, stderr} = await shell(
			`set -o pipefail; $PROGRAM rules csv --region eastus --features all --level legacy --quiet | head -n 1; echo "code $?"`,
			at('home-pipe'),
		);
		expect(stderr).toBe('');
		expect(stdout).toMatch(/\ncode 0\n$/);
		expect(code).toBe(0);
	});

	it('ends well with closed descriptors, and with nobody to tell', async () => {
		const home = at('home-closed');
		// What the shell closes Node opens again, on /dev/null: that nobody reads it can't be told from `>/dev/null`.
		expect(await shell('$PROGRAM plan --region eastus --quiet >&-', home)).toEqual({code: 0, stdout: '', stderr: ''});
		expect(await shell('$PROGRAM plan --region estus 2>&-', home)).toMatchObject({code: 2, stdout: ''});
		expect(await shell('$PROGRAM plan --region estus 2>/dev/full', home)).toMatchObject({code: 2, stdout: ''});
		const check = await shell(`$PROGRAM check ${nowhere.join(' ')} 2>/dev/full <&-`, home);
		expect(check).toMatchObject({code: 1, stdout: expect.stringContaining('eastus')});
	});
});

describe('--output', () => {
	it.each([
		['a folder', folder, /is a folder: name a file in it/],
		['a place that takes no files', '/proc/self/task/nope/r.json', /--output .*nope.*; name another/],
		['a file as a folder', '/etc/passwd/r.json', /the folder \/etc\/passwd is none/],
		['a name that is too long', at('r'.repeat(250)), /--output .*: the name is too long; name another file/],
		['nothing', '', /--output is empty/],
		['an ending that a plan is not written in', at('plan.html'), /ending of html, which this command doesn't write/],
	])('refuses %s before any probing', async (_, output, sentence) => {
		const home = at('home-refused');
		for (const command of ['check', 'plan']) {
			if (command === 'check' && output.endsWith('.html')) continue;
			const outcome = await runCommand([command, ...nowhere, '--output', output], {home});
			expect(outcome).toMatchObject({code: 2, stdout: ''});
			expect(outcome.stderr).toMatch(sentence);
			expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
		}
		expect(fs.existsSync(home)).toBe(false);
	});

	it.runIf(process.getuid?.() !== 0)(
		'refuses a folder that may not be written (not as root, who may write everywhere)',
		async () => {
			const outcome = await runCommand(['plan', '--region', 'eastus', '--output', '/r.json']);
			expect(outcome).toMatchObject({code: 2, stdout: ''});
			expect(outcome.stderr).toMatch(/the folder \/ can't be written \(EACCES\)/);
		},
	);

	it.each([
		['r.json', 'json'],
		['r.ndjson', 'ndjson'],
		['r.MD', 'markdown'],
		['r.htm', 'html'],
		['r.csv', 'csv'],
		['r.xml', 'junit'],
		['r.prom', 'openmetrics'],
		['r.txt', 'text'],
		['r.request.txt', 'change-request'],
		['r', 'text'],
		['json', 'text'],
	])('%s is written as %s unless --format says otherwise', async (name, format) => {
		expect((await runCommand(['report', run, '--output', at(name)])).code).toBe(0);
		const {stdout} = await runCommand(['report', run, '--format', format]);
		expect(fs.readFileSync(at(name), 'utf8')).toBe(stdout);
	});

	it.each(['foo.pdf', 'x.foo'])(
		'%s has an ending that means nothing, and is refused unless --format is said',
		async name => {
			const outcome = await runCommand(['report', run, '--output', at(name)]);
			expect(outcome).toMatchObject({code: 2, stdout: ''});
			expect(outcome.stderr).toMatch(/: unknown ending\. Use \.md, .*, or give --format\./);
			expect((await runCommand(['report', run, '--output', at(name), '--format', 'text'])).code).toBe(0);
		},
	);

	it('gives way to --format, and - is standard output', async () => {
		await runCommand(['report', run, '--output', at('given.json'), '--format', 'markdown']);
		expect(fs.readFileSync(at('given.json'), 'utf8')).toMatch(/^# /);
		const {stdout} = await runCommand(['report', run, '--output', '-', '--format', 'json']);
		expect(JSON.parse(stdout).schema).toBe('arc-netcheck/run@1');
		expect(fs.existsSync('-')).toBe(false);
	});

	it.runIf(process.platform === 'linux')(
		'writes into a device and never puts a file in its place (on Linux alone)',
		async () => {
			const through = await shell(`$PROGRAM report ${run} --output >(cat) --format json`, folder);
			expect(JSON.parse(through.stdout).schema).toBe('arc-netcheck/run@1');
			const open = await shell(
				`$PROGRAM report ${run} --output /dev/stdout --force --format json > ${at('open.txt')}`,
				folder,
			);
			expect(open).toMatchObject({code: 0, stderr: ''});
			expect(fs.readFileSync(at('open.txt'), 'utf8')).toContain('arc-netcheck/run@1');
			const full = await runCommand(['report', run, '--output', '/dev/full', '--force']);
			expect(full).toMatchObject({code: 3, stderr: expect.stringContaining('/dev/full (ENOSPC)')});
			expect(fs.statSync('/dev/full').isCharacterDevice()).toBe(true);
		},
	);
});

describe.runIf(process.platform !== 'win32')('a file that never ends (on systems with named pipes)', () => {
	const pipe = at('pipe');
	beforeAll(() => {
		expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
	});

	it.each([
		['plan', '--region', 'eastus', '--requirements', pipe],
		['check', ...nowhere, '--ca-file', pipe],
		['report', pipe],
		['rules', 'squid', '--from', pipe],
		['profiles', 'import', pipe],
		['check', ...nowhere, '--output', pipe, '--force'],
	])('is refused, be it a named pipe: %s %s', async (...words) => {
		const outcome = await runCommand(words);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/^arc-netcheck: .*pipe is a named pipe.*\n$/);
	});

	it.each([
		['plan', '--region', 'eastus', '--requirements', '/dev/zero'],
		['check', ...nowhere, '--ca-file', '/dev/zero'],
		['report', '/dev/zero'],
	])('is refused, be it a device: %s %s', async (...words) => {
		const outcome = await runCommand(words);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/^arc-netcheck: .*\/dev\/zero"? is a device: give a file\.\n$/);
	});

	/** Opens a pipe in this process, as a shell does for `<(…)`: its writer has gone, so that nobody waits who reads it. */
	async function withOpenPipe<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
		const writer = fs.openSync(pipe, 'r+');
		const reader = fs.openSync(pipe, 'r');
		fs.closeSync(writer);
		try {
			return await use(`/dev/fd/${reader}`);
		} finally {
			fs.closeSync(reader);
		}
	}

	it('holds no password', async () => {
		const home = at('home-pipe-password');
		const proxy = ['--proxy', 'http://anna@127.0.0.1:1', '--password-from', `file:${pipe}`];
		await runCommand(['profiles', 'save', 'prod', '--region', 'eastus', ...proxy], {home});
		const outcome = await runCommand(['check', '--profile', 'prod'], {home});
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toContain(`the file ${pipe} is a named pipe`);
	});

	it.each([
		`check ${nowhere.join(' ')} --ca-file <(cat ca.pem) --public-roots <(cat ca.pem)`,
		`explain 127.0.0.1:1 --ca-file <(cat ca.pem) --requirements <(cat own.json)`,
		`plan --region eastus --ca-file <(cat ca.pem) --requirements <(cat own.json)`,
	])('is not what a shell pipes in for a setting: %s', async words => {
		const home = at('home-piped');
		fs.mkdirSync(home, {recursive: true});
		fs.writeFileSync(path.join(home, 'ca.pem'), tls.getCACertificates('bundled').slice(0, 2).join('\n'));
		fs.writeFileSync(path.join(home, 'own.json'), '{"requirements": [{"host": "registry.example.com"}]}');
		const {code, stdout, stderr} = await shell(`cd ${home} && $PROGRAM ${words} --format json`, home);
		expect(stderr).not.toContain('ca.pem');
		expect(stderr).not.toMatch(/^arc-netcheck: /m);
		expect(code).toBe(words.startsWith('plan') ? 0 : 1);
		expect(JSON.parse(stdout).schema).toMatch(/^arc-netcheck\/(?:run|plan)@1$/);
	});

	it.each([
		['--ca-file', '--ca-file <(echo)'],
		['--public-roots', '--public-roots <(echo)'],
		['--requirements', '--requirements <(echo)'],
		['--requirements', '--requirements /dev/stdin </dev/null'],
		['--password-from', '--proxy http://me@proxy:3128 --password-from file:<(echo)'],
	])('is nothing that a profile could find again: %s', async (flag, words) => {
		const home = at('home-piped-profile');
		fs.mkdirSync(home, {recursive: true});
		const save = `profiles save p1 --region eastus ${words}`;
		// Once by a shell; the others meet the same kind of pipe here.
		const isHere = words.endsWith('<(echo)') && flag !== '--ca-file' && !process.env.ARC_NETCHECK_PROGRAM;
		const {code, stdout, stderr} = isHere
			? await withOpenPipe(path => runCommand(save.replace('<(echo)', path).split(' '), {home}))
			: await shell(`$PROGRAM ${save}`, home);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toMatch(
			new RegExp(`^arc-netcheck: ${flag} /(?:dev|proc)/\\S+ is a pipe .*: give a profile a file that stays\\.\\n$`),
		);
		expect(fs.existsSync(path.join(home, 'profiles', 'p1.json'))).toBe(false);
	});

	it('is not what a shell pipes in', async () => {
		expect(await shell(`$PROGRAM report <(cat ${run})`, folder)).toMatchObject({code: 0, stderr: ''});
		expect(await shell(`cat ${run} | $PROGRAM report /dev/stdin`, folder)).toMatchObject({code: 0, stderr: ''});
	});
});

describe('the line for cron in docs/automation.md', () => {
	it('mails what was said this time, even where nothing was checked', async () => {
		const home = at('home-cron');
		fs.mkdirSync(home);
		fs.writeFileSync(path.join(home, 'arc.txt'), 'last week');
		const [, line = ''] = /^ {4}0 6 \* \* 1 +(.*)$/m.exec(fs.readFileSync('docs/automation.md', 'utf8')) ?? [];
		const here = line.replace('/usr/bin/node /opt/arc-netcheck.mjs', '$PROGRAM').replace(/\bmail .*? </, 'cat <');
		const {stdout} = await shell(here, home);
		expect(stdout).toMatch(/^arc-netcheck: There is no profile plant1/);
		expect(fs.statSync(path.join(home, 'arc.txt')).size).toBe(stdout.length);
	});
});

describe('the runs that are kept', () => {
	it('are none of a profile that was never there', async () => {
		const outcome = await runCommand(['runs', 'list', 'nope']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/^arc-netcheck: There is no profile nope/);
	});

	it.each([
		['runs', 'list'],
		['report', 'prod@last'],
		['report', '2026-11-22'],
	])('are not where a file stands in place of the folder: %s %s', async (...words) => {
		const outcome = await runCommand(words, {home: '/etc/passwd'});
		expect(outcome).toMatchObject({code: 3, stdout: ''});
		expect(outcome.stderr).toMatch(/^arc-netcheck: The runs in \/etc\/passwd.* can't be read \(ENOTDIR\)\. A part of/);
	});

	it('can be undecided, where nothing could be tested', async () => {
		const home = at('home-undecided');
		fs.mkdirSync(path.join(home, 'runs'), {recursive: true});
		const rows = [{host: 'mcr.microsoft.com', status: 'unverified', severity: 'info'}] as const;
		fs.writeFileSync(path.join(home, 'runs', '20261122T203000Z-abcdef.json'), renderJson(sampleReport({rows})));
		expect((await runCommand(['runs', 'list'], {home})).stdout).toMatch(/ undecided +\d{8}T/);
		const {stdout} = await runCommand(['runs', 'list', '--format', 'json'], {home});
		expect(JSON.parse(stdout).runs).toMatchObject([{state: 'undecided', errors: 0}]);
	});
});

describe('a profile', () => {
	it('that is not there is not removed, nor offered to be saved', async () => {
		const outcome = await runCommand(['profiles', 'remove', 'nope']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toBe('arc-netcheck: There is no profile nope to remove: see "profiles list".\n');
	});

	it('is not imported from a run, which is named as what it is', async () => {
		const outcome = await runCommand(['profiles', 'import', run]);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/this file has "arc-netcheck\/run@1"; give one that "profiles export" wrote\.\n$/);
	});
});

describe('a run is named', () => {
	it('by all commands that read one as a file, standard input, PROFILE@last or an id', async () => {
		const home = at('home-named');
		await runCommand(['profiles', 'save', 'prod', ...nowhere], {home});
		const {stdout, stderr} = await runCommand(['check', '--profile', 'prod'], {home});
		expect(stderr).toMatch(/\nSaved\. Show it again: .* report\n$/);
		const [, id = ''] = /, run (\S+)\n/.exec(stdout) ?? [];
		for (const reference of [id, 'prod@last', 'prod@1', path.join(home, 'runs', 'prod', `${id}.json`)]) {
			const report = await runCommand(['report', reference, '--format', 'json'], {home});
			expect(JSON.parse(report.stdout).id).toBe(id);
			const rules = await runCommand(['rules', 'list', '--from', reference, '--only', 'blocked', '--quiet'], {home});
			expect(rules.stdout).toContain('mcr.microsoft.com');
		}
		const {stdout: input} = await runCommand(['report', 'prod@last', '--format', 'json'], {home});
		const rules = ['rules', 'list', '--from', '-', '--only', 'blocked', '--quiet'];
		expect((await runCommand(rules, {home, input})).stdout).toContain('mcr.microsoft.com');
		expect(await runCommand(['diff', '-', 'prod@last'], {home, input})).toMatchObject({code: 0, stderr: ''});
	});

	it('and one that is not there is one sentence', async () => {
		for (const words of [
			['report', 'prod@last'],
			['rules', 'squid', '--from', 'prod@last'],
			['diff', run, 'prod@2'],
		]) {
			const outcome = await runCommand(words);
			expect(outcome).toMatchObject({code: 2, stdout: ''});
			expect(outcome.stderr).toMatch(/prod@(?:last|2)".* kept; see "runs list"\.\n$/);
		}
	});
});

describe('help', () => {
	it.each([['--help'], ['-h'], ['help']])('by %s lists features, formats and dialects, one line each', async word => {
		const {code, stdout} = await runCommand([word]);
		expect(code).toBe(0);
		const lines = stdout.split('\n');
		for (const name of [...catalog.features.map(({id}) => id), ...runFormatNames.map(({id}) => id), ...dialectIds]) {
			expect(
				lines.some(line => line.startsWith(`  ${name} `)),
				name,
			).toBe(true);
		}
	});

	it.each([
		['check', '-h'],
		['plan', '-h'],
		['explain', '-h'],
		['report', '-h'],
		['diff', '-h'],
		['rules', '-h'],
		['demo', '-h'],
		['profiles', '-h'],
		['profiles', 'save', '-h'],
		['runs', 'show', '-h'],
		['help', 'check'],
		['profiles', 'help', 'save'],
	])('is there for %s %s %s', async (...words) => {
		const outcome = await runCommand(words.filter(word => word !== undefined));
		expect(outcome).toMatchObject({code: 0, stderr: ''});
		expect(outcome.stdout).toMatch(/^Usage: arc-netcheck /);
		for (const line of outcome.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
	});
});

it('the help of the program has its first example within five lines, and of each command before its options', async () => {
	const {stdout} = await runCommand(['--help']);
	expect(stdout.split('\n').findIndex(line => line.startsWith('  arc-netcheck'))).toBeLessThanOrEqual(6);
	for (const command of ['check', 'plan', 'explain', 'report', 'rules', 'runs', 'diff', 'profiles']) {
		const help = (await runCommand([command, '--help'])).stdout;
		expect(help.indexOf('Examples:'), command).toBeGreaterThan(0);
		expect(help.indexOf('Examples:'), command).toBeLessThan(help.indexOf('Options:'));
	}
});

it.each(['check', 'plan', 'explain', 'report', 'rules', 'runs', 'runs list', 'profiles', 'profiles list', 'diff'])(
	'%s takes --no-input',
	async command => {
		const {stderr} = await runCommand([...command.split(' '), '--no-input', '--help']);
		expect(stderr).toBe('');
	},
);

describe('the limits in the help of check', () => {
	it.each([
		['--timeout', defaultSettings.timeoutMs / 1000],
		['--retries', defaultSettings.retries],
		['--concurrency', defaultSettings.concurrency],
	])('say what holds unless %s is given', async (flag, value) => {
		const {stdout} = await runCommand(['check', '--help']);
		const [, words = ''] = stdout.split(flag);
		expect(words.split('\n  -')[0]?.replaceAll(/\s+/g, ' ')).toContain(`(default ${value})`);
	});
});

describe('a slip', () => {
	it.each<[string[], string]>([
		[['chek'], 'unknown command chek; did you mean check?'],
		[['explian', 'mcr.microsoft.com'], 'unknown command explian; did you mean explain?'],
		[['help', 'chek'], 'unknown command chek; did you mean check?'],
		[
			['xyzzy'],
			'unknown command xyzzy; there are check, plan, explain, report, profiles, runs, diff, rules, audit, catalog, vantage, completion, demo.',
		],
		[['eastsu'], 'unknown command eastsu; did you mean the region eastus?'],
		[['profiles', 'delete', 'prod'], 'unknown command delete; did you mean remove?'],
		[['runs', 'shwo'], 'unknown command shwo; did you mean show?'],
		[['rules', 'sqiud'], 'The dialect is "sqiud": choose'],
		[['plan', 'eastus', '--cloud', 'pubic'], '--cloud is "pubic": choose public, usgov or china. Did you mean public?'],
		[['plan', 'eastus', '--region', 'westus'], 'Two regions are given, eastus and westus: leave one out.'],
		[['eastus', '--no-input'], '--no-input leaves the wizard without answers: use "arc-netcheck check eastus"'],
		[['--region', 'eastus', 'check'], '--region stands before check: write it after.'],
		[['plan', '--region', 'eastus', '--region', 'westus'], '--region is given twice: give it once.'],
		[['report', run, '--output', at('a'), '--output', at('b')], '--output is given twice: give it once.'],
		[['report', run, '--format', 'json', '--format', 'csv'], '--format is given twice: give it once.'],
		[['demo'], 'The demo asks questions and shows answers, and this is no terminal: open it in one'],
		[['demo', '--no-input'], '--no-input leaves the demo without answers'],
		[['--no-input'], '--no-input leaves the wizard without answers: use "arc-netcheck check"'],
		[
			['--no-input', '--profile', 'prod'],
			'--no-input leaves the wizard without answers: use "arc-netcheck check --profile prod"',
		],
	])('%j gets one sentence', async (words, sentence) => {
		const outcome = await runCommand(words);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toContain(`arc-netcheck: ${sentence}`);
		expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
	});

	it.each([
		[['plan', '--region', 'eastus', '--format', 'json']],
		[['rules', 'list', '--region', 'eastus', '--quiet']],
		[['report', run, '--format', 'json']],
		[['diff', run, run]],
		[['runs', 'list']],
		[['profiles', 'list']],
	])('is none where nothing is asked anyway: %j --no-input', async words => {
		const asked = await runCommand(words);
		expect(await runCommand([...words, '--no-input'])).toEqual(asked);
		expect(asked).toMatchObject({code: 0, stderr: ''});
	});

	it('to open the demo where it cannot be shown says nothing of the real network', async () => {
		expect((await runCommand(['demo'])).stderr).not.toMatch(/check --region/);
	});

	it('is none where a list is given in parts', async () => {
		const words = ['--features', 'arc', '--features', 'gpu,arc', '--no-proxy', 'a.example', '--no-proxy', '.b.example'];
		const parts = [...words, '--resource', 'acr=one12', '--resource', 'acr=two12', '--proxy', 'http://proxy:3128'];
		const {stdout} = await runCommand(['plan', '--region', 'eastus', ...parts, '--format', 'json']);
		expect(JSON.parse(stdout).settings).toMatchObject({
			features: ['arc', 'gpu'],
			proxy: {noProxy: 'a.example,.b.example'},
			resources: {acr: ['one12', 'two12']},
		});
	});
});

describe('a sentence on stderr', () => {
	it('is broken between words where a terminal shows it', async () => {
		const pty = startInPty(['plan', '--region', 'eastus', '--features', 'gpux,arc'], {
			columns: 40,
			environment: {HOME: folder},
		});
		expect(await pty.exit).toMatchObject({exitCode: 2});
		expect(pty.rows().filter(row => row !== '')).toEqual([
			'arc-netcheck: The feature "gpux"',
			'(--features) is unknown: use gpu.',
		]);
	});

	it('draws nothing, whatever a file is called', async () => {
		for (const words of [
			['plan', '--region', 'eastus', '--output', 'no\u001b[31m\u202e/such'],
			['report', 'no\u009b31m.json'],
			['plan', '--region', 'eastus', '--requirements', 'no\u001b]0;x\u0007'],
			['no\u001b[2J'],
			['plan', '--no\u001b[31m'],
			['profiles', 'no\u001b[31m'],
		]) {
			const {code, stderr} = await runCommand(words);
			expect(code).toBe(2);
			expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
		}
	});
});

describe('how things are shown', () => {
	it.each<[string, typeof runCommand]>([
		// Two of them in a process whose environment asks for colours: what the words mean is settled at its start for all.
		['plan --region eastus', runProgram],
		['report RUN', runProgram],
		['diff RUN RUN', runCommand],
		['rules squid --region eastus', runCommand],
		['explain 127.0.0.1:1 --timeout 1', runCommand],
		['runs list', runCommand],
		['runs show RUN', runCommand],
		['profiles list', runCommand],
	])('can be said to %s', async (words, start) => {
		const parameters = [...words.replaceAll('RUN', run).split(' '), '--ascii', '--no-color', '--accessible'];
		const outcome = await start(parameters, {environment: start === runProgram ? {FORCE_COLOR: '1'} : {}});
		expect(outcome.stderr).not.toMatch(/unknown option/);
		expect(outcome.code).toBeLessThan(2);
		expect(outcome.stdout).not.toMatch(/[^\n -~]/);
	});
});
