import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';

/** What /etc/resolv.conf says beside the addresses of name servers, which c-ares reads by itself. */
export type ResolvConf = {
	/** Whether it names a name server at all. Without one, resolvers fall back to 127.0.0.1. */
	readonly hasNameServer: boolean;
	/** Domains that programs put behind a name, in order. */
	readonly search: readonly string[];
	/** A name with fewer dots is tried with these domains first. */
	readonly ndots: number;
};

/** glibc took six of them for long, and asks for each of them takes its time (resolv.conf(5)). */
const domainsAsked = 6;

/** Reads the text as resolv.conf(5) has it: the last `search` or `domain` counts. Lines that make no sense are passed over. */
export function parseResolvConf(text: string): ResolvConf {
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
		if (keyword === 'options') {
			const given = values.map(value => /^ndots:(\d{1,2})$/.exec(value)?.[1]).find(value => value !== undefined);
			ndots = given === undefined ? ndots : Math.min(15, Number(given));
		}
	}
	const domains = search.map(domain => domain.replace(/\.$/, '').toLowerCase()).filter(domain => domain !== '');
	return {hasNameServer, search: domains.slice(0, domainsAsked), ndots};
}

/** Reads the file of this machine; null where there is none, as on Windows. */
export function readResolvConf(): ResolvConf | null {
	try {
		return parseResolvConf(readFileSync('/etc/resolv.conf', 'utf8'));
	} catch {
		return null;
	}
}
