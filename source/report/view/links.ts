import type {RequirementRow} from '../../record/shape.ts';
import {uniqueOf} from '../../words.ts';

const learn = 'https://learn.microsoft.com/azure';

/** Where a document can be read, for reports from before the rows themselves said it; the more telling first. */
const pages: readonly (readonly [part: string, link: string])[] = [
	['network-requirements-azure-', `${learn}/azure-arc/kubernetes/network-requirements`],
	['reference-kubernetes', `${learn}/machine-learning/reference-kubernetes`],
	['how-to-access-azureml-behind-firewall', `${learn}/machine-learning/how-to-access-azureml-behind-firewall`],
	['outbound-rules-control-egress', `${learn}/aks/outbound-rules-control-egress`],
	['arc-gateway-simplify-networking', `${learn}/azure-arc/kubernetes/arc-gateway-simplify-networking`],
	['azure-arc/kubernetes/troubleshooting', `${learn}/azure-arc/kubernetes/troubleshooting`],
	['azure-arc/kubernetes/faq', `${learn}/azure-arc/kubernetes/faq`],
	['relay-port-settings', `${learn}/azure-relay/relay-port-settings`],
	['container-registry-firewall-rules', `${learn}/container-registry/container-registry-firewall-access-rules`],
	[
		'docs/client-firewall-rules',
		'https://github.com/microsoft/containerregistry/blob/main/docs/client-firewall-rules.md',
	],
	[
		'AML-Kubernetes docs/network-requirements',
		'https://github.com/Azure/AML-Kubernetes/blob/master/docs/network-requirements.md',
	],
	[
		'AML-Kubernetes docs/deploy-extension',
		'https://github.com/Azure/AML-Kubernetes/blob/master/docs/deploy-extension.md',
	],
];

/** The documents that ask for these rows, each once: those of Microsoft before what others found out. */
export function sourcesOf(
	rows: ReadonlyArray<{readonly requirement: Pick<RequirementRow, 'sources'> | null}>,
): string[] {
	const all = uniqueOf(rows.flatMap(({requirement}) => requirement?.sources ?? []));
	const isOfficial = (source: string) => source.startsWith('MicrosoftDocs');
	return [...all.filter(isOfficial), ...all.filter(source => !isOfficial(source))];
}

/** Whatever else a file names stays text: a report must not lead its reader astray. */
const vendorPage = /^https:\/\/(?:learn\.microsoft\.com|docs\.azure\.cn|github\.com)\/[\w./#-]+$/;

/** The page of one source; null where it has none that anybody can open. */
function pageOf(source: string): string | null {
	if (vendorPage.test(source)) return source;
	const page = pages.find(([part]) => source.includes(part));
	if (page !== undefined) return page[1];
	const [, repository, kind, number] = /^([\w.-]+\/[\w.-]+) (issues?|pull request) (\d+)/.exec(source) ?? [];
	return repository === undefined
		? null
		: `https://github.com/${repository}/${kind === 'pull request' ? 'pull' : 'issues'}/${number}`;
}

/** The pages that ask for these rows. */
export function linksOf(
	rows: ReadonlyArray<{readonly requirement: Pick<RequirementRow, 'sources' | 'link'> | null}>,
): string[] {
	return uniqueOf(
		rows.flatMap(row => {
			const link = row.requirement?.link ?? null;
			return link !== null && vendorPage.test(link) ? [link] : sourcesOf([row]).flatMap(source => pageOf(source) ?? []);
		}),
	);
}

/** A few links that together stand for as many lists of links as possible, the most telling first. */
export function coverLinks(lists: readonly (readonly string[])[], limit: number): string[] {
	const chosen: string[] = [];
	let open = lists.filter(list => list.length > 0);
	while (chosen.length < limit && open.length > 0) {
		const candidates = uniqueOf(open.flat());
		const count = (link: string) => open.filter(list => list.includes(link)).length;
		const [best] = candidates.toSorted((one, other) => count(other) - count(one));
		if (best === undefined) break;
		chosen.push(best);
		open = open.filter(list => !list.includes(best));
	}
	return chosen;
}
