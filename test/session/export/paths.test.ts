import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import type {OutputId} from '../../../source/session/export/outputs.ts';
import {completePath, destinationFor, shortenHome} from '../../../source/session/export/paths.ts';

describe('destination', () => {
	const places = {current: '/srv', home: '/home/me'};
	const usual: readonly OutputId[] = ['markdown', 'html', 'change-request', 'rules-squid'];
	const inFolder = ['report.md', 'report.html', 'change-request.txt', 'rules-squid.conf'];

	describe('destinationFor', () => {
		it.each<[typed: string, ticked: readonly OutputId[], folder: string, names: readonly string[]]>([
			['run', usual, '/srv/run', inFolder],
			['run/', usual, '/srv/run', inFolder],
			[' /tmp/run ', usual, '/tmp/run', inFolder],
			['~/run', usual, '/home/me/run', inFolder],
			['~', usual, '/home/me', inFolder],
			['~me/run', usual, '/srv/~me/run', inFolder],
			['eastus-2026.11.22', usual, '/srv/eastus-2026.11.22', inFolder],
			['r1.md', ['markdown'], '/srv', ['r1.md']],
			['r1.md', ['html'], '/srv', ['r1.html']],
			['a/r1.md', usual, '/srv/a', ['r1.md', 'r1.html', 'r1-change-request.txt', 'r1-rules-squid.conf']],
			['ask.txt', ['change-request'], '/srv', ['ask.txt']],
			['r1.md/', ['markdown'], '/srv/r1.md', ['report.md']],
		])('%j with %j', (typed, ticked, folder, names) => {
			const destination = destinationFor(typed, ticked, places);
			expect(destination.folder).toBe(folder);
			expect(destination.files.map(({file}) => file)).toEqual(names.map(name => `${folder}/${name}`));
			expect(destination.files.map(({output}) => output)).toEqual(ticked);
		});
	});

	it.each([
		['/home/me/run', '~/run'],
		['/home/me', '/home/me'],
		['/home/me2/run', '/home/me2/run'],
		['/tmp/run', '/tmp/run'],
	])('shortenHome(%s)', (file, short) => {
		expect(shortenHome(file, places)).toBe(short);
	});
});

describe('complete path', () => {
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'complete-'));
	fs.mkdirSync(path.join(home, 'certs'));
	for (const file of ['certs/corp-root.pem', 'certs/corp-issuing.pem', 'certs/other.pem', '.hidden']) {
		fs.writeFileSync(path.join(home, file), '');
	}
	afterAll(() => fs.rmSync(home, {recursive: true, force: true}));

	it.each([
		['~', '~/'],
		['~/c', '~/certs/'],
		['certs/o', 'certs/other.pem'],
		['certs/c', 'certs/corp-'],
		['certs/corp-r', 'certs/corp-root.pem'],
		['certs/x', 'certs/x'],
		['nowhere/x', 'nowhere/x'],
		['', 'certs/'],
		['.h', '.hidden'],
	])('%j becomes %j', (typed, completed) => {
		expect(completePath(typed, {current: home, home})).toBe(completed);
	});
});
