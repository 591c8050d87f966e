import {isIP, isIPv6} from 'node:net';
import type {LintNote} from '../types.ts';

const field = 'no_proxy';

function warn(problem: string, cure: string): LintNote {
	return {field, problem, cure, severity: 'warning'};
}

function inform(problem: string, cure: string): LintNote {
	return {field, problem, cure, severity: 'info'};
}

/** How the list is written. Azure CLI hands it to helm, for which an empty entry is a mistake. */
function lintForm(noProxy: string): LintNote[] {
	const notes: LintNote[] = [];
	if (/\s/.test(noProxy)) {
		notes.push(
			warn('It has blanks in it, which helm takes as part of an entry.', 'Separate the entries by commas alone.'),
		);
	}
	if (/,\s*,|^\s*,|,\s*$/.test(noProxy)) {
		notes.push(
			warn(
				'It has an empty entry (two commas in a row, or one at an end), at which az connectedk8s fails.',
				'Take the extra comma out.',
			),
		);
	}
	return notes;
}

function lintWildcards(entries: readonly string[]): LintNote[] {
	const notes: LintNote[] = [];
	if (entries.includes('*')) {
		notes.push(
			warn('The entry "*" sends everything past the proxy.', 'Name what is inside, or set no proxy if none is needed.'),
		);
	}
	const starred = entries.filter(entry => entry !== '*' && entry.includes('*'));
	if (starred.length > 0) {
		notes.push(
			warn(
				`"${starred.slice(0, 3).join('", "')}" ${starred.length === 1 ? 'has' : 'have'} a "*", which curl and Python take literally and AKS refuses.`,
				'Write a suffix with a leading dot, like .example.com.',
			),
		);
	}
	return notes;
}

/** A host name or a suffix of names, and a port where one is given; international names stand in their ASCII form. */
const name = /^\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?(?::\d{1,5})?$/i;

function isAddress(entry: string): boolean {
	return isIP(entry) !== 0 || isIPv6(/^\[(.*)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? '');
}

/** Addresses as they stand in a browser's line, ranges that are none, other separators: no tool makes anything of them. */
function lintUseless(entries: readonly string[]): LintNote[] {
	const useless = entries.filter(
		entry => !entry.includes('*') && !name.test(entry) && !isAddress(entry) && !isRange(entry),
	);
	if (useless.length === 0) return [];
	return [
		warn(
			`"${useless.slice(0, 3).join('", "')}" ${useless.length === 1 ? 'is' : 'are'} neither a name nor an address or range, so nothing matches.`,
			'Write a bare host name, a domain like .example.com, or a range like 10.0.0.0/16.',
		),
	];
}

/** curl knows ranges from 7.86 on (its manual); Python and with it Azure CLI and pip don't; Go's rules are those of golang.org/x/net. */
function lintRanges(entries: readonly string[]): LintNote[] {
	const ranges = entries.filter(isRange);
	if (ranges.length === 0) {
		return [
			inform(
				'It names no address range, so calls to services inside the cluster by address go to the proxy; the service range cannot be known from here.',
				`Add it. To find it: ${serviceRangeCommands.join(', or ')}.`,
			),
		];
	}
	return [
		inform(
			`The ${ranges.length === 1 ? 'range' : 'ranges'} ${ranges.slice(0, 3).join(', ')} ${ranges.length === 1 ? 'counts' : 'count'} for Go programs (helm, kubectl), but not for Python programs (Azure CLI, pip) and curl before 7.86.`,
			'Where those must reach an address in it, such as the API server from this machine, add that address by itself.',
		),
	];
}

function lintMissing(entries: readonly string[]): LintNote[] {
	const missing = missingEntries(entries);
	if (missing.length === 0) return [];
	return [
		inform(
			`It lacks ${missing.join(', ')}, without which traffic inside the cluster goes to the proxy and training jobs can end with exit code 137.`,
			`Add ${missing.join(',')} to what is given to the agents (--proxy-skip-range).`,
		),
	];
}

/** Another separator, or what came along around the list, spoils it: that is to be said first, and nothing else. */
function lintSpoilt(noProxy: string): LintNote[] {
	if (/^(?:export\s+|set\s+)?no_proxy\s*=/i.test(noProxy)) {
		return [warn('It begins with the name of a variable.', 'Write only what is behind the equals sign.')];
	}
	if (/[\u00ad\u200b-\u200f\u2060\ufeff]/.test(noProxy)) {
		return [
			warn(
				'It has an invisible character in it, as copied text does, so that the entry with it matches nothing.',
				'Type that entry anew.',
			),
		];
	}
	if (/[\r\n]/.test(noProxy.trimStart())) {
		return [
			warn(
				'It has a line end in it, which programs take as part of an entry, so that this entry matches nothing.',
				'Write it in one line, and take the line end (CR, LF) off.',
			),
		];
	}
	if (/[$%]\{?\w|\{\{/.test(noProxy)) {
		return [
			warn('It has the name of a variable in place of its value.', 'Write the value, since nothing replaces it here.'),
		];
	}
	if (noProxy.includes('|')) {
		return [
			warn(
				'Its entries are separated by bars, as Java has it, so that no program of the agents finds one of them in it.',
				'Separate them by commas alone.',
			),
		];
	}
	if (noProxy.includes(';')) {
		return [
			warn(
				'Its entries are separated by semicolons, as on Windows, so that no program finds one of them in it.',
				'Separate them by commas alone.',
			),
		];
	}
	if (/["'`\u2018\u2019\u201c\u201d]/.test(noProxy)) {
		return [
			warn(
				'It has quotes in it, which programs take as part of an entry, so that those entries match nothing.',
				'Take the quotes out: some tools (docker --env-file, systemd) hand them on.',
			),
		];
	}
	if (/^\[[^\]]*,|^\(|^<(?!local>)/.test(noProxy.trim())) {
		return [
			warn(
				'It has brackets around it, which programs take as part of an entry, so that those entries match nothing.',
				'Take the brackets out.',
			),
		];
	}
	return [];
}

/** What every cluster needs, where no list was given at all. */
export function lintNoList(): LintNote[] {
	return lintMissing([]);
}

/** What is wrong with a no_proxy list. An empty one is none: there is nothing to mend in it. */
export function lintNoProxy(noProxy: string): LintNote[] {
	const spoilt = lintSpoilt(noProxy);
	if (spoilt.length > 0) return spoilt;
	const entries = entriesOf(noProxy);
	if (entries.length === 0) return [];
	const rest = entries.includes('*') ? [] : [...lintRanges(entries), ...lintMissing(entries)];
	return [...lintForm(noProxy), ...lintWildcards(entries), ...lintUseless(entries), ...rest];
}

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
function isRange(entry: string): boolean {
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
