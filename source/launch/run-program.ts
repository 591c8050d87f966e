import process from 'node:process';
import {locateCacheFolder} from './cache-folder.ts';
import {nameCache, openCachedScripts, scriptNameOf} from './cached-scripts.ts';
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

/**
 * Where a place in a script is in the sources: many sections are compiled as one script, so what V8 says of a fault names
 * the script alone.
 *
 * @param names of the sections in the script, in their order
 * @param line in the script, from 1
 * @returns as `source/a.ts:2`, with the line within the section; null where the script has no such line
 */
export function findFaultPlace(
	{table, readText}: Pick<SectionSource, 'table' | 'readText'>,
	names: readonly string[],
	line: number,
): string | null {
	// The first line holds the bracket alone; see `compile` in sections.ts.
	let start = 2;
	for (const name of names) {
		const section = table.sections[name];
		if (section === undefined) return null;
		const next = start + readText(section).split('\n').length;
		if (line >= start && line < next) return `${section.file}:${line - start + 1}`;
		start = next;
	}
	return null;
}

/**
 * Lets stack traces of errors name the sources, as the lines that a user reports.
 *
 * @param scripts the names of the sections in each script, by the name that V8 knows it by
 */
function nameFaultPlaces(
	source: Pick<SectionSource, 'table' | 'readText'>,
	scripts: ReadonlyMap<string, readonly string[]>,
): void {
	const describe = (frame: NodeJS.CallSite): string => {
		const [script, line, text] = [frame.getFileName() ?? '', frame.getLineNumber() ?? 0, String(frame)];
		const names = scripts.get(script);
		const place = names === undefined ? null : findFaultPlace(source, names, line);
		return place === null ? text : text.replace(`${script}:${line}`, place);
	};
	Error.prepareStackTrace = (error, frames) =>
		[Error.prototype.toString.call(error), ...frames.map(frame => `    at ${describe(frame)}`)].join('\n');
}
