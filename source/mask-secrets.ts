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
		else if (character === ':' && !word.startsWith('//', index + 1)) {
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
