import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, it} from 'vitest';

/** Defines tests that need programs of others; where one is missing, or there is no namespace of our own, that is said on screen. */
export function describeWithPeers(title: string, programs: readonly string[], define: () => void): void {
	const missing = programs.filter(program => spawnSync('which', [program]).status !== 0);
	if (process.env.ARC_NETCHECK_PEERS !== '1') it.skip(`${title}: skipped, since it is not run by test/real-peers/run.sh`);
	else if (missing.length > 0) it.skip(`${title}: skipped, since ${missing.join(', ')} is not installed`);
	else describe(title, define);
}

export type Peer = {readonly folder: string; readonly log: () => string; stop(): Promise<void>};

/** Starts a program in a folder of its own and waits until it listens. Its output goes to a log, shown if it doesn't come up. */
export async function startPeer(
	command: string,
	parameters: (folder: string) => readonly string[],
	options: {readonly files?: {readonly [name: string]: string}; readonly port: number},
): Promise<Peer> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'peer-'));
	fs.chmodSync(folder, 0o777);
	for (const [name, text] of Object.entries(options.files ?? {})) {
		fs.writeFileSync(path.join(folder, name), text.replaceAll('@FOLDER@', folder));
	}
	const logFile = path.join(folder, 'output.log');
	const output = fs.openSync(logFile, 'w');
	const child = spawn(command, parameters(folder), {cwd: folder, stdio: ['ignore', output, output]});
	fs.closeSync(output);
	const log = () => fs.readFileSync(logFile, 'utf8');
	await waitForPort(options.port, child, log);
	return {folder, log, stop: () => stopPeer(child, folder)};
}

async function waitForPort(port: number, child: ChildProcess, log: () => string): Promise<void> {
	for (let attempt = 0; attempt < 200; attempt++) {
		if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}:\n${log()}`);
		if (await canConnect(port)) return;
		await sleep(50);
	}
	throw new Error(`${child.spawnfile} does not listen on ${port}:\n${log()}`);
}

function canConnect(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = net.connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

async function stopPeer(child: ChildProcess, folder: string): Promise<void> {
	if (child.exitCode === null) {
		const ended = new Promise(resolve => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	}
	fs.rmSync(folder, {recursive: true, force: true});
}
