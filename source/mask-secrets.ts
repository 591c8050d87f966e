/** What stands before a user name in an address: the beginning of the word, or one of these. */
const beforeUser = /[\s="'`(]/;

/**
 * Takes `user:password@` out of a word, with or without a scheme. What ends it is the last `@` of the word: a password
 * that was not percent-encoded may hold others. Each character is looked at once.
 */
function maskWord(word: string): string {
	const end = word.lastIndexOf('@');
	let start = 0;
	for (let index = 0; index < end; index++) {
		const character = word[index] ?? '';
		if (beforeUser.test(character)) start = index + 1;
		else if (character === '/') start = word[index - 1] === '/' ? index + 1 : -1;
		else if (character === '@') start = -1;
		else if (character === ':' && index + 1 < end && !word.startsWith('//', index + 1)) {
			if (start >= 0) return `${word.slice(0, index)}:***${word.slice(end)}`;
		}
	}
	return word;
}

/** What goes over the wire in place of `user:password`. */
const basic = /\b(Basic\s+)[\w+/-]{4,}=*/g;

/**
 * Takes passwords out of a text that is about to be shown: those in addresses, in Basic credentials, and these secrets
 * as they are, percent-encoded, or in Base64.
 */
export function maskSecrets(text: string, secrets: Iterable<string> = []): string {
	let masked = text.replace(/\S+/g, maskWord).replace(basic, '$1***');
	for (const secret of secrets) {
		if (secret === '') continue;
		const whole = secret.toWellFormed();
		const forms = [
			whole,
			encodeURIComponent(whole),
			encodeURI(whole),
			Buffer.from(whole).toString('base64').replace(/=+$/, ''),
		];
		for (const form of forms) masked = masked.replaceAll(form, '***');
	}
	return masked;
}

/** The colon between a user and a password, be it encoded or of full width, and not the one before the slashes of a scheme. */
const colon = /:(?![\\/@])|\uff1a|%3a/i;

/** An address that ends before its `@`: what follows its second colon is no port. */
const unfinished = /:[\\/]{1,2}[^/\s:@]*:(?!\d{1,5}(?:[/?#]|$))(.+)/is;

/** The passwords in words of a command line, however mistyped. */
export function secretsIn(words: readonly string[]): string[] {
	return words.flatMap(word => {
		const head = word.slice(0, Math.max(0, word.search(/[@\uff20][^@\uff20]*$/)));
		const found = colon.exec(head);
		const secret = (found && head.slice(found.index + found[0].length)) || unfinished.exec(word)?.[1];
		return secret ? [secret] : [];
	});
}

/** What such a password may be taken apart into by whoever reads lists, names and addresses. */
const piece = /([^\s\p{Cf},;:"'`()[\]{}<>=@/\\|\uff1a\uff20\u2026]+)(\u2026?)/gu;

/** Such pieces of a mistyped address are in our own sentences, too. */
const ownWord = /^(?:https?|proxy|direct|\d{1,5}|.{1,2})$/i;

/** So many words are looked for whole, and so many cut ones: who types more has hidden nothing. */
const most = 100;

/** Takes out what `secretsIn` found: whole, in lower case, in pieces, or where a sentence cut it off, as `…` shows. */
export function maskTyped(text: string, secrets: readonly string[]): string {
	const masked = maskSecrets(text, secrets.slice(0, most));
	const pieces = new Set(
		secrets
			.flatMap(secret => [...secret.matchAll(piece)].map(([, word = '']) => word.toLowerCase()))
			.filter(word => !ownWord.test(word)),
	);
	if (pieces.size === 0) return masked;
	let cuts = 0;
	return masked.replaceAll(piece, (whole, word: string, cut: string) => {
		const lower = word.toLowerCase();
		const isCut = cut !== '' && ++cuts <= most && [...pieces].some(one => one.startsWith(lower));
		return pieces.has(lower) || isCut ? `***${cut}` : whole;
	});
}
