import {describe, expect, it} from 'vitest';
import type {OutputId} from '../../../source/session/export/outputs.ts';
import {destinationFor, shortenHome} from '../../../source/session/export/paths.ts';

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
