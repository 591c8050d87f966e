import type {BuildOptions, Plugin} from 'esbuild';
import {enginePlugin} from './engine-plugin.ts';
import {packageFilePlugin} from './package-file.ts';

/** The oldest Node whose syntax the program may use; the launchers are read by older ones, too. */
export const target = 'node22';

/** Names stay: whoever has to allow a tool on a jump box can read what it does. */
export const minify = {minifyWhitespace: true, minifySyntax: true, minifyIdentifiers: false};

/** Ink's tools for developers want a package that is no dependency of it; without it they are not started. */
const missingPackagePlugin: Plugin = {
	name: 'missing-package',
	setup(bundler) {
		bundler.onResolve({filter: /^react-devtools-core$/}, ({path}) => ({path, namespace: 'missing'}));
		bundler.onLoad({filter: /.*/, namespace: 'missing'}, () => ({contents: 'export default {}'}));
	},
};

/** What the two ways to build the program have in common. */
export const programOptions = {
	write: false,
	metafile: true,
	bundle: true,
	// Names of files are in what is built: they must not tell where packages really lie.
	preserveSymlinks: true,
	platform: 'node',
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
	// What Node loads of it asks for its own parts in a way that no bundler can follow.
	alias: {'jsonc-parser': 'jsonc-parser/lib/esm/main.js'},
	plugins: [packageFilePlugin, missingPackagePlugin, enginePlugin],
} satisfies BuildOptions;
