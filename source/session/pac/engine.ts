import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

/** The engine that judges PAC scripts: QuickJS-NG, in WebAssembly. In a built file its bytes stand there (scripts/build/engine-plugin.ts). */
export function engineModule(): Promise<WebAssembly.Module> {
	return WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm')));
}
