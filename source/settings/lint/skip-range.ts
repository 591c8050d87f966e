import {isIP} from 'node:net';

/**
 * What must never go through a proxy from inside a cluster, besides the service range: the Arc quickstart's names of
 * the cluster itself, and loopback, without which training jobs end with exit code 137 (Azure/AML-Kubernetes#181).
 */
const clusterEntries = ['127.0.0.1', 'localhost', 'kubernetes.default.svc', '.svc.cluster.local', '.svc'] as const;

/** Stands for the service range, which only the cluster knows. */
export const serviceRangePlaceholder = '<SERVICE-CIDR>';

/** Shows the service range where the cluster tells it, and one address from it in any case. */
export const serviceRangeCommands = [
	'kubectl cluster-info dump | grep -m 1 service-cluster-ip-range',
	"kubectl get service kubernetes --namespace default --output jsonpath='{.spec.clusterIP}'",
] as const;

/** The entries of a list, without blanks and empty ones. */
export function entriesOf(noProxy: string): string[] {
	return noProxy.split(/[\s,]+/).filter(entry => entry !== '');
}

/** `10.0.0.0/16`, `fd00::/8`. */
export function isRange(entry: string): boolean {
	const [address = '', bits = '', ...more] = entry.split('/');
	const longest = {0: -1, 4: 32, 6: 128}[isIP(address)] ?? -1;
	return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

/** What every cluster needs and a list does not keep past the proxy. */
export function missingEntries(entries: readonly string[]): string[] {
	return clusterEntries.filter(wanted => !isCovered(entries, wanted));
}

/** Whether a list already keeps this entry past the proxy: by itself, or by a wider suffix. */
function isCovered(entries: readonly string[], wanted: string): boolean {
	const lower = entries.map(entry => entry.toLowerCase().replace(/^\*\./, '.'));
	return lower.some(
		entry =>
			entry === wanted ||
			(entry.startsWith('.') ? wanted.endsWith(entry) : wanted === `.${entry}` || wanted.endsWith(`.${entry}`)),
	);
}

/**
 * The list for `--proxy-skip-range`: the user's own one as helm can take it (no blanks, no empty entry, no `*`), with
 * what every cluster needs and, where it names no range, a placeholder for the service range.
 */
export function skipRangeFor(noProxy: string): string[] {
	const own = entriesOf(noProxy)
		.map(entry => entry.replace(/^\*\./, '.'))
		.filter(entry => entry !== '*');
	const range = own.some(isRange) ? [] : [serviceRangePlaceholder];
	return [...new Set([...own, ...range, ...clusterEntries])];
}
