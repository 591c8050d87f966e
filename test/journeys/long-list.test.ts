import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, it} from 'vitest';
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

it('a thousand endpoints are probed in a thread, whose compiled code is kept for the next one', async () => {
	const requirements = Array.from({length: 1000}, (_, index) => ({
		host: `host-${index}.example.com`,
		purpose: 'Stands for a service.',
		impact: 'Something breaks.',
	}));
	const file = path.join(folder, 'requirements.json');
	fs.writeFileSync(file, JSON.stringify({requirements}));
	const flags = ['--region', 'eastus', '--features', 'arc', '--proxy', proxy.url, '--requirements', file];
	const cache = path.join(folder, 'cache');
	const program = startInPty(flags, {cwd: folder, environment: {HOME: folder, NODE_COMPILE_CACHE: cache}});
	await program.see('Ready to check?');
	program.type('\r');
	await program.see('The proxy denies everything');
	const kept = () => fs.readdirSync(path.join(cache, 'arc-netcheck'));
	await until('the compiled code of the thread', () => kept().some(name => name.endsWith('-probes')));
	program.type('\u0003');
	await program.exit;
});
