import {parse} from 'csv-parse/sync';
import {UsageError} from '../../errors.ts';
import {buildList, placeOf, type Reader, type Service} from '../access-list.ts';
import {denial, notInForce, readLine, readWord} from './plain-list.ts';

/** What people call the columns. */
const titles = {
	/** The first of these that is there holds the host, whatever else is called so. */
	hosts: [
		/^(?:host|fqdn|hostname)$/i,
		/^(?:hosts|fqdns|host ?names?|domains?|(?:destination|dest|dst|target) ?(?:hosts?|host ?names?|fqdns?|domains?|urls?))$/i,
		/^(?:urls?|destinations?|destination ?address(?:es)?|dst|dest|target|endpoint|address)$/i,
		/^(?:name|site|pattern)$/i,
	],
	port: /^(?:port|ports|dst ?port|dest(?:ination)? ?ports?|service|services)$/i,
	protocol: /^(?:protocol|protocols|proto|scheme|transport)$/i,
	action:
		/^(?:(?:rule|firewall|proxy|policy) ?)?(?:action|aktion|acci[o\u00f3]n|azione|verdict|decision|status|permission)s?$|^(?:policy|allow(?:ed)?\??|permit(?:ted)?\??)$|^(?:allow|permit|accept)(?:ed)? ?(?:\/|\||or) ?\w+$/i,
	state: /^(?:(?:is|rule) ?)?(?:enabled|active|state|in ?force)\??$/i,
	off: /^(?:(?:is|rule) ?)?(?:disabled|inactive|suspended|blocked|denied|rejected|pending|on ?hold|obsolete|deprecated|retired|decommissioned|removed|deleted)\??$/i,
	approval: /^(?:(?:is|rule|security) ?)?(?:approved|approval(?: ?(?:state|status))?|authori[sz]ed)\??$/i,
	expiry: /^(?:expir(?:es|y|ation)(?: ?(?:on|date))?|valid ?(?:until|to|till)|until|end ?date|g[u\u00fc]ltig bis)$/i,
} as const;

/**
 * Reads a table (RFC 4180; with semicolons or tabs as well), by the titles of its columns. Of several that may hold the host
 * the one that is called so counts. A row with an action allows only where that says so, and none with a word of denial in any
 * cell allows.
 */
export const readCsv: Reader = async files => {
	const list = buildList();
	for (const {file, text} of files) {
		const rows = parseRows(text, file);
		const head = rows[0]?.record.map(cell => cell.trim().replace(/[_-]/g, ' ')) ?? [];
		const find = (title: RegExp) => head.findIndex(cell => title.test(cell));
		const hostColumn = titles.hosts.map(find).find(index => index >= 0) ?? -1;
		const hasHead = hostColumn >= 0;
		const columns = {
			port: find(titles.port),
			protocol: find(titles.protocol),
			action: find(titles.action),
			state: find(titles.state),
			off: find(titles.off),
			approval: find(titles.approval),
			expiry: find(titles.expiry),
		};
		// Rows of one table say much the same.
		const servicesOf = remembered((protocols: string) => remembered((ports: string) => servicesFor(ports, protocols)));
		const wordOf = remembered(readWord);
		let lastAction = '';
		for (const {record, line} of hasHead ? rows.slice(1) : rows) {
			const place = placeOf(file, line, record.join(','));
			const cell = (index: number) => (index < 0 ? '' : (record[index] ?? '').trim());
			const host = (record[Math.max(0, hostColumn)] ?? '').trim().replace(/^'/, '');
			if (record.every(one => one.trim() === '') || host.startsWith('#')) continue;
			if (!hasHead) {
				// Without titles a row is a line of a list.
				const text = record.map(one => one.trim()).join('\t');
				const why = readLine(
					text,
					(matcher, services) => list.allow(matcher, place, services),
					matcher => list.exclude(matcher, place),
				);
				if (why !== null) list.refuse(place, why);
				continue;
			}
			const turnedAway = record.find((one, index) => index !== hostColumn && isDenial(one));
			// Of cells that are one on a sheet an export fills the first alone.
			const action = cell(columns.action).toLowerCase() || lastAction;
			lastAction = action;
			const services = servicesOf(cell(columns.protocol))(cell(columns.port));
			const isOff = !isNo(cell(columns.off));
			const isDenied =
				turnedAway !== undefined || denial.test(action) || (isOff && denial.test(head[columns.off] ?? ''));
			const isWeb =
				services === null || services.length === 0 || services.some(({from, to}) => from <= 8084 && to >= 80);
			for (const word of isDenied && isWeb ? host.split(/[\s,;]+/) : []) {
				// Where it stands among what is allowed is not told, so that the denial holds.
				const read = wordOf(word);
				if (typeof read !== 'string') list.exclude(read.matcher, place);
			}
			if (host === '') list.refuse(place, 'a row without a host');
			else if (columns.action >= 0 && action === '') list.refuse(place, 'a row without an action');
			else if (
				!/^(?:allow|allowed|permit|accept|yes|true|active|enabled|open|zulassen|erlaub(?:t|en)|permitir|autoriser)?$/.test(
					action,
				)
			)
				list.refuse(place, `the action "${action.slice(0, 40)}" allows nothing`);
			else if (turnedAway !== undefined) list.refuse(place, `"${turnedAway.trim().slice(0, 40)}" allows nothing`);
			else if (
				isOff ||
				(cell(columns.state) !== '' && (isNo(cell(columns.state)) || notInForce.test(cell(columns.state)))) ||
				// What nobody approved is not in force.
				(columns.approval >= 0 && (isNo(cell(columns.approval)) || notInForce.test(cell(columns.approval))))
			)
				list.refuse(place, 'a row that is not in force');
			else if (isExpired(cell(columns.expiry))) list.refuse(place, 'it has expired, or its date is not understood');
			else if (services === null) list.refuse(place, 'its ports or protocol are not understood');
			else {
				for (const word of host.split(/[\s,;]+/)) {
					const read = wordOf(word);
					if (typeof read === 'string') list.refuse(place, `${word.slice(0, 80)}: ${read}`);
					else list.allow(read.matcher, place, services.length > 0 ? services : read.services);
				}
			}
		}
	}
	return list.finish(true);
};

/** Whether a day is over, or nobody can tell: `2030-12-31`, `31.12.2030`, `12/31/2030`. */
function isExpired(text: string): boolean {
	if (/^(?:never|none|permanent|unlimited|n\/?a|no|-)?$/i.test(text)) return false;
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text);
	const local = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
	const [year, ...others] = iso ? iso.slice(1) : local ? [local[3], local[1], local[2]] : [];
	const [first = 0, second = 0] = others.map(Number);
	if (year === undefined) return true;
	const ends = (
		iso
			? [[first, second]]
			: [
					[first, second],
					[second, first],
				]
	).flatMap(([month = 0, day = 0]) => (month <= 12 ? Date.UTC(Number(year), month - 1, day + 1) : []));
	// Where day and month may be either, the earlier one counts.
	return ends.some(end => end <= Date.now());
}

/** A cell that says no, or nothing. */
const isNo = (cell: string) =>
	/^(?:no|n|nein|non|false|f|0|off|inactive|never|none|n\/?a|[-\u2013\u2014]*)$/i.test(cell);

/** A cell of few words that speaks of denial: a longer one describes what the host is for. */
const isDenial = (cell: string) => denial.test(cell) && cell.trim().split(/\s+/).length <= 3;

/** Does the work once for each text. */
function remembered<Value>(work: (text: string) => Value): (text: string) => Value {
	const known = new Map<string, Value>();
	return text => {
		if (!known.has(text)) known.set(text, work(text));
		return known.get(text) as Value;
	};
}

type Row = {readonly record: readonly string[]; readonly line: number};

function parseRows(raw: string, file: string): Row[] {
	// Of a line end of two characters within a cell the parser would count both.
	const all = raw.replaceAll(/\r\n?/g, '\n');
	// Excel writes `sep=;` above the titles.
	const stated = /^\uFEFF?"?sep=([,;\t])"?\n/i.exec(all);
	const text = stated ? all.replace(/^[^\n]*/, '') : all;
	const first = text.trimStart().split('\n', 1)[0] ?? '';
	const marks = [',', ';', '\t'].map(mark => ({mark, count: first.split(mark).length}));
	const delimiter = stated?.[1] ?? marks.reduce((best, one) => (one.count > best.count ? one : best)).mark;
	try {
		const rows = parse(text, {
			bom: true,
			delimiter,
			info: true,
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
		}) as unknown as {readonly record: readonly string[]; readonly info: {readonly lines: number}}[];
		// It tells the line at which a record ends.
		return rows.map(({record, info}) => ({record, line: info.lines - (record.join('').split('\n').length - 1)}));
	} catch {
		throw new UsageError(`${file} can't be read as a table (CSV): close its quotes, or say --dialect list.`);
	}
}

/** The services of a row; none where it names neither ports nor protocol, null where they are not understood. */
function servicesFor(ports: string, protocols: string): Service[] | null {
	const words = protocols
		.toLowerCase()
		.split(/[\s,;/]+/)
		.filter(word => word !== '');
	if (words.some(word => !/^(?:tcp|udp|https?|tls|ssl|wss?|websocket|any|\*)$/.test(word))) return null;
	const kinds = words.map(word =>
		word === 'udp'
			? 'udp'
			: word === 'http'
				? 'http'
				: /^(?:https|tls|ssl|wss|websocket)$/.test(word)
					? 'https'
					: word === 'tcp' || word === 'ws'
						? 'tcp'
						: null,
	);
	const named = kinds.length === 0 ? [null] : kinds;
	const numbers = ports.split(/[\s,;]+/).filter(word => word !== '' && !/^(?:any|\*)$/i.test(word));
	if (numbers.length === 0) return words.length === 0 ? [] : named.map(protocol => ({protocol, from: 1, to: 65_535}));
	const services: Service[] = [];
	for (const word of numbers) {
		const match = /^(?:(tcp|udp)[/:])?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/i.exec(word);
		if (match === null || Number(match[2]) > 65_535 || Number(match[3] ?? 1) > 65_535) return null;
		const own = (match[1] ?? match[4])?.toLowerCase() as 'tcp' | 'udp' | undefined;
		for (const protocol of own ? [own] : named)
			services.push({protocol, from: Number(match[2]), to: Number(match[3] ?? match[2])});
	}
	return services;
}
