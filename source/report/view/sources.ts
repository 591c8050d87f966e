import type {RequirementRow} from '../../record/shape.ts';
import {uniqueOf} from '../../words.ts';

/** The documents that ask for these rows, each once: those of Microsoft before what others found out. */
export function sourcesOf(
	rows: ReadonlyArray<{readonly requirement: Pick<RequirementRow, 'sources'> | null}>,
): string[] {
	const all = uniqueOf(rows.flatMap(({requirement}) => requirement?.sources ?? []));
	const isOfficial = (source: string) => source.startsWith('MicrosoftDocs');
	return [...all.filter(isOfficial), ...all.filter(source => !isOfficial(source))];
}
