import {safeText} from '../safe-text.ts';
import {joinWords, uniqueOf} from '../words.ts';
import {parsePacLocation} from './parsers.ts';
import {formatProxy, type ParsedProxy, parseProxyUrl} from './proxy-url.ts';

/** What Windows names as its proxies, beside the variables of the environment. */
export type SystemProxy = {
	readonly https: ParsedProxy | null;
	readonly http: ParsedProxy | null;
	/** Its exceptions, as a no_proxy list says them. */
	readonly noProxy: string;
	/** The PAC script, which goes before the addresses; null: none. */
	readonly pac: string | null;
	readonly notes: readonly string[];
};

/** More than Windows keeps of a list, in characters. */
const longestList = 100_000;

/**
 * Reads what `reg query` prints of `…\CurrentVersion\Internet Settings`, of the user or of the machine: ProxyEnable,
 * ProxyServer, ProxyOverride and AutoConfigURL, as WinINet takes them (learn.microsoft.com, "Enabling Internet
 * Functionality"). Null: they name no proxy. Throws a UsageError where they name one that can't be read.
 */
export function parseInternetSettings(listing: string): SystemProxy | null {
	const values = readValues(listing);
	const script = values.get('autoconfigurl')?.trim() ?? '';
	const pac = script === '' ? null : parsePacLocation(script, 'The PAC script of Windows (AutoConfigURL)');
	const isEnabled = Number(values.get('proxyenable') ?? 0) !== 0;
	const list = isEnabled ? (values.get('proxyserver') ?? '') : '';
	return systemProxy(list, values.get('proxyoverride') ?? '', pac);
}

/**
 * Reads what `reg query` prints of WinHttpSettings, in which `netsh winhttp set proxy` keeps the proxy of services: how
 * they reach out (3: by a proxy), the list, and its exceptions, each with its length before it. Null: it names no proxy.
 * Throws a UsageError where it names one that can't be read.
 */
export function parseWinHttp(listing: string): SystemProxy | null {
	const bytes = Buffer.from(readValues(listing).get('winhttpsettings') ?? '', 'hex');
	if (bytes.length < 16 || bytes.readUInt32LE(8) !== 3) return null;
	const bypassAt = 16 + bytes.readUInt32LE(12);
	const list = bytes.toString('latin1', 16, bypassAt);
	const bypassLength = bypassAt + 4 <= bytes.length ? bytes.readUInt32LE(bypassAt) : 0;
	return systemProxy(list, bytes.toString('latin1', bypassAt + 4, bypassAt + 4 + bypassLength), null);
}

/** `http://proxy:8080`, `http://proxy:8080 and http://other:8443`, `the PAC script http://config/proxy.pac`. */
export function describeSystemProxy({https, http, pac}: Omit<SystemProxy, 'notes'>): string {
	if (pac !== null) return `the PAC script ${pac}`;
	return joinWords(uniqueOf([https, http].flatMap(one => (one === null ? [] : [formatProxy(one.endpoint)]))));
}

/** The values of the key itself, by their names in lower case; the keys below it are listed without theirs. */
function readValues(listing: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const line of listing.slice(0, 10 * longestList).split(/\r?\n/)) {
		const [, name = '', value = ''] =
			/^ {4}(\S.*?) {4}REG_(?:SZ|EXPAND_SZ|DWORD|BINARY)(?: {4}(.*))?$/.exec(line) ?? [];
		if (name !== '' && !values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
	}
	return values;
}

function systemProxy(list: string, bypass: string, pac: string | null): SystemProxy | null {
	const {https, http} = parseProxyList(list);
	if (https === null && http === null && pac === null) return null;
	const {noProxy, left} = parseBypass(bypass);
	const notes =
		left.length === 0
			? []
			: [
					`Windows also lets ${joinWords(left, 3, 'pattern')} past its proxy, which no_proxy has no words for: it is left out here.`,
				];
	return {https, http, noProxy, pac, notes};
}

/** `proxy:8080` for all protocols, or `http=proxy:8080;https=proxy:8443;socks=proxy:1080`, of which SOCKS serves what has no other. */
function parseProxyList(list: string): Pick<SystemProxy, 'https' | 'http'> {
	const entries = new Map<string, string>();
	for (const entry of list.slice(0, longestList).split(/[;\s]+/)) {
		if (entry === '') continue;
		const [, protocol = '', address = entry] = /^(https?|ftp|gopher|socks)=(.*)$/i.exec(entry) ?? [];
		if (!entries.has(protocol.toLowerCase())) entries.set(protocol.toLowerCase(), address);
	}
	const proxyFor = (scheme: 'https' | 'http') => {
		const found = [scheme, '', 'socks'].find(protocol => entries.get(protocol));
		if (found === undefined) return null;
		const address = entries.get(found) ?? '';
		// Without a port Windows takes 80; its SOCKS is that of version 4.
		const usual = found === 'socks' ? 'socks4://' : 'http://';
		const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : usual + address;
		return parseProxyUrl(url, 'The proxy of Windows (ProxyServer)');
	};
	return {https: proxyFor('https'), http: proxyFor('http')};
}

/**
 * Exceptions of Windows as a no_proxy list. `<local>` stands for names without a dot, of which no endpoint is one, and
 * `<-loopback>` for what never goes past the proxy here. What has stars in places that no_proxy does not know is left.
 */
function parseBypass(text: string): {readonly noProxy: string; readonly left: readonly string[]} {
	const known: string[] = [];
	const left: string[] = [];
	for (const one of text.slice(0, longestList).split(/[;,\s]+/)) {
		const entry = one.toLowerCase().replace(/^(?:https?:\/\/)?(.*?)\/*$/, '$1');
		if (entry === '' || /^<-?(?:local|loopback)>$/.test(entry)) continue;
		const rule = noProxyEntry(entry);
		if (rule === null) left.push(safeText(one, 60));
		else known.push(rule);
	}
	return {noProxy: [...new Set(known)].join(','), left: [...new Set(left)]};
}

function noProxyEntry(entry: string): string | null {
	if (entry === '*') return entry;
	if (!/^[\p{L}\p{N}.:/*_[\]-]+$/u.test(entry)) return null;
	const range = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(entry);
	if (range) {
		const parts = (range[1] ?? '').split('.').filter(part => part !== '');
		return `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${8 * parts.length}`;
	}
	// `*corp.example` also stands for names that end alike and belong to others, whom nobody means.
	const name = entry.replace(/^\*(?=.)/, '');
	return name.includes('*') ? null : name;
}
