// Bundles the program into sections: one for each module of source/, and one for each part of a library that is used
// together.
import {readdirSync} from 'node:fs';
import {posix, sep} from 'node:path';
import {build, type Metafile, transform} from 'esbuild';
import type {Section, SectionTable} from '../../source/launch/sections.ts';
import {builtinModulesPlugin} from './builtin-modules.ts';
import {minify, programOptions, target} from './esbuild-options.ts';
import {patchedPackagesPlugin, waitCall} from './patched-packages.ts';

/** A section, and its text: a function as source/launch/sections.ts calls it. */
type SectionText = Omit<Section, 'start' | 'length'> & {readonly name: string; readonly text: string};

export type Bundle = Omit<SectionTable, 'sections'> & {
	/** Sorted by name. */
	readonly sections: readonly SectionText[];
	/** The files that went into them, as esbuild names them. */
	readonly inputs: readonly string[];
};

type Outputs = Metafile['outputs'];
type Output = Outputs[string];

const folder = 'dist';
/** The module that acts when it is imported. */
const firstModule = 'source/environment.ts';
const nameOf = (file: string) => file.replace(`${folder}/`, '').replace(/\.js$/, '');

/** @param entryPoint the module that the program begins with */
export async function bundleSections(entryPoint: string): Promise<Bundle> {
	const modules = readdirSync('source', {recursive: true, encoding: 'utf8'})
		.map(file => `source/${file.split(sep).join('/')}`)
		.filter(file => /\.tsx?$/.test(file) && !file.startsWith('source/launch/'))
		.sort();
	const {outputFiles, metafile} = await build({
		...programOptions,
		target,
		entryPoints: [entryPoint, ...modules],
		outdir: folder,
		outbase: '.',
		splitting: true,
		plugins: [builtinModulesPlugin, ...programOptions.plugins, patchedPackagesPlugin],
	});
	const {outputs} = metafile;
	const entry = Object.keys(outputs).find(file => outputs[file]?.entryPoint === entryPoint) ?? '';
	const reachable = collectReachable(entry, outputs);
	const sections = outputFiles
		.map(({path, text}) => ({file: path.slice(path.lastIndexOf(`/${folder}/`) + 1), text}))
		.filter(({file}) => reachable.has(file))
		.map(({file, text}) => toSection(text, file, outputOf(file, outputs)));
	const loads = [...reachable].flatMap(file => importsOf(file, 'dynamic-import', outputs));
	const groups = [...new Set([entry, ...loads])]
		.sort()
		.map(file => [nameOf(file), collectGroup(file, outputs)] as const);
	const first = [...reachable].filter(file => firstModule in outputOf(file, outputs).inputs).map(nameOf);
	return {
		entry: nameOf(entry),
		first,
		sections: (await Promise.all(sections)).sort((a, b) => (a.name < b.name ? -1 : 1)),
		groups: Object.fromEntries(groups),
		inputs: [...reachable].flatMap(file => Object.keys(outputOf(file, outputs).inputs)),
	};
}

function outputOf(file: string, outputs: Outputs): Output {
	const output = outputs[file];
	if (output === undefined) throw new Error(`${file} was not built`);
	return output;
}

function importsOf(file: string, kind: string, outputs: Outputs): readonly string[] {
	return outputOf(file, outputs)
		.imports.filter(one => !one.external && one.kind === kind)
		.map(({path}) => path);
}

/** A section and all that it may come to use without another `await import()`, what is imported first. */
function collectGroup(file: string, outputs: Outputs, found = new Set<string>()): readonly string[] {
	const name = nameOf(file);
	if (found.has(name)) return [...found];
	found.add(name);
	for (const imported of importsOf(file, 'import-statement', outputs)) collectGroup(imported, outputs, found);
	return [...found];
}

/** Modules that only scripts and tests use stay out. */
function collectReachable(file: string, outputs: Outputs, found = new Set<string>()): ReadonlySet<string> {
	if (found.has(file)) return found;
	found.add(file);
	for (const {path, external} of outputOf(file, outputs).imports) if (!external) collectReachable(path, outputs, found);
	return found;
}

async function toSection(module: string, file: string, {imports, exports, inputs}: Output): Promise<SectionText> {
	const sources = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
	const isLibrary = !sources.some(([input]) => /^(?:source\/|cli\.tsx$)/.test(input));
	const files = new Set(imports.filter(({external}) => !external).map(({path}) => path));
	const text = await toFunction(module, file, files, isLibrary);
	const waits = text.includes(`${waitCall}(`);
	return {
		name: nameOf(file),
		file: sources[0]?.[0] ?? nameOf(file),
		exports,
		text: `${waits ? 'async ' : ''}function(expose,require,load){${text.replaceAll(`${waitCall}(`, 'await (')}\n}`,
		...(waits && {waits}),
	};
}

/** An ES module as the body of a function, by way of CommonJS. Names of libraries, twice as much text as ours, become short. */
async function toFunction(
	module: string,
	file: string,
	files: ReadonlySet<string>,
	isLibrary: boolean,
): Promise<string> {
	const short = isLibrary ? await transform(module, {format: 'esm', target, minify: true}) : {code: module};
	const {code} = await transform(short.code, {format: 'cjs', platform: 'node', target, ...minify});
	return simplifyExports(code.trimEnd(), file).replaceAll(
		/\b(import|require)\("(\.\.?\/[^"]*)"\)/g,
		(whole, kind: string, relative: string) => {
			const path = posix.join(posix.dirname(file), relative);
			if (!files.has(path)) throw new Error(`${file} has ${whole}, which is no section`);
			return `${kind === 'import' ? 'load' : 'require'}("${nameOf(path)}")`;
		},
	);
}

const exportsOfCommonJs =
	/^.*?var stdin_exports=\{\};__export\(stdin_exports,(\{[^{}]*\})\);module\.exports=__toCommonJS\(stdin_exports\);/s;

/** Says what is exported in one call, instead of with the same helpers in every section. */
function simplifyExports(code: string, file: string): string {
	const [head, names] = exportsOfCommonJs.exec(code) ?? ['', ''];
	const text = code.slice(head.length).replace(/0&&\(module\.exports=\{[^{}]*\}\);$/, '');
	if (/(?<![\w.$])__(toESM|copyProps|reExport)\(/.test(text))
		throw new Error(`${file} needs a helper that is not there`);
	return names === '' ? text : `expose(${names});${text}`;
}
