import {isIP} from 'node:net';
import {isSinkhole} from '../evidence/addresses.ts';
import type {PublicNames} from './public-names.ts';

/** What a word stands for; the word is this and a number. */
type Kind =
	| 'host'
	| 'proxy'
	| 'resource'
	| 'address'
	| 'user'
	| 'file'
	| 'ca'
	| 'company'
	| 'title'
	| 'reason'
	| 'header'
	| 'id'
	| 'own';

/** Gives each thing that is taken out a word of its own, the same one whenever it comes again. */
export type Words = {
	word(kind: Kind, of: string): string;
	/** A host as it may be shown: as it is, or a word, or a word with the public part of its name behind it. */
	host(name: string): string;
	/** An address as it may be shown. */
	address(address: string): string;
	/** From now on this host is a proxy. */
	nameProxy(host: string): void;
	/** From now on this address may be shown: the service behind it proved to be a public one. */
	showAddress(address: string): void;
};

/** Begins without any word given. */
export function createWords(publicNames: PublicNames): Words {
	const given = new Map<string, string>();
	const counts = new Map<Kind, number>();
	const proxies = new Set<string>();
	const shown = new Set<string>();

	const word: Words['word'] = (kind, of) => {
		const key = `${kind} ${of.toLowerCase()}`;
		const known = given.get(key);
		if (known !== undefined) return known;
		const count = (counts.get(kind) ?? 0) + 1;
		counts.set(kind, count);
		const made = `${kind}-${count}`;
		given.set(key, made);
		return made;
	};

	return {
		word,
		nameProxy: host => void proxies.add(host.toLowerCase()),
		showAddress: address => void shown.add(address),
		address(address) {
			const [bare = '', port] = isIP(address) === 0 ? splitPort(address) : [address];
			if (isIP(bare) === 0) return this.host(address);
			if (proxies.has(bare.toLowerCase())) return word('proxy', bare);
			// Loopback and 0.0.0.0 are the same on every machine.
			if (isSinkhole(bare) || shown.has(bare)) return address;
			return `${word('address', bare)}${port === undefined ? '' : `:${port}`}`;
		},
		host(name) {
			const bare = name.replace(/\.$/, '');
			if (bare === '' || publicNames.isPublic(bare)) return name;
			if (isIP(bare) !== 0) return this.address(bare);
			if (proxies.has(bare.toLowerCase())) return word('proxy', bare);
			const wildcard = /^(\*|<[^>]*>)\.(.*)$/.exec(bare);
			if (wildcard) return `${wildcard[1]}.${this.host(wildcard[2] ?? '')}`;
			const resource = publicNames.splitResource(bare);
			return resource === null ? word('host', bare) : `${word('resource', resource.own)}.${resource.suffix}`;
		},
	};
}

/** Name servers are written `address:port` and `[address]:port`. */
function splitPort(text: string): readonly string[] {
	const match = /^\[?([^\]]*)\]?:(\d+)$/.exec(text);
	return match ? [match[1] ?? '', match[2] ?? ''] : [text];
}
