// What has to be different in packages of others for the one file. Each patch names the text that it expects, and the
// build fails where a newer version of the package has none.
import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import process from 'node:process';
import type {Plugin} from 'esbuild';

/** Sections are functions that may wait; see bundle-sections.ts, which turns this call into an `await`. */
export const waitCall = 'waitForInSection';

type Change = readonly [expected: string | RegExp, replacement: string];

/** The first `Intl.Segmenter` costs 10 ms, and the texts of a first frame need none. */
const ownSegmenter = `import {segmenter} from ${JSON.stringify(resolve('source/segmenter.ts'))};`;

const patches: readonly {readonly file: RegExp; readonly changes: readonly Change[]}[] = [
	{
		file: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/,
		changes: [['await loadYoga()', `${waitCall}(loadYoga())`]],
	},
	{
		// fetch would load Node's own undici to decode a data URL; and to compile 70 kB takes less time than to wait for
		// another thread that does.
		file: /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/,
		changes: [
			['return w||"function"!=typeof fetch?', 'w=Buffer.from(H.slice(37),"base64");return w?'],
			['return WebAssembly.instantiate(f,d)', 'return{instance:new WebAssembly.Instance(new WebAssembly.Module(f),d)}'],
		],
	},
	{
		// Its tools for developers, which wait for a server. They want a package that isn't there (vadimdemedes/ink#571).
		file: /[\\/]ink[\\/]build[\\/]reconciler\.js$/,
		changes: [["process.env['DEV'] === 'true'", 'false']],
	},
	{
		// It checks that what it is given is a function, with a module that costs a millisecond to load.
		file: /[\\/]signal-exit[\\/]index\.js$/,
		changes: [["require('assert')", '{equal() {}}']],
	},
	{
		// The patterns of emoji cost 10 ms, for tables that the program's own text never needs.
		file: /[\\/]string-width[\\/]index\.js$/,
		changes: [
			[
				'const segmenter = new Intl.Segmenter();',
				`${ownSegmenter}
				const lazily = make => { let made; return () => (made ??= make()); };
				const lazyPattern = make => { const get = lazily(make); return {test: text => get().test(text), exec: text => get().exec(text)}; };`,
			],
			[/const (\w+) = (\/\S*(?:Emoji|Pictographic)\S*\/v);/g, 'const $1 = lazyPattern(() => $2);'],
		],
	},
	{
		file: /[\\/]wrap-ansi[\\/]index\.js$/,
		changes: [['const segmenter = new Intl.Segmenter();', ownSegmenter]],
	},
	{
		file: /[\\/]ink[\\/]build[\\/]line-update\.js$/,
		changes: [["const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });", ownSegmenter]],
	},
	{
		file: /[\\/]@alcalzone[\\/]ansi-tokenize[\\/]build[\\/]tokenize\.js$/,
		changes: [['const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });', ownSegmenter]],
	},
	{
		// It asks for the character at a place, too.
		file: /[\\/]slice-ansi[\\/]tokenize-ansi\.js$/,
		changes: [
			[
				"const GRAPHEME_SEGMENTER = new Intl.Segmenter(undefined, {granularity: 'grapheme'});",
				'let graphemeSegmenter;',
			],
			['GRAPHEME_SEGMENTER.segment', '(graphemeSegmenter ??= new Intl.Segmenter()).segment'],
		],
	},
];

/** Modules that are replaced altogether: what the program uses of undici is one class with one method. */
const replacements: readonly {readonly file: RegExp; readonly contents: string}[] = [
	{
		file: /[\\/]undici[\\/]index\.js$/,
		contents: [
			"import Client from './lib/dispatcher/client.js';",
			"import Dispatcher from './lib/dispatcher/dispatcher.js';",
			"import request from './lib/api/api-request.js';",
			'Object.assign(Dispatcher.prototype, {request});',
			'export {Client};',
		].join('\n'),
	},
	// HTTP/2 is never offered, and loading it costs 17 ms.
	{file: /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/, contents: 'module.exports = null;'},
	// conf's validator, for stores with a schema; ours have none.
	{file: /[\\/]ajv[\\/]dist[\\/]2020\.js$/, contents: 'export const Ajv2020 = null;'},
	{file: /[\\/]ajv-formats[\\/]dist[\\/]index\.js$/, contents: 'export default null;'},
	// Bodies as fetch knows them; a probe sends none.
	{file: /[\\/]undici[\\/]lib[\\/]web[\\/]fetch[\\/]body\.js$/, contents: 'module.exports = {extractBody: null};'},
];

function applyChange(path: string, text: string, [expected, replacement]: Change): string {
	const changed = text.replaceAll(expected, replacement);
	if (changed === text) throw new Error(`${path} holds no ${expected} any more`);
	return changed;
}

/** Whether a file of a package is another one in the bundle. */
export function isPatched(file: string): boolean {
	return [...patches, ...replacements].some(patch => patch.file.test(`/${file}`));
}

export const patchedPackagesPlugin: Plugin = {
	name: 'patched-packages',
	setup(bundler) {
		const unseen = new Set([...patches, ...replacements].map(({file}) => file));
		for (const {file, changes} of patches) {
			bundler.onLoad({filter: file}, ({path}) => {
				unseen.delete(file);
				const contents = changes.reduce((text, change) => applyChange(path, text, change), readFileSync(path, 'utf8'));
				return {contents, loader: 'js'};
			});
		}
		for (const {file, contents} of replacements) {
			bundler.onLoad({filter: file}, ({path}) => {
				unseen.delete(file);
				return {contents, loader: 'js', resolveDir: dirname(path)};
			});
		}
		// A newer version may have moved a file, and the patch would be left out without a word.
		bundler.onEnd(() => {
			if (unseen.size > 0) throw new Error(`Nothing was bundled that fits ${[...unseen].join(', ')}`);
		});
		// Five copies of an older version lie below others; it measures text as the newer one does, or worse.
		bundler.onResolve({filter: /^string-width$/}, ({kind, pluginData}) =>
			pluginData === 'own'
				? undefined
				: bundler.resolve('string-width', {resolveDir: process.cwd(), kind, pluginData: 'own'}),
		);
	},
};
