import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

export type Peer = {readonly pid: number; readonly folder: string; readonly log: () => string; stop(): Promise<void>};

export type PeerOptions = {
	readonly files?: {readonly [name: string]: string};
	/** It is up once it listens here. */
	readonly port: number;
	readonly address?: string;
	/** The network namespace to run in, where it is not that of the tests. */
	readonly namespace?: string;
};

/** Starts a program in a folder of its own and waits until it listens. Its output goes to a log, shown if it doesn't come up. */
export async function startPeer(
	command: string,
	parameters: (folder: string) => readonly string[],
	{files = {}, port, address = '127.0.0.1', namespace}: PeerOptions,
): Promise<Peer> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'peer-'));
	// Some peers give up root before they write there.
	fs.chmodSync(folder, 0o777);
	for (const [name, text] of Object.entries(files)) {
		fs.writeFileSync(path.join(folder, name), text.replaceAll('@FOLDER@', folder));
	}
	const logFile = path.join(folder, 'output.log');
	const output = fs.openSync(logFile, 'w');
	// `ip netns exec` becomes the program, so that the handle is the program's own.
	const [program = command, ...words] = [...(namespace ? ['ip', 'netns', 'exec', namespace] : []), command];
	const child = spawn(program, [...words, ...parameters(folder)], {cwd: folder, stdio: ['ignore', output, output]});
	fs.closeSync(output);
	const log = () => fs.readFileSync(logFile, 'utf8');
	try {
		await waitForPort(child, {command, address, port, log});
	} catch (error) {
		await stopPeer(child, folder);
		throw error;
	}
	return {pid: child.pid ?? 0, folder, log, stop: () => stopPeer(child, folder)};
}

async function waitForPort(
	child: ChildProcess,
	{command, address, port, log}: {command: string; address: string; port: number; log: () => string},
): Promise<void> {
	for (let attempt = 0; attempt < 400; attempt++) {
		if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}:\n${log()}`);
		if (await canConnect(address, port)) return;
		await sleep(50);
	}
	throw new Error(`${command} does not listen on ${address} port ${port}:\n${log()}`);
}

function canConnect(host: string, port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = net.connect(port, host);
		const finish = (isUp: boolean) => {
			socket.destroy();
			resolve(isUp);
		};
		socket.once('connect', () => finish(true));
		socket.once('error', () => finish(false));
		socket.setTimeout(1000, () => finish(false));
	});
}

/** Ends it kindly, so that it ends its own helpers, and after a while for good. */
async function stopPeer(child: ChildProcess, folder: string): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
		await ended;
		clearTimeout(timer);
	}
	fs.rmSync(folder, {recursive: true, force: true});
}
