import type {Requirement, SourceDocument} from './types.ts';

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
