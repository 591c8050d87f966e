/** Which characters of a line are drawn as dots: from `from` to before `to`. */
export type MaskedPart = {readonly from: number; readonly to: number};

/** Finds that part; it is the same while the line is typed and when it is left. */
export type Mask = (characters: readonly string[]) => MaskedPart;

/** All of it is secret. */
export const maskAll: Mask = characters => ({from: 0, to: characters.length});

/** `http://`, also twice by mistake. */
const schemes = /^(?:[a-z][a-z0-9+.-]*:\/\/)+/i;

/** An address in brackets, or its beginning. */
const ipv6 = /^\[[0-9a-f:.]*(?:\]|$)/i;

/** `:3128`, `:3128/`, or what one sees on the way to `http://`. */
const portOrSlashes = /^(?:\d{0,5}\/?|\/\/?)$/;

/**
 * The password in an address that is typed or pasted: what stands between the first colon and the last `@`. Before there
 * is an `@`, what follows the colon may still become a port; once it can't, it is taken for a password.
 */
export const maskPasswordInAddress: Mask = characters => {
	const text = characters.join('');
	const scheme = schemes.exec(text)?.[0].length ?? 0;
	const at = characters.lastIndexOf('@');
	const address = ipv6.exec(text.slice(scheme))?.[0].length ?? 0;
	const colon = characters.indexOf(':', at < 0 ? scheme + address : scheme);
	if (colon < 0) return nothing;
	if (at > colon) return {from: colon + 1, to: at};
	const rest = characters.slice(colon + 1).join('');
	return at >= 0 || portOrSlashes.test(rest) ? nothing : {from: colon + 1, to: characters.length};
};

const nothing: MaskedPart = {from: 0, to: 0};
