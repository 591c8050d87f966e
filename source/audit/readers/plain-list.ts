import {anyPort, buildList, type ListBuilder, placeOf, type Reader, type Service} from '../access-list.ts';
import {listRules, parseHost} from '../hosts.ts';

/** Above the parts of a list that this program wrote: a list itself knows neither protocol nor port. */
const ownHeading = /^# (HTTPS|HTTP|UDP) on port (\d{1,5}): arc_netcheck_/;

/**
 * Reads a list of names, one a line or several between commas: for pfSense, for a proxy, or an external list of PAN-OS
 * ("Formatting Guidelines for an External Dynamic List": `*.` any depth, `^` one label, a slash ends the host). A line of
 * which any part is not understood is told whole, and allows nothing.
 */
export const readPlainList: Reader = async files => {
	const list = buildList();
	for (const {file, text} of files) {
		let service: readonly Service[] = [];
		let isDenied = false;
		let isAfterBlank = true;
		for (const [index, raw] of text
			.replace(/^\uFEFF/, '')
			.split(/\r\n|\n|\r/)
			.entries()) {
			const place = placeOf(file, index + 1, raw);
			const heading = ownHeading.exec(raw);
			if (heading) {
				const port = Number(heading[2]);
				const protocol = heading[1] === 'HTTPS' ? 'https' : heading[1] === 'HTTP' ? 'http' : 'udp';
				service = [{protocol, from: port, to: port}];
			}
			const title = headingOf(raw);
			// A remark within a part that is denied does not end it.
			if (title !== null && (denial.test(title) || closing.test(title))) isDenied = true;
			else if (title !== null && (isAfterBlank || permission.test(title))) isDenied = false;
			isAfterBlank = raw.trim() === '';
			const why = readLine(
				raw,
				(matcher, services) => {
					if (isDenied) list.exclude(matcher, place);
					else list.allow(matcher, place, [...services, ...(services.length ? [] : service)]);
				},
				matcher => list.exclude(matcher, place),
			);
			if (why === null) continue;
			list.refuse(place, why);
			// `deny github.com`, `github.com  blocked`
			const line = withoutComment(raw);
			for (const word of denial.test(line) ? line.split(/[\s,;]+/) : []) {
				const read = readWord(word.replace(/:$/, ''));
				if (typeof read !== 'string') list.exclude(read.matcher, place);
			}
		}
	}
	return list.finish(false);
};

const longestHeading = 4;

/** `# Denied`, `## Blocked hosts`, `deny:`, `[block]`: a few words with a mark, without a name; null: it is no heading. */
function headingOf(raw: string): string | null {
	const match = /^\s*(?:(?:#+|\/\/|;)[\s=*-]*(.*?)[\s=*:-]*|\[(.*)\]|([^#]*):)\s*$/.exec(raw);
	const text = match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
	const words = text.split(/\s+/).filter(word => word !== '');
	return words.length === 0 || words.length > longestHeading || /[.*]\w/.test(text) ? null : text;
}

/** Words that turn a name away, in their forms. */
export const denial =
	/\b(?:den(?:y|ie[ds]|ial)|block|drop|reject|refus|forbid|forbad|disallow|prohibit|remov|delet|disabl|exclud|ban(?:ned)?\b|blacklist|denylist|verweiger|gesperrt|sperr(?:e|en|ung)\b|ablehn|abgelehnt|verboten|interdi|bloqu|bloccat|negat[oe]|deneg|rechaz|vietat|geblokkeerd|weiger)/i;

const permission = /\b(?:allow|permit|accept|approved|required|needed|whitelist|ok\b)/i;

const stale =
	'un(?:wanted|approved|authori[sz]ed)|pending|obsolete|expired|planned|requested|draft|retired|decommissioned|inactive|deprecated|to-?do|tbd|wip';

/** Words that say of a name that it does not hold yet, or no longer. */
export const notInForce = new RegExp(`\\b(?:not|no|never|${stale})\\b`, 'i');

/** The same of a heading, where a bare "no" may be of something else: `# No inspection`. */
const closing = new RegExp(
	[
		`\\b(?:${stale}|await(?:ing|s)|waiting|proposed|on hold)\\b(?! by\\b)`,
		'\\b(?:not yet|no (?:longer|more)|to be (?:allow|permit|approv|open|request|confirm|add)\\w*)\\b',
		'\\b(?:not|never|un)[ -]?(?:\\w+ )?(?:allow|permit|accept|approv|whitelist|open(?:ed)?\\b|need|require|in (?:use|force)|used|active|enabled|granted|confirmed|live\\b)',
	].join('|'),
	'i',
);

type Allow = (matcher: Parameters<ListBuilder['allow']>[0], services: readonly Service[]) => void;

/** Reads one line; a text says why it is not understood, and then nothing of it was taken. */
export function readLine(
	raw: string,
	allow: Allow,
	exclude: (matcher: Parameters<ListBuilder['allow']>[0]) => void,
): string | null {
	const line = withoutComment(raw);
	if (line === '') return null;
	const isExcluded = /^!\s*[\w.*]/.test(line);
	const words = line
		.replace(/^!\s*/, '')
		.replace(/^(?:[-*+\u2022]|\d+[.)])\s+/, '')
		.split(/[\s,;]+/)
		.filter(word => word !== '');
	const taken: {matcher: Parameters<ListBuilder['allow']>[0]; services: Service[]}[] = [];
	for (const word of words) {
		const last = taken.at(-1);
		const service = last && serviceOf(word);
		if (last && service) {
			last.services.push(...service);
			continue;
		}
		const read = readWord(word);
		if (typeof read === 'string') {
			if (last && isDescription(line, word)) break;
			return `${word.slice(0, 80)}: ${read}`;
		}
		taken.push(read);
	}
	for (const {matcher, services} of taken) {
		if (isExcluded) exclude(matcher);
		else allow(matcher, merge(services));
	}
	return null;
}

/** `#` and `//` begin a comment at the beginning of a word, and `;` at that of a line: elsewhere it separates. */
function withoutComment(raw: string): string {
	return raw.replace(/(?:^|\s)(?:#|\/\/).*$|^\s*;.*$/s, '').trim();
}

/** Words for people stand behind a tab, a bar or a wide gap; one that speaks of denial is none of these. */
function isDescription(line: string, word: string): boolean {
	const before = line.slice(0, line.indexOf(word));
	const isApart = /(?:\t| {2,}|\||\s[-\u2013\u2014]\s*)$/.test(before) || /^[|\u2013\u2014-]+$/.test(word);
	return isApart && !denial.test(line) && !notInForce.test(line);
}

/** `443`, `443/tcp`, `tcp/443`, `8000-8010`, `udp`, `https`: what stands behind a name; null where it is none of these. */
function serviceOf(word: string): Service[] | null {
	const match = /^(?:(tcp|udp|https?)[/:])?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|https?))?$/i.exec(word);
	const named = /^(tcp|udp|https?)$/i.exec(word);
	const word1 = (match?.[1] ?? match?.[4] ?? named?.[1] ?? '').toLowerCase();
	const protocol = word1 === 'udp' ? 'udp' : word1 === '' ? null : 'tcp';
	if (named) return [{protocol, ...anyPort}];
	if (match === null) return null;
	const [from, to] = [Number(match[2]), Number(match[3] ?? match[2])];
	return from >= 1 && to <= 65_535 && from <= to ? [{protocol, from, to}] : null;
}

/** A word beside ports says which protocol they are of. */
function merge(services: readonly Service[]): Service[] {
	const ports = services.filter(({from, to}) => !(from === anyPort.from && to === anyPort.to));
	const words = services.filter(({from, to}) => from === anyPort.from && to === anyPort.to);
	const [word] = words;
	if (ports.length === 0) return [...services];
	return ports.map(service => ({...service, protocol: service.protocol ?? word?.protocol ?? null}));
}

/** One name, with a scheme, a port or the slash of a URL list around it. */
export function readWord(word: string): {matcher: Parameters<ListBuilder['allow']>[0]; services: Service[]} | string {
	if (/^(?:@@)?\|\|/.test(word) || (/[\\$()|]/.test(word) && !word.includes('://')))
		return 'an expression or the syntax of another list, which is not read here';
	const match = /^(?:(https?|wss?|tcp|ssl|tls):\/\/)?([^/:[\]?#]+|\[[^\]]*\])(?::(\d{1,5}|\*))?(\/.*)?$/i.exec(
		word.replace(/^["'](.*)["']$/, '$1'),
	);
	if (match === null) return parseWords(word);
	const [, scheme, host = '', port, rest = ''] = match;
	// `pypi.org:443/tcp`
	const transport = port !== undefined && /^\/(?:tcp|udp)$/i.test(rest) ? rest.slice(1).toLowerCase() : null;
	const path = transport === null ? rest : '';
	const isWhole = /^\/?\*?$/.test(path);
	if (/^\/\d{1,3}$/.test(path)) return parseWords(word);
	if (!isWhole) return 'a path: it opens a part of the host alone';
	const matcher = parseHost(host, listRules);
	if (typeof matcher === 'string') return matcher;
	if (matcher.kind === 'name' && !matcher.name.includes('.')) return 'a single word is no name of a service';
	if (matcher.kind === 'suffix' && !matcher.base.includes('.') && host.startsWith('.'))
		return 'a whole top-level domain';
	const usual = scheme?.toLowerCase() === 'http' ? 80 : 443;
	const number = port === undefined || port === '*' ? (scheme === undefined ? null : usual) : Number(port);
	if (number === null) return {matcher, services: []};
	if (number < 1 || number > 65_535) return 'no port';
	return {matcher, services: [{protocol: transport as 'tcp' | 'udp' | null, from: number, to: number}]};
}

function parseWords(word: string): string {
	const parsed = parseHost(word, listRules);
	return typeof parsed === 'string' ? parsed : 'no host name';
}
