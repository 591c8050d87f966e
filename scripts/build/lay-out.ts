// What the launchers need: the table of sections, and a launcher that can be read.
import {createHash} from 'node:crypto';
import {build} from 'esbuild';
import type {Section, SectionTable} from '../../source/launch/sections.ts';
import {wholeBuiltinModulesPlugin} from './builtin-modules.ts';
import type {Bundle} from './bundle-sections.ts';
import {packageFilePlugin} from './package-file.ts';

/** The sections' texts one behind the other, and the table that says where each of them is, as JSON. */
export function layOut({entry, first, sections, groups}: Bundle) {
	const entries: {[name: string]: Section} = {};
	let texts = '';
	for (const {name, text, ...rest} of sections) {
		entries[name] = {start: texts.length, length: text.length, ...rest};
		texts += `${text}\n`;
	}
	// Offsets are counted in bytes, and the launcher reads bytes as characters.
	if (/[^\0-\x7f]/.test(texts)) throw new Error('The sections are not ASCII alone');
	const table = JSON.stringify({entry, first, sections: entries, groups} satisfies SectionTable);
	return {table, texts, buildId: createHash('sha256').update(table).update(texts).digest('hex').slice(0, 12)};
}

/** A launcher from source/launch/, with the values of what it declares. */
export async function bundleLauncher(
	entryPoint: string,
	format: 'esm' | 'cjs',
	definitions: {readonly [name: string]: unknown},
): Promise<string> {
	const {outputFiles} = await build({
		entryPoints: [entryPoint],
		write: false,
		bundle: true,
		platform: 'node',
		// An older Node must get as far as reading what it lacks.
		target: 'node12',
		format,
		legalComments: 'none',
		logLevel: 'warning',
		define: Object.fromEntries(Object.entries(definitions).map(([name, value]) => [name, JSON.stringify(value)])),
		plugins: [wholeBuiltinModulesPlugin, packageFilePlugin],
	});
	return outputFiles[0]?.text ?? '';
}
