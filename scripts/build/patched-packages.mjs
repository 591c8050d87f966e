// What has to be different in packages of others for the one file. Each patch names the text that it expects, and the
// build fails where a newer version of the package has none.
import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import process from 'node:process';

/** Sections are functions that may wait; see bundle-sections.mjs, which turns this call into an `await`. */
export const waitCall = 'waitForInSection';

const patches = [
	{
		file: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/,
		expected: 'await loadYoga()',
		replacement: `${waitCall}(loadYoga())`,
	},
	{
		// Its tools for developers want a package that isn't there (vadimdemedes/ink#571).
		file: /[\\/]ink[\\/]build[\\/]reconciler\.js$/,
		expected: "process.env['DEV'] === 'true'",
		replacement: 'false',
	},
	{
		// fetch would load Node's own undici to decode a data URL.
		file: /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/,
		expected: 'return w||"function"!=typeof fetch?',
		replacement: 'w=Buffer.from(H.slice(37),"base64");return w?',
	},
];

/** Modules that are replaced altogether: what the program uses of undici is one class with one method. */
const replacements = [
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

export const patchedPackagesPlugin = {
	name: 'patched-packages',
	setup(bundler) {
		for (const {file, expected, replacement} of patches) {
			bundler.onLoad({filter: file}, ({path}) => {
				const text = readFileSync(path, 'utf8');
				if (!text.includes(expected)) throw new Error(`${path} holds no ${expected} any more`);
				return {contents: text.replaceAll(expected, replacement), loader: 'js'};
			});
		}
		for (const {file, contents} of replacements) {
			bundler.onLoad({filter: file}, ({path}) => ({contents, loader: 'js', resolveDir: dirname(path)}));
		}
		// Five copies of an older version lie below others; it measures text as the newer one does, or worse.
		bundler.onResolve({filter: /^string-width$/}, ({kind, pluginData}) =>
			pluginData === 'own'
				? undefined
				: bundler.resolve('string-width', {resolveDir: process.cwd(), kind, pluginData: 'own'}),
		);
		bundler.onResolve({filter: /^react-devtools-core$/}, ({path}) => ({path, namespace: 'empty'}));
		bundler.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}'}));
	},
};
