import {isIP} from 'node:net';
import {causes} from '../verdict/causes.ts';
import type {Words} from './stand-in-words.ts';

/** A text that must not survive, and the word for it. */
export type Literal = {readonly text: string; readonly word: string};

/** Takes everything of the user's own out of a text. */
export type Scrub = (text: string) => string;

/** Names that so many machines and users have that they tell nothing; as plain words in a sentence they are left alone. */
const commonWords = new Set(
	'admin administrator agent anonymous api arc azure azureuser business client cluster connect control corp default direct dns error firewall gateway guest here host http https internal internet jump jumpbox kube-system linux local localhost machine master me name network node nodes none ntp pod pods port proxy public root rule server service squid system team test tls ubuntu user vm web windows worker'.split(
		' ',
	),
);

const knownCauses: ReadonlySet<string> = new Set(causes);

/** A character of a word, in any alphabet. */
const letter = String.raw`[\p{L}\p{N}_]`;
const inName = String.raw`[\p{L}\p{N}_<>*-]`;

const forms = {
	/** Also with quotes in it, as a shell takes them between single quotes. */
	url: String.raw`https?:\/\/(?:'\\''|[^\s'"<>])+`,
	user: String.raw`(?<=--proxy-user )(?:'[^']*'|\\.|[^\s'\\])+`,
	mail: String.raw`[\p{L}\p{N}_.+%-]+@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+`,
	home: String.raw`(?:\/(?:home|root|Users)\/|[A-Za-z]:\\Users\\)[^\s'"]+`,
	/** A share of a Windows machine. */
	share: String.raw`\\\\[\p{L}\p{N}._-]+\\[^\s'"<>]+`,
	/** Who logs in to a Windows domain. */
	account: String.raw`(?<![\p{L}\p{N}_\\:/.-])[\p{L}\p{N}_-]{2,}\\[\p{L}\p{N}._-]{2,}`,
	/** As Node names the hosts of a certificate. */
	altName: String.raw`(?<=\bDNS:)[^\s,'"]+`,
	realm: 'realm="[^"]*"?',
	title: String.raw`(?<=\btitled? ")(?:(?!"(?:[.,;:) ]|$)).)+`,
	/** The address of a network card, as Linux, Windows and Cisco write it. */
	mac: String.raw`(?<![\p{L}\p{N}_:.-])(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![\p{L}\p{N}_:-]|\.[\p{L}\p{N}])`,
	ipv6: String.raw`(?:(?<![\p{L}\p{N}_:.])|(?<=\bIP Address:))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]*(?:%\w+)?(?![\p{L}\p{N}_:])`,
	ipv4: String.raw`(?<![\p{L}\p{N}_.])\d{1,3}(?:\.\d{1,3}){3}(?!${letter}|\.\d)`,
	dotted: `${inName}+(?:\\.${inName}+)+`,
	// Tenants, subscriptions and requests are named so.
	id: '(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])',
	/** The same without its hyphens, and who somebody is to Windows. */
	bareId: String.raw`(?<![\p{L}\p{N}_])[0-9a-f]{32}(?![\p{L}\p{N}_])`,
	securityId: String.raw`\bS-1-\d{1,3}(?:-\d{1,12}){2,}`,
} as const;

type Form = keyof typeof forms;
const formNames = Object.keys(forms) as readonly Form[];

/** The forms of names, a group for each, else the next word or mark: where literals begin. */
const pieces = new RegExp(
	[...Object.values(forms).map(source => `(${source})`), String.raw`[\p{L}\p{N}_-]+|[^\s\p{L}\p{N}_-]`].join('|'),
	'giu',
);
const head = /[\p{L}\p{N}_-]+|[^\s\p{L}\p{N}_-]/uy;
/** A name of labels with nothing between them but dots. */
const plainName = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*$/u;
const hostForm = new RegExp(`^${forms.dotted}$`, 'u');
const isLetter = (character: string | undefined) => character !== undefined && /^[\p{L}\p{N}_-]/u.test(character);

function isCommon(text: string): boolean {
	return text.length < 3 || commonWords.has(text.toLowerCase());
}

function isHostLike(token: string): boolean {
	const last = token.slice(token.lastIndexOf('.') + 1);
	return /^\p{L}[\p{L}\p{N}_-]+$/u.test(last) && !knownCauses.has(token) && !/^microsoft\./i.test(token);
}

/** Whether a name is known by its form alone, wherever it stands. */
export function hasHostForm(name: string): boolean {
	return hostForm.test(name) && isHostLike(name);
}

type Literals = {
	/** The word for each, in lower case. */
	readonly words: ReadonlyMap<string, string>;
	/** Of those that are no plain name: by what they begin with, how long they are, the longest first. */
	readonly phraseLengths: ReadonlyMap<string, readonly number[]>;
};

function sortLiterals(literals: readonly Literal[]): Literals {
	const words = new Map(literals.map(({text, word}) => [text.trim().toLowerCase(), word]));
	const lengths = new Map<string, Set<number>>();
	for (const text of words.keys()) {
		if (plainName.test(text)) continue;
		const head = headAt(text, 0);
		const known = lengths.get(head);
		if (known) known.add(text.length);
		else lengths.set(head, new Set([text.length]));
	}
	return {
		words,
		phraseLengths: new Map([...lengths].map(([head, set]) => [head, [...set].sort((one, other) => other - one)])),
	};
}

/** The word or mark at a place of a text, in lower case. */
function headAt(text: string, start: number): string {
	head.lastIndex = start;
	return head.exec(text)?.[0].toLowerCase() ?? '';
}

/**
 * Makes a scrubber that goes through a text once, so that no word that it wrote is read again. Addresses, dotted names,
 * URLs and mail addresses are recognised by their form; the literals are what no form shows. It takes as long for many
 * literals as for few.
 */
export function createScrub(literals: readonly Literal[], words: Words): Scrub {
	const {words: own, phraseLengths} = sortLiterals(literals);

	/** How long the phrase is that begins here. A sentence may begin with a name that has a form of its own, so these go first. */
	const phraseLengthAt = (text: string, start: number): number | undefined =>
		phraseLengths.get(headAt(text, start))?.find(length => {
			const phrase = text.slice(start, start + length).toLowerCase();
			// Whole words: a part of a longer name is not meant.
			return own.has(phrase) && !(isLetter(phrase.at(-1)) && isLetter(text[start + length]));
		});

	/** A plain word that is common stands for a host only where a host must stand: before a port, or behind `//` and `@`. */
	const plainAt = (text: string, start: number, found: string): string => {
		const word = own.get(found.toLowerCase());
		if (word === undefined || !isCommon(found)) return word ?? found;
		const isHost = /(?:\/\/|@)$/.test(text.slice(0, start)) || /^:\d/.test(text.slice(start + found.length));
		return isHost ? word : found;
	};

	const scrubUrl = (text: string): string => {
		const url = text.replaceAll(String.raw`'\''`, "'");
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

	const replace = (form: Form, text: string): string => {
		switch (form) {
			case 'url':
				return scrubUrl(text);
			case 'user':
				return words.word('user', text.replace(/'([^']*)'|\\(.)/g, '$1$2'));
			case 'mail':
				return `${words.word('user', text.slice(0, text.indexOf('@')))}@${words.host(text.slice(text.indexOf('@') + 1))}`;
			case 'home':
			case 'share': {
				// What ends a sentence or its part belongs to that.
				const path = text.replace(/[.,;:!?)]+$/, '');
				return `${words.word('file', path)}${text.slice(path.length)}`;
			}
			case 'account':
				return words.word('user', text);
			case 'realm':
				return 'realm="taken out"';
			case 'altName':
				return words.host(text);
			case 'title':
				return words.word('title', text);
			case 'id':
			case 'bareId':
			case 'securityId':
			case 'mac':
				return words.word('id', text);
			case 'ipv4':
			case 'ipv6': {
				// A full stop or a colon behind it belongs to the sentence.
				const bare = [text, text.slice(0, -1)].find(one => isIP(one) !== 0);
				return bare === undefined ? text : `${words.address(bare)}${text.slice(bare.length)}`;
			}
			case 'dotted':
				return own.get(text.toLowerCase()) ?? (isHostLike(text) ? words.host(text) : text);
			default:
				return form satisfies never;
		}
	};

	function scrub(text: string): string {
		let scrubbed = '';
		let done = 0;
		const pattern = new RegExp(pieces);
		for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
			const {0: found, index} = match;
			const length = phraseLengthAt(text, index);
			const end = index + (length ?? found.length);
			const form = formNames.find((_, at) => match[at + 1] !== undefined);
			const shown =
				length !== undefined
					? (own.get(text.slice(index, end).toLowerCase()) ?? '…')
					: form
						? replace(form, found)
						: plainAt(text, index, found);
			scrubbed += text.slice(done, index) + shown;
			done = end;
			pattern.lastIndex = end;
		}
		return scrubbed + text.slice(done);
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
