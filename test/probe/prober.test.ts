import {execFile, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {countSockets, readDescriptors} from '../../source/probe/prober.ts';

describe('countSockets', () => {
	it.each([
		{limit: 64, open: 22, sockets: 30},
		{limit: 1024, open: 24, sockets: 988},
		{limit: 30, open: 24, sockets: 2},
		{limit: Number.POSITIVE_INFINITY, open: 0, sockets: Number.POSITIVE_INFINITY},
	])('leaves room beside $open of $limit', ({limit, open, sockets}) => {
		expect(countSockets({limit, open})).toBe(sockets);
	});
});

describe('readDescriptors', () => {
	it('knows more than it has open', () => {
		const {limit, open} = readDescriptors();
		expect(limit).toBeGreaterThan(open);
	});
});

const program = path.resolve('dist/arc-netcheck.mjs');

/** Runs a program to its end, whatever it ends with. */
function run(command: string, parameters: readonly string[]): Promise<{stdout: string; stderr: string}> {
	return new Promise(resolve => {
		execFile(command, parameters, {maxBuffer: 2 ** 26}, (_error, stdout, stderr) => resolve({stdout, stderr}));
	});
}

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe.skipIf(!hasPrlimit)('a run with 64 open files (skipped without prlimit)', () => {
	const servers: net.Server[] = [];
	let port = 0;
	beforeAll(async () => {
		// Takes every connection and says nothing, so that all of them are open at the same time.
		const silent = net.createServer(socket => socket.on('error', () => {})).listen(0, '0.0.0.0');
		servers.push(silent);
		await once(silent, 'listening');
		({port} = silent.address() as net.AddressInfo);
	});
	afterAll(() => {
		for (const server of servers) server.close();
	});

	it('ends with the verdicts of the network', async () => {
		const hosts = Array.from({length: 60}, (_, index) => `127.0.1.${index + 1}:${port}`);
		const limits = ['--timeout', '0.7', '--retries', '0', '--concurrency', '64'];
		const parameters = ['explain', ...hosts, ...limits, '--format', 'json'];
		const {stdout, stderr} = await run('prlimit', ['--nofile=64:64', process.execPath, program, ...parameters]);
		expect(stderr).toBe('');
		const {results} = JSON.parse(stdout) as {results: {cause: string}[]};
		expect(results.map(({cause}) => cause)).toEqual(hosts.map(() => 'tls.timeout'));
	});
});
