// Node's own modules are not imported by the sections but asked for: see createBuiltinView in source/launch/sections.ts.
// To import node:fs alone costs 5 ms, since every one of its exports is touched for that.
import {builtinModules} from 'node:module';
import process from 'node:process';
import type {Plugin} from 'esbuild';

const names = new Set(builtinModules.flatMap(name => [name, `node:${name}`]));
const isName = /^[A-Za-z_$][\w$]*$/;

/** Every import of a module of Node's becomes one of named exports, whose default is called `builtin`. */
export const builtinModulesPlugin: Plugin = {
	name: 'builtin-modules',
	setup(bundler) {
		bundler.onResolve({filter: /^builtin:/}, ({path}) => ({path, external: true, sideEffects: false}));
		bundler.onResolve({filter: /^[\w:/]+$/}, ({path, kind}) => {
			if (!names.has(path)) return undefined;
			if (kind !== 'import-statement') return {path, external: true};
			return {path: path.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false};
		});
		bundler.onLoad({filter: /.*/, namespace: 'builtin'}, ({path}) => {
			const members = Object.keys(Object(process.getBuiltinModule(path)));
			const exported = members.filter(key => isName.test(key) && key !== 'default');
			return {contents: `export {builtin as default, ${exported.join(', ')}} from 'builtin:${path}';`};
		});
	},
};

/** For the launcher, which is one piece and uses few: each as a whole. */
export const wholeBuiltinModulesPlugin: Plugin = {
	name: 'whole-builtin-modules',
	setup(bundler) {
		bundler.onResolve({filter: /^node:/}, ({path}) => ({path, namespace: 'whole-builtin'}));
		bundler.onLoad({filter: /.*/, namespace: 'whole-builtin'}, ({path}) => ({
			contents: `export default process.getBuiltinModule('${path}');`,
		}));
	},
};
