import {
	type Condition,
	type Entry,
	type HostItem,
	type Matcher,
	type Place,
	type Service,
	servicesOf,
} from '../access-list.ts';
import {readExpression} from '../expression.ts';
import {addressKind, clientOf, parseHost} from '../hosts.ts';

/** Words of a rule, and what stands in its brackets. */
const rulePattern =
	/^(pass|drop|reject|alert)\s+(\S+)\s+(\S+|\[.*?\])\s+(\S+|\[.*?\])\s+(?:->|<>)\s+(\S+|\[.*?\])\s+(\S+|\[.*?\])\s*\((.*)\)\s*$/i;
/** Options that say nothing of which traffic it is. */
const plain =
	/^(?:msg|sid|rev|gid|priority|metadata|reference|classtype|noalert|target|startswith|endswith|nocase|dotprefix|fast_pattern|tls\.sni|tls_sni|http\.host|http_host|content|pcre|flow|alert)$/;

export type Option = readonly [keyword: string, value: string];

/** Options between semicolons, which may stand in quotes or behind a backslash. */
function optionsOf(text: string): Option[] {
	return [...text.matchAll(/\s*([\w.]+)\s*(?::\s*((?:"(?:[^"\\]|\\.)*"|\\.|[^;"\\])*))?;/g)].map(
		([, keyword = '', value = '']) => [keyword.toLowerCase(), value.trim()] as const,
	);
}

export type SuricataRule = {
	readonly action: string;
	readonly protocol: string;
	readonly source: string;
	readonly destination: string;
	readonly port: string;
	readonly options: readonly Option[];
};

/** Reads one line; null where it is no rule. */
export function parseRule(line: string): SuricataRule | null {
	const match = rulePattern.exec(line.trim());
	if (match === null) return null;
	const [, action = '', protocol = '', source = '', , destination = '', port = '', rest = ''] = match;
	return {action, protocol, source, destination, port, options: optionsOf(`${rest};`)};
}

/**
 * What a rule of Suricata decides of hosts ("TLS keywords", "HTTP keywords", "Payload keywords" in its documents): a content of
 * tls.sni or http.host is the whole name with startswith and endswith, its end with endswith, and with dotprefix the domain
 * and all under it. Null: it decides nothing here. What is not understood of a denial may be any host, and passes none.
 */
export function suricataEntry(rule: SuricataRule, place: Place, refuse: (why: string) => void): Entry | null {
	const action = rule.action.toLowerCase();
	const flow = rule.options.filter(([keyword]) => keyword === 'flow').map(([, value]) => value);
	// Rules for the handshake let the name through that decides later.
	if (action === 'alert' || (action === 'pass' && flow.some(value => /not_established/.test(value)))) return null;
	const kind = action === 'pass' ? 'allow' : 'deny';
	const services = servicesFor(rule);
	const names = namesOf(rule.options, place);
	// Names stand in the first message of a client, so that the rules of AWS ask for that state.
	const strange = rule.options.find(
		([keyword, value]) => !plain.test(keyword) && !(keyword === 'ssl_state' && value === 'client_hello'),
	)?.[0];
	const target = /^(?:any|\$EXTERNAL_NET|!\$HOME_NET|!\[?\$HOME_NET\]?)$/i.test(rule.destination)
		? 'every'
		: addressKind(rule.destination.replace(/^\[(.*)\]$/, '$1'));
	if (services !== null && services.length === 0) return null;
	if (target === 'private' && /^[\d./[\]]+$/.test(rule.destination)) return null;
	const why =
		services === null
			? 'its protocol or ports are not understood'
			: strange !== undefined
				? `its option ${strange} is not read`
				: names === null
					? 'what it looks for is not understood'
					: target !== 'every'
						? 'an address covers no name'
						: null;
	if (why !== null) refuse(why);
	const client = /^(?:any|\$HOME_NET)$/i.test(rule.source) ? [] : [clientOf([rule.source.replace(/^\[(.*)\]$/, '$1')])];
	const conditions: Condition[] = [
		...client,
		...(services === null ? [] : [servicesOf(...services)]),
		...(names ?? []),
		...(why === null ? [] : [{kind: 'unknown'} as const]),
	];
	return {action: kind, place, conditions};
}

/** Null: not understood; none: of no traffic that is asked for. */
function servicesFor({protocol, port}: SuricataRule): Service[] | null {
	const word = protocol.toLowerCase();
	const spoken =
		word === 'tls' || word === 'ssl'
			? 'https'
			: word === 'http' || word === 'http1'
				? 'http'
				: word === 'tcp' || word === 'tcp-pkt' || word === 'tcp-stream'
					? 'tcp'
					: word === 'udp'
						? 'udp'
						: word === 'ip'
							? null
							: undefined;
	if (spoken === undefined) return /^(?:icmp|ssh|smb|ftp|smtp|imap|rdp|sip|mqtt|tftp|rfb|snmp)$/.test(word) ? [] : null;
	const texts = port.replace(/^\[(.*)\]$/, '$1').split(/\s*,\s*/);
	const ranges = texts.map(text => {
		if (/^any$/i.test(text)) return {from: 1, to: 65_535};
		const match = /^(\d{1,5})(?:(:)(\d{1,5})?)?$/.exec(text);
		if (match === null) return null;
		const from = Number(match[1]);
		return {from, to: match[2] === undefined ? from : Number(match[3] ?? 65_535)};
	});
	if (ranges.includes(null)) return null;
	return ranges.flatMap(range => (range === null ? [] : [{protocol: spoken, ...range}]));
}

/** What must hold of the name; none where the rule names none, null where it is not understood. */
function namesOf(options: readonly Option[], place: Place): Condition[] | null {
	const conditions: Condition[] = [];
	let isName = false;
	let hasDot = false;
	for (const [index, [keyword, value]] of options.entries()) {
		if (/^(?:tls[._]sni|http\.host)$/.test(keyword)) isName = true;
		else if (keyword === 'dotprefix') hasDot = true;
		else if (keyword === 'content' || keyword === 'pcre') {
			const rest = options.slice(index + 1);
			const end = rest.findIndex(([own]) => /^(?:content|pcre|tls[._]sni|http\.host)$/.test(own));
			const modifiers = (end < 0 ? rest : rest.slice(0, end)).map(([own]) => own);
			// An older form names the buffer behind the content.
			if (!isName && !modifiers.includes('http_host')) return null;
			const [, negation = '', text = ''] = /^(!?)\s*"((?:[^"\\]|\\.)*)"$/.exec(value) ?? [];
			const matcher = keyword === 'pcre' ? pcreMatcher(text) : contentMatcher(text, modifiers, hasDot);
			if (matcher === null) return null;
			const items: HostItem[] = [{matcher, place}];
			conditions.push({kind: 'hosts', items, isNegated: negation === '!'});
			hasDot = false;
		}
	}
	// A rule that asks for a name at all takes any.
	return conditions;
}

function contentMatcher(raw: string, modifiers: readonly string[], hasDot: boolean): Matcher | null {
	const text = raw.replace(/\\(.)/g, '$1');
	if (/[|\s]/.test(text) || text === '') return null;
	const isWhole = modifiers.includes('startswith') && modifiers.includes('endswith');
	const isEnd = modifiers.includes('endswith');
	const name = text.toLowerCase();
	// Names come in lower case, so that capitals match only without regard for them.
	if (name !== text && !modifiers.includes('nocase')) return null;
	const rules = {dot: 'without-apex', star: null, hasInner: false} as const;
	if (isEnd && name.startsWith('.') && (hasDot || !isWhole)) {
		const matcher = parseHost(name, {...rules, dot: hasDot ? 'with-apex' : 'without-apex'});
		return typeof matcher === 'string' ? null : matcher;
	}
	if (hasDot) return null;
	if (isWhole) {
		const matcher = parseHost(name, rules);
		return typeof matcher === 'string' ? null : matcher;
	}
	const escaped = name.replace(/[.+*?^$(){}|[\]\\]/g, '\\$&');
	const source = `${modifiers.includes('startswith') ? '^' : ''}${escaped}${isEnd ? '$' : ''}`;
	const expression = readExpression(source, true);
	return expression && {kind: 'expression', expression, of: 'host'};
}

/** `/…/i`: what POSIX expressions have in common with those of Perl. */
function pcreMatcher(text: string): Matcher | null {
	const match = /^\/(.*)\/(i?)[UWR]?$/.exec(text);
	if (match === null || /\\[^.\-/]|\(\?|[*+?}][?+]/.test(match[1] ?? '')) return null;
	const expression = readExpression((match[1] ?? '').replaceAll('\\/', '/'), match[2] === 'i');
	return expression && {kind: 'expression', expression, of: 'host'};
}
