import {joinWords} from '../words.ts';
import features from './data/features.json' with {type: 'json'};
import regions from './data/regions.json' with {type: 'json'};
import requirements from './data/requirements.json' with {type: 'json'};
import documents from './data/sources.json' with {type: 'json'};
import type {Catalog, Feature, Region, Requirement, SourceDocument} from './types.ts';

// TypeScript reads JSON strings as `string`, not as the closed words of the types. The tests hold every row to the
// schema, so that starting the program need not.
export const catalog: Catalog = {
	version: '2026-08-27',
	requirements: citeDocuments(requirements as Parameters<typeof citeDocuments>[0], documents),
	regions: regions as readonly Region[],
	features: features as readonly Feature[],
	documents,
};

/** A requirement as the data has it: it refers to documents by their ids. */
type RequirementData = Omit<Requirement, 'link'>;

/** Puts the documents in place of their ids, as reports name them, and gives each requirement the page to read on. */
export function citeDocuments(
	requirements: readonly RequirementData[],
	documents: readonly SourceDocument[],
): readonly Requirement[] {
	const byId = new Map(documents.map(document => [document.id, document]));
	const textOf = (id: string) => {
		const document = byId.get(id);
		return document === undefined ? id : documentText(document);
	};
	return requirements.map(requirement => ({
		...requirement,
		standIns: requirement.standIns.map(standIn => ({...standIn, source: textOf(standIn.source)})),
		sources: requirement.sources.map(textOf),
		link: bestLink(requirement.sources.flatMap(id => byId.get(id)?.link ?? [])),
	}));
}

/** Its name with the date or the commit that was read. */
export function documentText({name, date, commit}: SourceDocument): string {
	const version = date ?? (commit === undefined ? null : `commit ${commit}`);
	return version === null ? name : `${name} (${version})`;
}

/** A page written for readers says more to a network team than a file or an issue in a repository. */
function bestLink(links: readonly string[]): string | null {
	return links.find(link => !link.startsWith('https://github.com/')) ?? links[0] ?? null;
}

/** Features as the wizard lists them, in its order. One that this version does not know keeps its id. */
export function featureTitles(ids: readonly string[]): string[] {
	const known = catalog.features.filter(({id}) => ids.includes(id));
	const unknown = ids.filter(id => !known.some(feature => feature.id === id));
	return [...known.map(({title}) => title), ...unknown];
}

/** The chosen features that need a row, in words; empty for a host that none of them asks for. */
export function neededBy(
	{requirement}: {readonly requirement: Pick<Requirement, 'features'> | null},
	{features}: {readonly features: readonly string[]},
): string {
	const chosen = (requirement?.features ?? []).filter(id => features.includes(id));
	return joinWords(featureTitles(chosen));
}

/** How many digits of a checksum people are shown: enough to tell two files apart by eye. */
const digitsShown = 16;

/** A catalog in a report: its version, and the checksum of one that came from a file. */
export function catalogWords({
	version,
	checksum,
}: {
	readonly version: string;
	readonly checksum?: string | undefined;
}): string {
	return checksum === undefined ? version : `${version} (from a file, sha256 ${checksum.slice(0, digitsShown)})`;
}
