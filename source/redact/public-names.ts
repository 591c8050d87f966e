import {X509Certificate} from 'node:crypto';
import {rootCertificates} from 'node:tls';
import type {Catalog, Requirement} from '../catalog/types.ts';
import {isOutsideCatalog} from '../plan/requirements.ts';

/** What the public documents name anyway, and so tells nothing about whoever made a check. */
export type PublicNames = {
	/** Whether the catalog itself names this host, pattern or domain. */
	isPublic(name: string): boolean;
	/** Whether a requirement is one of the catalog, not of a file of the user's own. */
	isDocumented(requirement: Pick<Requirement, 'id' | 'pattern'>): boolean;
	/** Whether an id is that of a requirement of the catalog, or stands for a host outside of it. */
	isKnownId(id: string): boolean;
	/** Whether an organisation is one that the public roots bundled with Node name. */
	isAuthority(organisation: string): boolean;
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
	// A field, in the command that asks the cluster for its addresses.
	'spec.clusterip',
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

function collectAuthorities(): ReadonlySet<string> {
	return new Set(
		rootCertificates.flatMap(pem =>
			[...new X509Certificate(pem).subject.matchAll(/^O=(.+)$/gm)].map(([, name = '']) => name),
		),
	);
}

/** Collects the names of a catalog once, for many questions. */
export function collectPublicNames({requirements, regions}: Catalog): PublicNames {
	const texts = requirements.flatMap(requirement => JSON.stringify(requirement).match(dottedText) ?? []);
	const names = new Set([...everywhere, ...texts.flatMap(text => fillRegions(text.toLowerCase(), regions))]);
	const wildcards = [...names].filter(name => /^(?:\*|<(?!region)[^>]*>)\./.test(name));
	const patterns = new Map(requirements.map(({id, pattern}) => [id, pattern]));
	const regionNames = new Set(regions.map(({name}) => name));
	// Regions are filled in, so that in the place of one any will do.
	const canonical = (labels: readonly string[]) =>
		labels.map(label => (/^[*<]/.test(label) || regionNames.has(label) ? '<>' : label)).join('.');
	const suffixes = new Set(wildcards.map(name => canonical(name.split('.').slice(1))));
	const domains = new Set([...names].filter(name => !name.includes('<')).flatMap(parentsOf));
	let authorities: ReadonlySet<string> | null = null;
	return {
		isAuthority(organisation) {
			authorities ??= collectAuthorities();
			return authorities.has(organisation);
		},
		isPublic: name => names.has(name.toLowerCase()) || domains.has(name.toLowerCase()),
		isDocumented: ({id, pattern}) => patterns.get(id) === pattern,
		isKnownId: id => patterns.has(id) || isOutsideCatalog({id}),
		splitResource(host) {
			const labels = host.toLowerCase().split('.');
			// The most specific first: it keeps the most of the name.
			for (const [index] of labels.slice(1).entries()) {
				const own = labels.slice(0, index + 1);
				const kept = labels.slice(index + 1);
				if (!suffixes.has(canonical(kept))) continue;
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
