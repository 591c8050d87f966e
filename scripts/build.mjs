// Bundles the program into one file that runs with Node alone: dist/arc-netcheck.mjs.
import {chmodSync, rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
rmSync('dist', {recursive: true, force: true});

const outfile = 'dist/arc-netcheck.mjs';
await build({
	entryPoints: ['cli.tsx'],
	outfile,
	bundle: true,
	platform: 'node',
	// The oldest Node that the program says it runs on. An older one gets as far as the check in environment.ts.
	target: 'node22',
	format: 'esm',
	jsx: 'automatic',
	minify: true,
	keepNames: true,
	legalComments: 'linked',
	logLevel: 'warning',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	banner: {
		// Some dependencies are CommonJS and call require() for Node's own modules.
		js: "#!/usr/bin/env node\nimport {createRequire as createRequireForBundle} from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
	},
	plugins: [
		{
			// Ink imports it only when DEV=true, but a bundler must resolve it all the same (vadimdemedes/ink#571).
			name: 'without-react-devtools',
			setup(bundler) {
				bundler.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
				bundler.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}'}));
			},
		},
	],
});
chmodSync(outfile, 0o755);
