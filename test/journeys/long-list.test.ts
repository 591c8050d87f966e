import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Middlebox, startMiddlebox} from '../helpers/middlebox.ts';
import {startInPty, until} from '../helpers/pty.ts';

let proxy: Middlebox;
let folder: string;
beforeAll(async () => {
	proxy = await startMiddlebox(() => 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'long-list-'));
});
afterAll(() => {
	proxy.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

/** Checks a thousand endpoints in the wizard; whether a thread was there, which keeps its compiled code apart. */
async function checkInWizard(
	home: string,
	proxyUrl: string,
	environment: {readonly [name: string]: string},
	isExpected: boolean,
): Promise<boolean> {
	const requirements = Array.from({length: 1000}, (_, index) => ({
		host: `host-${index}.example.com`,
		purpose: 'Stands for a service.',
		impact: 'Something breaks.',
	}));
	const file = path.join(home, 'requirements.json');
	fs.writeFileSync(file, JSON.stringify({requirements}));
	const flags = ['--region', 'eastus', '--features', 'arc', '--proxy', proxyUrl, '--requirements', file];
	const cache = path.join(home, 'cache');
	fs.mkdirSync(cache);
	const program = startInPty(flags, {cwd: home, environment: {HOME: home, NODE_COMPILE_CACHE: cache, ...environment}});
	const hasThread = () =>
		fs.readdirSync(cache, {recursive: true, encoding: 'utf8'}).some(name => name.endsWith('-probes'));
	try {
		await program.see('Ready to check?');
		program.type('\r');
		await program.see('The proxy denies everything');
		// It ends by itself once all is told.
		if (isExpected) await until('the compiled code of the thread', hasThread);
		program.type('\u0003');
		await program.exit;
		return hasThread();
	} finally {
		program.kill('SIGKILL');
	}
}

describe('a thousand endpoints', () => {
	it('are probed in a thread, whose compiled code is kept for the next one', async () => {
		const home = fs.mkdtempSync(path.join(folder, 'open-'));
		expect(await checkInWizard(home, proxy.url, {}, true)).toBe(true);
	});

	it('are probed without one where a proxy may ask for a login: rejected ones are counted at one place', async () => {
		const home = fs.mkdtempSync(path.join(folder, 'login-'));
		const password = {ARC_NETCHECK_PROXY_PASSWORD: 'hunter2'};
		expect(await checkInWizard(home, proxy.url.replace('//', '//jane@'), password, false)).toBe(false);
	});
});
