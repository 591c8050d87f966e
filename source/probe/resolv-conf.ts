import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import process from 'node:process';

/** Variables that resolvers of the C library read beside the file (resolv.conf(5)). */
type Variables = {readonly LOCALDOMAIN?: string | undefined; readonly RES_OPTIONS?: string | undefined};

/** What /etc/resolv.conf says beside the addresses of name servers, which c-ares reads by itself. */
export type ResolvConf = {
	/** Whether it names a name server at all. Without one, resolvers fall back to 127.0.0.1. */
	readonly hasNameServer: boolean;
	/** Domains that programs put behind a name, in order. */
	readonly search: readonly string[];
	/** A name with fewer dots is tried with these domains first. */
	readonly ndots: number;
	/** The variables of the environment that set any of it for this process, if there are any. */
	readonly variables?: readonly (keyof Variables)[];
};

/** glibc took six of them for long, and asks for each of them takes its time (resolv.conf(5)). */
const domainsAsked = 6;

/**
 * Reads the text as resolv.conf(5) has it: the last `search` or `domain` counts, and LOCALDOMAIN and RES_OPTIONS of the
 * environment count more. Lines that make no sense are passed over.
 */
export function parseResolvConf(text: string, {LOCALDOMAIN = '', RES_OPTIONS = ''}: Variables = {}): ResolvConf {
	let hasNameServer = false;
	let search: readonly string[] = [];
	let ndots = 1;
	for (const line of text.split('\n')) {
		const [keyword, ...values] = line
			.replace(/[#;].*/, '')
			.trim()
			.split(/\s+/);
		if (keyword === 'nameserver') hasNameServer ||= isIP(values[0]?.replace(/%.*/, '') ?? '') !== 0;
		if (keyword === 'search') search = values;
		if (keyword === 'domain') search = values.slice(0, 1);
		if (keyword === 'options') ndots = ndotsOf(values) ?? ndots;
	}
	const variables: (keyof Variables)[] = [];
	const ownDomains = splitWords(LOCALDOMAIN);
	if (ownDomains.length > 0) {
		search = ownDomains;
		variables.push('LOCALDOMAIN');
	}
	const ownDots = ndotsOf(splitWords(RES_OPTIONS));
	if (ownDots !== null) {
		ndots = ownDots;
		variables.push('RES_OPTIONS');
	}
	const domains = search.map(domain => domain.replace(/\.$/, '').toLowerCase()).filter(domain => domain !== '');
	const seen = {hasNameServer, search: domains.slice(0, domainsAsked), ndots};
	return variables.length === 0 ? seen : {...seen, variables};
}

/** The last one counts, and glibc takes no more than 15. */
function ndotsOf(options: readonly string[]): number | null {
	const given = options.map(option => /^ndots:(\d+)/.exec(option)?.[1]).findLast(value => value !== undefined);
	return given === undefined ? null : Math.min(15, Number(given));
}

function splitWords(text: string): string[] {
	return text.split(/\s+/).filter(word => word !== '');
}

/** Reads the file of this machine; null where there is none, as on Windows. */
export function readResolvConf(): ResolvConf | null {
	try {
		return parseResolvConf(readFileSync('/etc/resolv.conf', 'utf8'), process.env);
	} catch {
		return null;
	}
}
