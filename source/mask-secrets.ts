/**
 * `user:password@` in an address, with or without a scheme. What ends it is the last `@` of the word: a password that
 * was not percent-encoded may hold others.
 */
const credentials = /(^|\/\/|[\s="'`(])([^\s/:@="'`(]*):(?!\/\/)\S*@/g;

/** What goes over the wire in place of `user:password`. */
const basic = /\b(Basic\s+)[\w+/-]{4,}=*/g;

/**
 * Takes passwords out of a text that is about to be shown: those in addresses, in Basic credentials, and these secrets
 * as they are, percent-encoded, or in Base64.
 */
export function maskSecrets(text: string, secrets: Iterable<string> = []): string {
	let masked = text.replace(credentials, '$1$2:***@').replace(basic, '$1***');
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
