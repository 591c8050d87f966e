import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';

/** Which rooms of source/ may know which: data goes one way, and only commands and wizard put the rooms together. */
const mayKnow: {readonly [room: string]: readonly string[]} = {
	catalog: [],
	settings: [],
	plan: ['catalog', 'settings'],
	probe: ['plan', 'catalog', 'settings'],
	diagnosis: ['probe', 'plan', 'catalog', 'settings'],
	report: ['diagnosis', 'probe', 'plan', 'catalog', 'settings'],
	store: ['settings'],
	practice: ['probe', 'catalog'],
	wizard: ['catalog', 'settings', 'plan', 'probe', 'diagnosis', 'report', 'store'],
	launch: [],
	commands: ['catalog', 'settings', 'plan', 'probe', 'diagnosis', 'report', 'store', 'practice', 'wizard'],
};

/** Leaf modules at the root of source/, which any room may use. They know only each other. */
const shared = [
	'errors.ts',
	'host-port.ts',
	'json-schema-file.ts',
	'make-folder.ts',
	'mask-secrets.ts',
	'node-version.ts',
	'pieces.ts',
	'text.ts',
	'version.ts',
	'vocabulary.ts',
];

/** Libraries that only some rooms may load. */
const libraries: {readonly [name: string]: readonly string[]} = {
	ink: ['wizard'],
	react: ['wizard'],
	'ink-spinner': ['wizard'],
	commander: ['commands'],
};

const root = path.resolve('source');
const files = fs
	.readdirSync(root, {recursive: true, encoding: 'utf8'})
	.filter(file => /\.tsx?$/.test(file))
	.map(file => file.split(path.sep).join('/'));

/** Every module that a file imports, statically or when it is called. */
function importsOf(file: string): string[] {
	const text = fs.readFileSync(path.join(root, file), 'utf8');
	const pattern = /(?:^\s*(?:import|export)\b[^'";]*?from\s*|^\s*import\s*|\bimport\()\s*'([^']+)'/gm;
	return [...text.matchAll(pattern)].map(match => match[1] ?? '');
}

const roomOf = (file: string): string | null => (file.includes('/') ? (file.split('/')[0] ?? null) : null);

describe('the rooms of source/', () => {
	it('are the ones that the rules name', () => {
		expect([...new Set(files.map(roomOf).filter(room => room !== null))].toSorted()).toEqual(
			Object.keys(mayKnow).toSorted(),
		);
	});

	it.each(files)('%s knows only what it may', file => {
		const room = roomOf(file);
		for (const imported of importsOf(file)) {
			if (!imported.startsWith('.')) {
				const allowed = libraries[imported];
				if (allowed) expect(allowed, `${file} imports ${imported}`).toContain(room);
				continue;
			}
			const target = path.posix.join(path.posix.dirname(file), imported);
			if (target === '../package.json') continue;
			const targetRoom = roomOf(target);
			if (targetRoom === room && room !== null) continue;
			if (targetRoom === null) expect(shared, `${file} imports ${imported}`).toContain(target);
			else expect(mayKnow[room ?? ''] ?? [], `${file} imports ${imported}`).toContain(targetRoom);
		}
	});

	it.each(files.filter(file => !/^(commands|launch|wizard)\//.test(file) && file !== 'environment.ts'))(
		'%s prints nothing',
		file => {
			const text = fs.readFileSync(path.join(root, file), 'utf8');
			expect(text).not.toMatch(/\bconsole\.|process\.(stdout|stderr)\b/);
		},
	);
});
