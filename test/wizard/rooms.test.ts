import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';

const root = path.resolve('source/wizard');
const files = fs
	.readdirSync(root, {recursive: true, encoding: 'utf8'})
	.filter(file => /\.tsx?$/.test(file))
	.map(file => file.split(path.sep).join('/'));

/** Which parts of the wizard may know which, besides the types of what it needs from outside. */
const mayKnow: {readonly [room: string]: readonly string[]} = {
	components: [],
	state: ['components'],
	questions: ['state', 'components', 'text-screen.tsx', 'use-wizard.ts'],
	screens: ['state', 'components', 'text-screen.tsx', 'use-wizard.ts'],
	plain: ['questions', 'screens', 'state', 'components'],
};
const fromOutside = ['services.ts', 'profile-services.ts'];

/** What a module imports; `isLoaded`: more than its types. */
function importsOf(file: string): ReadonlyArray<{readonly name: string; readonly isLoaded: boolean}> {
	const text = fs.readFileSync(path.join(root, file), 'utf8');
	return [...text.matchAll(/^import (type )?[^'";]*?(?:from )?'([^']+)';/gm)].map(([, type, specifier = '']) => ({
		name: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
		isLoaded: type === undefined,
	}));
}

const roomOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? file) : file);

/** All that is loaded with a module, within the wizard and from libraries. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
	for (const {name, isLoaded} of importsOf(file)) {
		if (!isLoaded || seen.has(name)) continue;
		seen.add(name);
		if (files.includes(name)) loadedWith(name, seen);
	}
	return seen;
}

describe('the parts of the wizard', () => {
	it('know only what lies below them', () => {
		const breaches = Object.entries(mayKnow).flatMap(([room, known]) =>
			files
				.filter(file => roomOf(file) === room)
				.flatMap(file =>
					importsOf(file)
						.map(({name}) => name)
						.filter(name => files.includes(name))
						.filter(name => ![room, ...known, ...fromOutside].includes(roomOf(name)))
						.map(name => `${file} imports ${name}`),
				),
		);
		expect(breaches).toEqual([]);
	});

	it('load what draws only where something is drawn', () => {
		const loaded = ['plain/run-plain-wizard.ts', 'state/reduce-wizard.ts'].flatMap(file => [...loadedWith(file)]);
		expect(loaded.filter(name => /^(?:ink|ink-spinner|react)$|\.tsx$/.test(name))).toEqual([]);
	});

	it('are no more than eight files in a folder, and none of them is longer than 400 lines', () => {
		const folders = Map.groupBy(files, file => path.posix.dirname(file));
		expect([...folders].filter(([, {length}]) => length > 8).map(([folder]) => folder)).toEqual([]);
		const linesOf = (file: string) => fs.readFileSync(path.join(root, file), 'utf8').split('\n').length;
		expect(files.filter(file => linesOf(file) > 400)).toEqual([]);
	});
});
