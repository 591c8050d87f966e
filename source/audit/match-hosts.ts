import type {RuleProtocol} from '../allowlists/types.ts';
import type {HostItem, Matcher} from './form.ts';

/** One question to a list: may this host be reached on this port? */
export type Request = {readonly host: string; readonly port: number; readonly protocol: RuleProtocol};

/** Items of one list, found by name in time that grows with the labels of a host alone, but for expressions. */
type HostIndex = {
	readonly names: ReadonlyMap<string, HostItem>;
	readonly suffixes: ReadonlyMap<string, readonly HostItem[]>;
	readonly others: readonly HostItem[];
};

const indexes = new WeakMap<readonly HostItem[], HostIndex>();

function indexOf(items: readonly HostItem[]): HostIndex {
	const known = indexes.get(items);
	if (known) return known;
	const names = new Map<string, HostItem>();
	const suffixes = new Map<string, HostItem[]>();
	const others: HostItem[] = [];
	for (const item of items) {
		const {matcher} = item;
		if (matcher.kind === 'name') {
			if (!names.has(matcher.name)) names.set(matcher.name, item);
		} else if (matcher.kind === 'suffix') {
			const same = suffixes.get(matcher.base);
			if (same) same.push(item);
			else suffixes.set(matcher.base, [item]);
		} else others.push(item);
	}
	const index = {names, suffixes, others};
	indexes.set(items, index);
	return index;
}

/** One host is held against thousands of rules, one after the other. */
let latest = {host: '', labels: [''], domains: ['']};

function split(host: string): typeof latest {
	if (latest.host !== host) {
		const labels = host.split('.');
		latest = {host, labels, domains: labels.map((_, index) => labels.slice(index).join('.'))};
	}
	return latest;
}

/** The domains above a host, itself first. */
export const domainsOf = (host: string): readonly string[] => split(host).domains;

/**
 * The item that takes a host, or null; 'perhaps' where an expression looks at a path that nobody knows.
 *
 * Squid shows its url_regex `host:443` of a tunnel and `http://host/path` of a request ("acl" in squid.conf.documented);
 * the path is not known here, so two are tried.
 */
export function findItem(items: readonly HostItem[], request: Request): HostItem | 'perhaps' | null {
	const [only, another] = items;
	if (only && another === undefined) {
		const taken = takes(only.matcher, request);
		return taken ? only : taken === null ? 'perhaps' : null;
	}
	const {names, suffixes, others} = indexOf(items);
	const {host} = request;
	const exact = names.get(host);
	if (exact) return exact;
	for (const [depth, base] of suffixes.size === 0 ? [] : domainsOf(host).entries()) {
		for (const item of suffixes.get(base) ?? []) {
			if (item.matcher.kind !== 'suffix') continue;
			if (depth === 0 ? item.matcher.hasApex : depth === 1 || item.matcher.isDeep) return item;
		}
	}
	let isPerhaps = false;
	for (const item of others) {
		const taken = takes(item.matcher, request);
		if (taken) return item;
		if (taken === null) isPerhaps = true;
	}
	return isPerhaps ? 'perhaps' : null;
}

/** How a matcher is called, in no product's own syntax but that of most. */
export function nameOf(matcher: Matcher): string {
	switch (matcher.kind) {
		case 'every':
			return '*';
		case 'name':
			return matcher.name;
		case 'suffix':
			return `${matcher.hasApex ? '' : '*'}.${matcher.base}`;
		case 'labels':
			return matcher.labels.join('.').replace(/^\*\*/, '*');
		case 'expression':
			return matcher.expression.source;
	}
}

/** Whether one matcher takes a request; null where it can't be told. */
export function takes(matcher: Matcher, {host, port, protocol}: Request): boolean | null {
	switch (matcher.kind) {
		case 'every':
			return true;
		case 'name':
			return host === matcher.name;
		case 'suffix': {
			if (host === matcher.base) return matcher.hasApex;
			if (!host.endsWith(`.${matcher.base}`)) return false;
			return matcher.isDeep || !host.slice(0, -matcher.base.length - 1).includes('.');
		}
		case 'labels':
			return takesLabels(matcher.labels, split(host).labels);
		case 'expression': {
			const {expression, of} = matcher;
			if (of === 'host') return expression.test(host);
			if (protocol !== 'http') return of === 'url' && expression.test(`${host}:${port}`);
			const origin = of === 'path' ? '' : `http://${host}${port === 80 ? '' : `:${port}`}`;
			const [first, second] = [expression.test(`${origin}/`), expression.test(`${origin}/any7/name`)];
			return first === second ? first : null;
		}
	}
}

function takesLabels(pattern: readonly string[], labels: readonly string[]): boolean {
	const isDeep = pattern[0] === '**';
	// What stands for `**` is one label or more.
	const more = labels.length - pattern.length;
	if (isDeep ? more < 0 : more !== 0) return false;
	for (let index = pattern.length - 1; index >= (isDeep ? 1 : 0); index--) {
		if (!takesLabel(pattern[index] ?? '', labels[index + more] ?? '')) return false;
	}
	return true;
}

/** A `*` is any run of characters of one label, of at least one where it stands alone. */
function takesLabel(pattern: string, label: string): boolean {
	if (!pattern.includes('*')) return pattern === label;
	if (pattern === '*') return label !== '';
	const parts = pattern.split('*');
	const [start = '', end = ''] = [parts[0], parts.at(-1)];
	if (!label.startsWith(start) || label.length < start.length + end.length || !label.endsWith(end)) return false;
	let at = start.length;
	for (const part of parts.slice(1, -1)) {
		const found = label.indexOf(part, at);
		if (found < 0 || found + part.length > label.length - end.length) return false;
		at = found + part.length;
	}
	return true;
}

/** Labels that no list names by chance: of letters alone, with a digit, with a hyphen. */
const anyLabels = ['arcnetcheckany', 'any7', 'any-name'];

/**
 * Names that stand for all that a pattern takes: itself, or under a wildcard some of one label and one of two, since a
 * leading `*` is any depth.
 */
export function sampleNames(host: string): string[] {
	if (!host.includes('*')) return [host];
	const [first = '', ...rest] = host.split('.');
	const tail = rest.map(label => (label === '*' ? 'any7' : label)).join('.');
	if (first !== '*') return [`${first}.${tail}`];
	return [...anyLabels.map(label => `${label}.${tail}`), `any.deep7.${tail}`];
}
