import type {Catalog} from '../catalog/types.ts';

/** What the public documents name anyway, and so tells nothing about whoever made a check. */
export type PublicNames = {
	/** Whether the catalog itself names this host, pattern or domain. */
	isPublic(name: string): boolean;
	/** Whether this is the id of a requirement of the catalog, not of a file of the user's own. */
	isDocumented(requirementId: string): boolean;
	/** For a host under one of the catalog's wildcards: what is the user's own in it, and what is not. */
	splitResource(host: string): {readonly own: string; readonly suffix: string} | null;
};

/** Names that every cluster and every machine has. */
const everywhere = [
	'localhost',
	'localhost.localdomain',
	'cluster.local',
	'svc.cluster.local',
	'kubernetes.default',
	'kubernetes.default.svc',
];

/** Text with a dot in it that is a name, or looks like one. */
const dottedText = /[\w<>*-]+(?:\.[\w<>*-]+)+/g;

/** Labels that Azure puts between a resource and its domain when the way is private. */
const privateLink = 'privatelink';

function parentsOf(name: string): string[] {
	const labels = name.split('.');
	return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
}

/** Fills in each region's name and code, as far as the text asks for them. */
function fillRegions(text: string, regions: Catalog['regions']): string[] {
	if (!/<region(?:-code)?>/.test(text)) return [text];
	return [
		text,
		...regions.flatMap(({name, arcCode}) => {
			const filled = text.replaceAll('<region>', name);
			return filled.includes('<region-code>') && arcCode === null
				? []
				: [filled.replaceAll('<region-code>', arcCode ?? '')];
		}),
	];
}

/** Collects the names of a catalog once, for many questions. */
export function collectPublicNames({requirements, regions}: Catalog): PublicNames {
	const texts = requirements.flatMap(requirement => JSON.stringify(requirement).match(dottedText) ?? []);
	const names = new Set([...everywhere, ...texts.flatMap(text => fillRegions(text.toLowerCase(), regions))]);
	const wildcards = [...names].filter(name => /^(?:\*|<(?!region)[^>]*>)\./.test(name));
	const ids = new Set(requirements.map(({id}) => id));
	const regionNames = new Set(regions.map(({name}) => name));
	// The most specific first: it keeps the most of the name.
	const suffixes = [...new Set(wildcards.map(name => name.slice(name.indexOf('.') + 1)))].sort(
		(one, other) => other.split('.').length - one.split('.').length,
	);
	const domains = new Set([...names].filter(name => !name.includes('<')).flatMap(parentsOf));
	return {
		isPublic: name => names.has(name.toLowerCase()) || domains.has(name.toLowerCase()),
		isDocumented: id => ids.has(id),
		splitResource(host) {
			const labels = host.toLowerCase().split('.');
			for (const suffix of suffixes) {
				const tail = suffix.split('.');
				const kept = labels.slice(-tail.length);
				const isMatch = kept.every((label, index) => {
					const wanted = tail[index] ?? '';
					return wanted === label || (/^[*<]/.test(wanted) && regionNames.has(label));
				});
				if (!isMatch || labels.length <= tail.length) continue;
				const own = labels.slice(0, -tail.length);
				const isPrivate = own.length > 1 && own.at(-1) === privateLink;
				return {
					own: (isPrivate ? own.slice(0, -1) : own).join('.'),
					suffix: [...(isPrivate ? [privateLink] : []), ...kept].join('.'),
				};
			}
			return null;
		},
	};
}
