import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {readKeptRuns} from '../helpers/kept-runs.ts';
import {type Office, startOffice} from '../helpers/office.ts';
import {type PtyProgram, startInPty, until} from '../helpers/pty.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

const port = 2222;
const sshd = '/usr/sbin/sshd';

describeWithPeers('the wizard over SSH', ['ssh', 'ssh-keygen', 'pgrep'], () => {
	let folder: string;
	let office: Office;
	let server: ChildProcess;

	beforeAll(async () => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ssh-'));
		// Slow enough for a line to drop in the middle of a check.
		office = await startOffice(folder, {answerMs: 300});
		for (const key of ['host', 'user']) {
			execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, key)]);
		}
		const settings = [
			...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${path.join(folder, 'host')}`, 'PidFile none'],
			...[`AuthorizedKeysFile ${path.join(folder, 'user.pub')}`, 'StrictModes no', 'UsePAM no'],
			...['PermitRootLogin yes', 'PasswordAuthentication no'],
		];
		const configuration = path.join(folder, 'sshd_config');
		fs.writeFileSync(configuration, `${settings.join('\n')}\n`);
		fs.mkdirSync('/run/sshd', {recursive: true});
		server = spawn(sshd, ['-D', '-e', '-f', configuration], {stdio: 'ignore'});
		await until('sshd', () => isListening());
	});
	afterAll(async () => {
		server?.kill();
		await office?.close();
		fs.rmSync(folder, {recursive: true, force: true, maxRetries: 5});
	});

	/** Logs in and starts the wizard, in a terminal of this size. */
	function logIn(parameters: readonly string[], columns: number, rows: number, home: string): PtyProgram {
		const proxies = [`https_proxy=${office.proxyUrl}`, `http_proxy=${office.proxyUrl}`];
		const environment = [`HOME=${home}`, `ARC_NETCHECK_HOME=${home}`, ...proxies];
		const program = [process.execPath, path.resolve('dist/arc-netcheck.mjs'), ...office.flags, ...parameters];
		const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${path.join(folder, 'known')}`, 'LogLevel=ERROR'];
		return startInPty(
			[
				...options.flatMap(option => ['-o', option]),
				...['-tt', '-p', String(port), '-i', path.join(folder, 'user'), `root@127.0.0.1`],
				...['cd', home, '&&', 'env', ...environment, ...program],
			],
			{columns, rows, command: ['ssh'], environment: {HOME: folder}},
		);
	}

	/** Takes the line away without a word: whoever serves it is killed, and nobody tells the program. */
	function dropLine(): void {
		const children = (parent: number): readonly number[] => {
			const listed = execFileSync('bash', ['-c', `pgrep -P ${parent} -f sshd || true`], {encoding: 'utf8'});
			const found = listed.split('\n').filter(Boolean).map(Number);
			return found.flatMap(pid => [...children(pid), pid]);
		};
		for (const pid of children(server.pid ?? 0)) process.kill(pid, 'SIGKILL');
	}

	it.each([
		[80, 24],
		[40, 12],
	])(
		'a line that drops at %i columns and %i rows: the next start goes on with the run',
		async (columns, rows) => {
			const home = fs.mkdtempSync(path.join(folder, 'home-'));
			const first = logIn(['--region', 'westeurope', '--retries', '0', '--concurrency', '2'], columns, rows, home);
			await first.see('Ready to check?');
			first.type('\r');
			await first.see(/[1-9]\d* of \d\d /);
			await first.see(/[1-9]\d* reachable/);
			dropLine();
			await first.exit;
			const kept = () => fs.readdirSync(path.join(home, 'runs'));
			await until('the run on disk', () => kept().length > 0 && !kept().some(name => name.endsWith('.partial.ndjson')));
			const [cutOff] = readKeptRuns(home);
			expect(cutOff?.complete).toBe(false);
			expect(cutOff?.summary.reachable).toBeGreaterThan(0);

			const second = logIn([], columns, rows, home);
			await second.see(/❯ Continue/);
			await second.see(/stopped at \d+ of \d\d/);
			second.type('\r');
			await second.see('Results');
			second.type('q');
			expect(await second.exit).toMatchObject({exitCode: 0});
			const whole = readKeptRuns(home).find(({complete}) => complete);
			expect(whole?.summary).toMatchObject({skipped: 0, blocked: 0});
			expect(whole?.results).toHaveLength(cutOff?.results.length ?? 0);
			// What was seen before the line dropped is in it, as it was seen then.
			const seen = cutOff?.results.filter(({status}) => status === 'reachable') ?? [];
			for (const row of seen) expect(whole?.results).toContainEqual(row);
		},
		180_000,
	);
});

function isListening(): Promise<boolean> {
	return new Promise(resolve => {
		const socket = net.connect(port, '127.0.0.1');
		socket.on('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});
}
