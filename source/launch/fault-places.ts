import type {SectionSource} from './sections.ts';

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
export function nameFaultPlaces(
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
