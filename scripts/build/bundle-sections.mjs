// Bundles the program into sections: one for each module of source/, and one for each part of a library that is used
// together.
import {readdirSync} from 'node:fs';
import {posix, sep} from 'node:path';
import {build, transform} from 'esbuild';
import {builtinModulesPlugin} from './builtin-modules.mjs';
import {packageFilePlugin} from './package-file.mjs';
import {patchedPackagesPlugin, waitCall} from './patched-packages.mjs';

const target = 'node22';
const minify = {minifyWhitespace: true, minifySyntax: true, minifyIdentifiers: false};

const folder = 'dist';
/** The module that acts when it is imported. */
const firstModule = 'source/environment.ts';
const nameOf = file => file.replace(`${folder}/`, '').replace(/\.js$/, '');

/**
 * The sections of a program, sorted by name, and the files that went into them. A section's text is a function as
 * source/launch/sections.ts calls it.
 */
export async function bundleSections(entryPoint) {
	const modules = readdirSync('source', {recursive: true})
		.map(file => `source/${file.split(sep).join('/')}`)
		.filter(file => /\.tsx?$/.test(file) && !file.startsWith('source/launch/'))
		.sort();
	const {outputFiles, metafile} = await build({
		entryPoints: [entryPoint, ...modules],
		outdir: folder,
		outbase: '.',
		write: false,
		metafile: true,
		bundle: true,
		splitting: true,
		// Names of files are in what is built: they must not tell where packages really lie.
		preserveSymlinks: true,
		platform: 'node',
		target,
		format: 'esm',
		jsx: 'automatic',
		...minify,
		legalComments: 'none',
		logLevel: 'warning',
		define: {
			'process.env.NODE_ENV': '"production"',
			// As Node's own build of undici has it: without a second parser that an environment variable would choose.
			esbuildDetection: 'true',
		},
		plugins: [builtinModulesPlugin, packageFilePlugin, patchedPackagesPlugin],
	});
	const outputs = Object.entries(metafile.outputs);
	const [entry] = outputs.find(([, output]) => output.entryPoint === entryPoint);
	const reachable = collectReachable(entry, metafile.outputs);
	const sections = outputFiles
		.map(({path, text}) => ({file: path.slice(path.lastIndexOf(`/${folder}/`) + 1), text}))
		.filter(({file}) => reachable.has(file))
		.map(async ({file, text}) => {
			const {imports, exports, inputs} = metafile.outputs[file];
			const isLibrary = !Object.keys(inputs).some(input => input === entryPoint || input.startsWith('source/'));
			const inner = imports.filter(({external}) => !external);
			return {
				name: nameOf(file),
				exports,
				...(await toFunction(text, {file, files: new Set(inner.map(one => one.path)), isLibrary})),
			};
		});
	const loads = [...reachable].flatMap(file => importsOf(file, 'dynamic-import', metafile.outputs));
	const groups = [...new Set([entry, ...loads])]
		.sort()
		.map(file => [nameOf(file), collectGroup(file, metafile.outputs)]);
	const first = [...reachable].filter(file => firstModule in metafile.outputs[file].inputs).map(nameOf);
	return {
		entry: nameOf(entry),
		first,
		sections: (await Promise.all(sections)).sort((a, b) => (a.name < b.name ? -1 : 1)),
		groups: Object.fromEntries(groups),
		inputs: outputs.filter(([file]) => reachable.has(file)).flatMap(([, output]) => Object.keys(output.inputs)),
	};
}

function importsOf(file, kind, outputs) {
	return outputs[file].imports.filter(one => !one.external && one.kind === kind).map(({path}) => path);
}

/** A section and all that it may come to use without another `await import()`, what is imported first. */
function collectGroup(file, outputs, found = new Set()) {
	const name = nameOf(file);
	if (found.has(name)) return [...found];
	found.add(name);
	for (const imported of importsOf(file, 'import-statement', outputs)) collectGroup(imported, outputs, found);
	return [...found];
}

/** Modules that only scripts and tests use stay out. */
function collectReachable(file, outputs, found = new Set()) {
	if (found.has(file)) return found;
	found.add(file);
	for (const {path, external} of outputs[file].imports) if (!external) collectReachable(path, outputs, found);
	return found;
}

/**
 * An ES module as a function, by way of CommonJS. Our own names stay as they are: whoever has to allow a tool on a jump
 * box can read what it does, and the lines of a fault that a user reports say where it was. Those of libraries, twice as
 * much text, become short.
 */
async function toFunction(module, {file, files, isLibrary}) {
	const short = isLibrary ? await transform(module, {format: 'esm', target, minify: true}) : {code: module};
	const {code} = await transform(short.code, {format: 'cjs', platform: 'node', target, ...minify});
	const text = simplifyExports(code.trimEnd(), file).replaceAll(
		/\b(import|require)\("(\.\.?\/[^"]*)"\)/g,
		(whole, kind, relative) => {
			const path = posix.join(posix.dirname(file), relative);
			if (!files.has(path)) throw new Error(`${file} has ${whole}, which is no section`);
			return `${kind === 'import' ? 'load' : 'require'}("${nameOf(path)}")`;
		},
	);
	const waits = text.includes(`${waitCall}(`);
	return {
		text: `${waits ? 'async ' : ''}function(expose,require,load){${text.replaceAll(`${waitCall}(`, 'await (')}\n}`,
		...(waits && {waits}),
	};
}

const exportsOfCommonJs =
	/^.*?var stdin_exports=\{\};__export\(stdin_exports,(\{[^{}]*\})\);module\.exports=__toCommonJS\(stdin_exports\);/s;

/** Says what is exported in one call, instead of with the same helpers in every section. */
function simplifyExports(code, file) {
	const [head, names] = exportsOfCommonJs.exec(code) ?? ['', ''];
	const text = code.slice(head.length).replace(/0&&\(module\.exports=\{[^{}]*\}\);$/, '');
	if (/(?<![\w.$])__(toESM|copyProps|reExport)\(/.test(text))
		throw new Error(`${file} needs a helper that is not there`);
	return names === '' ? text : `expose(${names});${text}`;
}
