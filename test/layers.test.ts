import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';

/** Which rooms of source/ may know which: data goes one way, and only session, wizard and cli put the rooms together. */
const mayKnow: {readonly [room: string]: readonly string[]} = {
	catalog: [],
	settings: [],
	evidence: [],
	plan: ['catalog', 'settings'],
	probe: ['evidence', 'plan', 'catalog', 'settings'],
	verdict: ['evidence', 'plan', 'catalog', 'settings'],
	diagnosis: ['verdict', 'evidence', 'plan', 'catalog', 'settings'],
	record: ['diagnosis', 'verdict', 'evidence', 'plan', 'catalog', 'settings'],
	allowlists: ['record', 'diagnosis', 'verdict', 'evidence', 'plan', 'catalog', 'settings'],
	audit: ['allowlists', 'record', 'diagnosis', 'verdict', 'evidence', 'plan', 'catalog', 'settings'],
	redact: ['record', 'diagnosis', 'verdict', 'evidence', 'plan', 'catalog', 'settings'],
	report: ['record', 'allowlists', 'audit', 'diagnosis', 'verdict', 'evidence', 'plan', 'catalog', 'settings'],
	store: ['record', 'settings'],
	vantage: ['record', 'diagnosis', 'verdict', 'evidence', 'probe', 'plan', 'catalog', 'settings'],
	session: [
		...['vantage', 'catalog', 'settings', 'plan', 'evidence', 'probe', 'verdict', 'diagnosis', 'record', 'report'],
		...['allowlists', 'audit', 'redact', 'store'],
	],
	practice: ['probe', 'catalog'],
	completion: ['allowlists', 'verdict', 'catalog', 'settings'],
	launch: [],
	wizard: [
		...['catalog', 'settings', 'plan', 'evidence', 'verdict', 'diagnosis', 'record', 'report', 'allowlists'],
		...['store', 'session'],
	],
	cli: [
		...['vantage', 'catalog', 'settings', 'plan', 'evidence', 'verdict', 'diagnosis', 'record', 'report', 'allowlists'],
		...['audit', 'redact', 'store', 'session', 'practice', 'wizard', 'completion'],
	],
};

/** Leaf modules at the root of source/, which any room may use. They know only each other. */
const shared = [
	'chunks.ts',
	'csv-line.ts',
	'errors.ts',
	'json-document.ts',
	'make-folder.ts',
	'mask-secrets.ts',
	'near-names.ts',
	'node-version.ts',
	'pem.ts',
	'safe-text.ts',
	'segmenter.ts',
	'shape-kit.ts',
	'system32.ts',
	'version.ts',
	'vocabulary.ts',
	'words.ts',
	'wrap-text.ts',
];

/** Libraries that only some rooms may load. */
const libraries: {readonly [name: string]: readonly string[]} = {
	ink: ['wizard'],
	react: ['wizard'],
	'ink-spinner': ['wizard'],
	commander: ['cli', 'completion'],
};

/** Rooms that print. */
const printing = /^(?:cli|launch|wizard)\//;

const root = path.resolve('source');
const files = fs
	.readdirSync(root, {recursive: true, encoding: 'utf8'})
	.filter(file => /\.tsx?$/.test(file))
	.map(file => file.split(path.sep).join('/'));
const textOf = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

/** Every module that a file imports, statically or when it is called. */
function importsOf(file: string): string[] {
	const pattern = /(?:^\s*(?:import|export)\b[^'";]*?from\s*|^\s*import\s*|\bimport\()\s*'([^']+)'/gm;
	return [...textOf(file).matchAll(pattern)].map(match => match[1] ?? '');
}

/** The files of which a file takes something at once, as it is loaded: types are no part of the program. */
function loadedBy(file: string): string[] {
	const imports = textOf(file).matchAll(/^import (?!type )((?:\w+, )?(?:\{([^}]*)\})?[^;'"]*?)\s*from '(\.[^']+)'/gm);
	return [...imports].flatMap(([, names = '', inside, imported = '']) => {
		const isTypes = names.startsWith('{') && (inside ?? '').split(',').every(name => /^\s*(?:type |$)/.test(name));
		return isTypes ? [] : [path.posix.join(path.posix.dirname(file), imported)];
	});
}

/** Files that load each other, by whatever way round: takes away, again and again, what loads none of the rest, or is loaded by none. */
function circles(): string[] {
	const left = new Map(files.map(file => [file, loadedBy(file)]));
	for (;;) {
		const wanted = new Set([...left.values()].flat());
		const free = [...left].filter(([file, loaded]) => !wanted.has(file) || !loaded.some(one => left.has(one)));
		if (free.length === 0) return [...left.keys()];
		for (const [file] of free) left.delete(file);
	}
}

const roomOf = (file: string): string | null => (file.includes('/') ? (file.split('/')[0] ?? null) : null);

function isAllowed(file: string, imported: string): boolean {
	const room = roomOf(file);
	if (!imported.startsWith('.')) return libraries[imported]?.includes(room ?? '') ?? true;
	const target = path.posix.join(path.posix.dirname(file), imported);
	const targetRoom = roomOf(target);
	if (target === '../package.json' || (targetRoom === room && room !== null)) return true;
	if (targetRoom === null) return shared.includes(target);
	return mayKnow[room ?? '']?.includes(targetRoom) === true;
}

describe('the rooms of source/', () => {
	it('are the ones that the rules name', () => {
		const rooms = new Set(files.map(roomOf).filter(room => room !== null));
		expect([...rooms].toSorted()).toEqual(Object.keys(mayKnow).toSorted());
	});

	it('know only what they may', () => {
		const breaches = files.flatMap(file =>
			importsOf(file)
				.filter(imported => !isAllowed(file, imported))
				.map(imported => `${file} imports ${imported}`),
		);
		expect(breaches).toEqual([]);
	});

	it('hold no files that load each other', () => {
		expect(circles()).toEqual([]);
	});

	it('print nothing, but for those that the user sees', () => {
		const prints = /\bconsole\.|process\.(?:stdout|stderr)\b/;
		const breaches = files.filter(
			file => !printing.test(file) && file !== 'environment.ts' && prints.test(textOf(file)),
		);
		expect(breaches).toEqual([]);
	});

	it('stay small enough to be read', () => {
		const long = files.filter(file => textOf(file).split('\n').length > 401);
		const folders = Map.groupBy(files, file => path.posix.dirname(file));
		const crowded = [...folders].flatMap(([folder, inside]) => (inside.length > 30 ? [folder] : []));
		const loose = [...folders].flatMap(([folder, inside]) =>
			folder.startsWith('wizard') && inside.length > 8 ? [folder] : [],
		);
		expect({long, crowded, loose}).toEqual({long: [], crowded: [], loose: []});
	});
});
