import process from 'node:process';
import {locateCacheFolder} from './cache-folder.ts';
import {openCachedScripts, scriptNameOf} from './cached-scripts.ts';
import {nameFaultPlaces} from './fault-places.ts';
import {nameCache} from './name-cache.ts';
import {runSections, type SectionSource} from './sections.ts';

/**
 * Runs the program from its sections, with the code that an earlier start compiled.
 *
 * @param buildId what the sections are, in a few letters: other ones have other letters
 */
export function runProgram({table, readText}: Pick<SectionSource, 'table' | 'readText'>, buildId: string): void {
	const folder = locateCacheFolder(process.env, process.getuid?.());
	const scripts = openCachedScripts(folder, nameCache(buildId, process));
	process.once('exit', code => {
		// Wrong usage is not worth keeping.
		if (code !== 2) scripts.save();
	});
	const sectionsOf = new Map<string, readonly string[]>();
	nameFaultPlaces({table, readText}, sectionsOf);
	void runSections({
		table,
		readText,
		evaluate(readTexts, name) {
			sectionsOf.set(scriptNameOf(name), name.split(','));
			return scripts.evaluate(readTexts, name);
		},
		loadBuiltin: name => process.getBuiltinModule(name),
	});
}
