import {isIP} from 'node:net';
import {causes} from '../verdict/causes.ts';
import type {Words} from './stand-in-words.ts';

/** A text that must not survive, and the word for it. */
export type Literal = {readonly text: string; readonly word: string};

/** Takes everything of the user's own out of a text. */
export type Scrub = (text: string) => string;

/** Names that so many machines and users have that they tell nothing; as plain words in a sentence they are left alone. */
const commonWords = new Set(
	'admin administrator agent anonymous api arc azure azureuser business client cluster connect control corp direct dns error firewall gateway guest host http https internal internet jump jumpbox linux local localhost machine master me name network node none ntp pod port proxy public root rule server service squid system team test tls ubuntu user vm web windows worker'.split(
		' ',
	),
);

const knownCauses: ReadonlySet<string> = new Set(causes);

const patterns = {
	url: String.raw`https?:\/\/[^\s'"<>]+`,
	user: String.raw`(?<=--proxy-user )(?:'[^']*'|\S+)`,
	mail: String.raw`[\w.+%-]+@[\w-]+(?:\.[\w-]+)+`,
	home: String.raw`(?:\/(?:home|root|Users)\/|[A-Za-z]:\\Users\\)[^\s'"]+`,
	realm: 'realm="[^"]*"?',
	title: String.raw`(?<=\btitled? ").*?(?="(?:[.,;:) ]|$))`,
	ipv6: String.raw`(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]*(?:%\w+)?(?![\w:])`,
	ipv4: String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)`,
	dotted: String.raw`[\w<>*-]+(?:\.[\w<>*-]+)+`,
} as const;

function escapePattern(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** Words are replaced as whole words; a part of a longer name is not meant. */
function literalPattern(text: string): string {
	const start = /^\w/.test(text) ? String.raw`(?<![\w-])` : '';
	const end = /\w$/.test(text) ? String.raw`(?![\w-])` : '';
	return `${start}${escapePattern(text)}${end}`;
}

/** A plain word that is common stands for a host only where a host must stand: before a port, or behind `//` and `@`. */
function hostContext(text: string): string {
	const name = escapePattern(text);
	return String.raw`(?<=\/\/|@)${name}(?![\w-])|(?<![\w-])${name}(?=:\d)`;
}

function isCommon(text: string): boolean {
	return text.length < 3 || commonWords.has(text.toLowerCase());
}

function isHostLike(token: string): boolean {
	const last = token.slice(token.lastIndexOf('.') + 1);
	return /^[a-z][\w-]+$/i.test(last) && !knownCauses.has(token) && !/^microsoft\./i.test(token);
}

/**
 * Makes a scrubber that goes through a text once, so that no word that it wrote is read again. Addresses, dotted names,
 * URLs and mail addresses are recognised by their form; the literals are what no form shows.
 */
export function createScrub(literals: readonly Literal[], words: Words): Scrub {
	const sorted = literals
		.filter(({text}) => text.trim() !== '')
		.toSorted((one, other) => other.text.length - one.text.length);
	const byText = new Map(sorted.map(({text, word}) => [text.toLowerCase(), word]));
	// A sentence may begin with a name that has a form of its own; a plain word must not tear such a name apart.
	const isPhrase = ({text}: Literal) => /[\s/\\@=]/.test(text);
	const alternatives = [
		...sorted.filter(isPhrase).map(({text}) => literalPattern(text)),
		...Object.entries(patterns).map(([name, source]) => `(?<${name}>${source})`),
		...sorted
			.filter(literal => !isPhrase(literal))
			.map(({text}) => (isCommon(text) ? hostContext(text) : literalPattern(text))),
	];
	const pattern = new RegExp(alternatives.join('|'), 'gi');

	const scrubUrl = (url: string): string => {
		const match = /^(https?:\/\/)(?:([^/@]*)@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?(.*?)([.,;:!?)]*)$/i.exec(url);
		if (match === null) return '…';
		const [, scheme = '', user, host = '', port = '', rest = '', end = ''] = match;
		const bare = host.replace(/^\[|\]$/g, '');
		const shown = words.host(bare);
		const person = user === undefined ? '' : `${words.word('user', decode(user.replace(/:.*/, '')))}@`;
		// Behind a host of the user's own every path may tell something; behind a public one it is scrubbed like any text.
		const path = shown === bare ? scrub(rest) : rest.length > 1 ? '/path' : rest;
		return `${scheme}${person}${shown === bare ? host : shown}${port}${path}${end}`;
	};

	const replace = (kind: string, text: string): string => {
		switch (kind) {
			case 'url':
				return scrubUrl(text);
			case 'user':
				return words.word('user', text.replaceAll("'", ''));
			case 'mail':
				return `${words.word('user', text.slice(0, text.indexOf('@')))}@${words.host(text.slice(text.indexOf('@') + 1))}`;
			case 'home':
				return words.word('file', text);
			case 'realm':
				return 'realm="taken out"';
			case 'title':
				return words.word('title', text);
			case 'ipv4':
			case 'ipv6': {
				const bare = text.replace(/\.$/, '');
				return isIP(bare) === 0 ? text : `${words.address(bare)}${text.slice(bare.length)}`;
			}
			default:
				return byText.get(text.toLowerCase()) ?? (isHostLike(text) ? words.host(text) : text);
		}
	};

	function scrub(text: string): string {
		return text.replace(pattern, (...match) => {
			const found = String(match[0]);
			const groups = match.at(-1) as {readonly [name: string]: string | undefined};
			const kind = Object.keys(groups).find(name => groups[name] !== undefined);
			return kind === undefined ? (byText.get(found.toLowerCase()) ?? '…') : replace(kind, found);
		});
	}
	return scrub;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
