import fs from 'node:fs';
import zlib from 'node:zlib';

/** A module of the program, or a library. Made by scripts/build/bundle-sections.ts. */
export type Section = {
	/** Where its text begins behind the table, and how long it is, in bytes. */
	readonly start: number;
	readonly length: number;
	/** The file of source/ that it was, or of a library: for whoever reads a stack trace. */
	readonly file: string;
	/** What it exports. */
	readonly exports: readonly string[];
	/** It has to wait for something before it can be used, and so is run as soon as it may be needed. */
	readonly waits?: true;
};

export type SectionTable = {
	readonly entry: string;
	/** They act when they are imported, and so run before all others. */
	readonly first: readonly string[];
	readonly sections: {readonly [name: string]: Section};
	/** For each section that can be loaded: itself and all that it may come to use. */
	readonly groups: {readonly [name: string]: readonly string[]};
};

type Exports = {readonly [name: string]: unknown};

/** A section as its text says it. */
type SectionFunction = (
	/** Says what it exports, before anything else. */
	expose: (exports: {readonly [name: string]: () => unknown}) => void,
	require: (name: string) => unknown,
	load: (name: string) => Promise<Exports>,
) => Promise<void> | void;

export type SectionSource = {
	readonly table: SectionTable;
	readText(section: Section): string;
	/** Turns the text of an expression into its value. The name is that of the sections in it, with commas between. */
	evaluate(readText: () => string, name: string): unknown;
	/** One of Node's own modules. */
	loadBuiltin(name: string): object | undefined;
};

/** In characters. Longer sections are libraries, of which one start needs few. */
const longest = 40_000;

/**
 * Runs the program from its sections, beginning with the entry. A section runs when something that it exports is used
 * for the first time, so that starting costs what this start uses. That is right for modules without effects on import;
 * those that have some run first.
 */
export function runSections({table, readText, evaluate, loadBuiltin}: SectionSource): Promise<Exports> {
	const functions = new Map<string, SectionFunction>();
	/** The exports of those that have run, or have begun to. */
	const modules = new Map<string, Exports>();
	const views = new Map<string, object>();

	const sectionOf = (name: string): Section => {
		const section = table.sections[name];
		if (section === undefined) throw new Error(`There is no section ${name}`);
		return section;
	};

	/** Several at once, as one script: that is one look into the cache instead of many. */
	const compile = (names: readonly string[]): void => {
		// Each begins on a line of its own, so that a place in the script can be found in its section.
		const readTexts = () => `[\n${names.map(name => readText(sectionOf(name))).join(',\n')}]`;
		const compiled = evaluate(readTexts, names.join(',')) as readonly SectionFunction[];
		for (const [index, one] of compiled.entries()) functions.set(names[index] ?? '', one);
	};

	const run = (name: string): {readonly exports: Exports; readonly done: Promise<void> | void} => {
		const known = modules.get(name);
		if (known !== undefined) return {exports: known, done: undefined};
		if (!functions.has(name)) compile([name]);
		const exports: Exports = {};
		modules.set(name, exports);
		const expose = (getters: {readonly [name: string]: () => unknown}) => {
			for (const [key, get] of Object.entries(getters)) Object.defineProperty(exports, key, {enumerable: true, get});
		};
		return {exports, done: functions.get(name)?.(expose, require, load)};
	};

	/** What other sections see of one: looking at any of it runs it. */
	const createView = (name: string): object => {
		const view = {};
		for (const key of sectionOf(name).exports) {
			Object.defineProperty(view, key, {enumerable: true, get: () => run(name).exports[key]});
		}
		return view;
	};

	/** Node's own modules cost some milliseconds too. What is imported as a whole is called `builtin`. */
	const createBuiltinView = (name: string): object =>
		new Proxy(
			{},
			{
				get(_target, key) {
					const builtin = loadBuiltin(name);
					return key === 'builtin' ? builtin : Reflect.get(Object(builtin), key);
				},
			},
		);

	const require = (name: string): unknown => {
		const ready = modules.get(name) ?? views.get(name);
		if (ready !== undefined) return ready;
		const isSection = Object.hasOwn(table.sections, name);
		// A library in CommonJS asks for Node's modules by their names, and means to have them.
		if (!isSection && !name.startsWith('builtin:')) return loadBuiltin(name);
		const view = isSection ? createView(name) : createBuiltinView(name.slice('builtin:'.length));
		views.set(name, view);
		return view;
	};

	const load = async (name: string): Promise<Exports> => {
		const names = table.groups[name] ?? [name];
		const short = names.filter(one => !functions.has(one) && !modules.has(one) && sectionOf(one).length <= longest);
		if (short.length > 0) compile(short);
		for (const one of names) if (table.first.includes(one) || sectionOf(one).waits) await run(one).done;
		return run(name).exports;
	};

	return load(table.entry);
}

/** How the file is made, as scripts/build/one-file.ts tells its beginning. */
export type FileLayout = {
	/** In bytes. */
	readonly tableLength: number;
	readonly packedLength: number;
};

/** Reads the sections at the end of a file. */
export function readSections(file: URL, layout: FileLayout): Pick<SectionSource, 'table' | 'readText'> {
	// All of it at once: the file may be replaced by a newer one while the program runs.
	const bytes = fs.readFileSync(file);
	const end = bytes.length - '\n*/\n'.length;
	const packed = end - layout.packedLength;
	let texts: Buffer | undefined;
	return {
		table: JSON.parse(bytes.toString('latin1', packed - 1 - layout.tableLength, packed - 1)),
		readText({start, length}) {
			texts ??= zlib.zstdDecompressSync(Buffer.from(bytes.toString('latin1', packed, end), 'base64'));
			return texts.toString('latin1', start, start + length);
		},
	};
}
