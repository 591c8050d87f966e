// The engine of PAC scripts stands in the built file, packed by Brotli: as text of Base64 it would be twice as long once
// all sections are packed.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import zlib from 'node:zlib';
import type {Plugin} from 'esbuild';

/** The highest one takes two seconds of each build, eight times as long as this one, to save 1.7 % of the built file. */
const packing = {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: 9}};

export const enginePlugin: Plugin = {
	name: 'engine',
	setup(bundler) {
		bundler.onLoad({filter: /[\\/]session[\\/]pac[\\/]engine\.ts$/}, () => ({
			// By name, so that the package is among what was bundled, with its licence and its advisories.
			contents: `
				import zlib from 'node:zlib';
				import packed from 'quickjs-wasi/quickjs.wasm';
				export function engineModule() {
					return WebAssembly.compile(zlib.brotliDecompressSync(Buffer.from(packed, 'base64')));
				}`,
			loader: 'js',
			resolveDir: resolve('source/session/pac'),
		}));
		bundler.onLoad({filter: /[\\/]quickjs\.wasm$/}, ({path}) => ({
			contents: zlib.brotliCompressSync(readFileSync(path), packing).toString('base64'),
			loader: 'text',
		}));
	},
};
