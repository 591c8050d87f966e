import {type Entry, type HostItem, type Place, placeOf} from '../access-list.ts';
import {readExpression} from '../expression.ts';
import {parseHost} from '../hosts.ts';
import {categoryNote, filterLine} from '../objects.ts';
import {type EditIndex, type FileEdit, firstValue, valuesOf, within} from './fortigate-edits.ts';

type Tell = {readonly refuse: (place: Place, why: string) => void; readonly note: (text: string) => void};

/** FortiGuard's categories for what is liable, for adults, or harmful ("FortiGuard web filter categories", docs.fortinet.com). */
const harmful = new Set('1 2 3 4 5 6 7 8 9 11 12 13 14 15 16 26 57 59 61 62 63 64 65 66 67 83 86'.split(' '));

/**
 * What the profiles of a policy decide of hosts, each by itself: the lists of a web filter and of a DNS filter by name, the
 * first line that fits; "exempt" and, where no category is blocked, "allow" and "monitor" let pass there, and what one profile
 * lets pass another may still deny. What else may deny by
 * name makes the policy uncertain ("URL filter", FortiOS administration guide: a simple line takes its name alone).
 */
export function filtersOf(policy: FileEdit, edits: EditIndex, place: Place, tell: Tell): Entry[] {
	const {refuse} = tell;
	// Profiles stand on a policy, or in a group that it names.
	const group = firstValue(policy, 'profile-group');
	const grouped = edits.find('firewall profile-group', group);
	const named = (key: string) => [policy, ...(grouped ? [grouped] : [])].flatMap(own => valuesOf(own, key));
	const lost = (what: string): Entry[] => {
		refuse(place, `its ${what} may deny hosts that it allows, and is not in the file`);
		return [filterLine('deny', null, place, false)];
	};
	const lines = group !== '' && grouped === undefined ? lost('profile-group') : [];
	for (const kind of ['webfilter', 'dnsfilter'] as const) {
		for (const name of named(`${kind}-profile`)) {
			const profile = edits.find(`${kind} profile`, name);
			const own = profile ? filterOf(kind, profile, edits, tell) : lost(`${kind}-profile`);
			for (const line of own) lines.push({...line, profile: `${kind} ${name}`});
		}
	}
	for (const name of named('application-list')) {
		const list = edits.find('application list', name);
		const entries = entriesOf(list, 'application list entries', edits);
		// An entry blocks unless it says otherwise ("config application list", FortiOS CLI reference).
		const blocks = (edit: FileEdit) => !/^(?:pass|monitor)$/.test(firstValue(edit, 'action'));
		const isOther = (key: string) => list !== undefined && firstValue(list, key) === 'block';
		if (list === undefined) lines.push(...lost('application-list'));
		else if (entries.some(blocks) || isOther('other-application-action') || isOther('unknown-application-action')) {
			refuse(place, `its application-list ${name} blocks applications, and nobody can tell of which hosts they are`);
			lines.push(filterLine('deny', null, place, false));
		}
	}
	return lines;
}

/** What a table within an object holds; nothing where the object is not in the file. */
const entriesOf = (object: FileEdit | undefined, table: string, edits: EditIndex): readonly FileEdit[] =>
	object === undefined ? [] : edits.below(object).filter(one => one.table === table && one.scope === within(object));

function filterOf(kind: 'webfilter' | 'dnsfilter', profile: FileEdit, edits: EditIndex, {refuse, note}: Tell): Entry[] {
	const place = placeOf(profile.file, profile.line, `edit ${profile.name}`);
	const parts = edits.below(profile);
	const [table, key, holder] =
		kind === 'webfilter'
			? ['webfilter urlfilter', 'urlfilter-table', 'webfilter profile web']
			: ['dnsfilter domain-filter', 'domain-filter-table', 'dnsfilter profile domain-filter'];
	const ids = parts.filter(one => one.table === holder).flatMap(one => valuesOf(one, key));
	const blocked = parts.filter(
		one =>
			/ (?:ftgd-wf|ftgd-dns) filters$/.test(one.table) &&
			/^(?:block|warning|authenticate|redirect)$/.test(firstValue(one, 'action')),
	);
	const strange = blocked.filter(one => !harmful.has(firstValue(one, 'category')));
	const isListed = parts.some(
		one => firstValue(one, 'blocklist') === 'enable' || firstValue(one, 'blacklist') === 'enable',
	);
	const isBlocking = strange.length > 0 || isListed || firstValue(profile, 'external-ip-blocklist') !== '';
	const lines: Entry[] = [];
	for (const id of ids) {
		const list = edits.find(table, id);
		if (list === undefined) {
			refuse(place, `its list ${id} is not in the file`);
			lines.push(filterLine('deny', null, place, false));
		}
		for (const entry of entriesOf(list, `${table} entries`, edits)) lines.push(...lineOf(entry, isBlocking, refuse));
	}
	if (isBlocking) {
		const first = strange[0];
		refuse(
			first ? placeOf(first.file, first.line, `category ${firstValue(first, 'category')}`) : place,
			'nobody can tell which hosts are of the categories and lists that it blocks',
		);
		lines.push(filterLine('deny', null, place, false));
	} else if (blocked.length > 0) note(categoryNote);
	return lines;
}

function lineOf(entry: FileEdit, isBlocking: boolean, refuse: Tell['refuse']): Entry[] {
	const url = firstValue(entry, 'url') || firstValue(entry, 'domain');
	const field = entry.fields.get('url') ?? entry.fields.get('domain');
	const place = placeOf(entry.file, field?.line ?? entry.line, field?.text ?? `edit ${entry.name}`);
	if (firstValue(entry, 'status') === 'disable' || url === '') return [];
	const type = firstValue(entry, 'type') || 'simple';
	const word = firstValue(entry, 'action') || 'exempt';
	const action = word === 'block' ? 'deny' : 'allow';
	const items = type === 'regex' ? null : itemsOf(url, type, place);
	if (items === null) {
		refuse(
			place,
			type === 'regex' ? 'an expression of a filter is not read' : 'a path: it is of a part of the host alone',
		);
		return action === 'deny' ? [filterLine('deny', null, place, false)] : [];
	}
	// An allowed line goes on to the categories, an exempt one to nothing.
	if (action === 'allow' && word !== 'exempt' && isBlocking) return [filterLine('deny', items, place, false)];
	const below = type === 'simple' ? itemsOf(`*.${url}`, 'wildcard', place) : null;
	return [
		filterLine(action, items, place),
		// Some releases take the names below as well.
		...(action === 'deny' && below ? [filterLine('deny', below, place, false)] : []),
	];
}

/** The hosts of a line; null where it is of a path. */
function itemsOf(url: string, type: string, place: Place): HostItem[] | null {
	const [, host = '', path = ''] = /^(?:https?:\/\/)?([^/]*)(\/.*)?$/i.exec(url) ?? [];
	if (!/^\/?\*?$/.test(path)) return null;
	if (type !== 'wildcard') {
		const matcher = parseHost(host, {dot: null, star: null, hasInner: false});
		return typeof matcher === 'string' ? null : [{matcher, place}];
	}
	const pattern = host
		.toLowerCase()
		.replace(/[.+?^$(){}|[\]\\]/g, '\\$&')
		.replaceAll('*', '.*');
	const expression = readExpression(`^${pattern}$`, true);
	return expression === null ? null : [{matcher: {kind: 'expression', expression, of: 'host'}, place}];
}
