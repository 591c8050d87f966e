/**
 * The few ASN.1 types that an X.509 certificate is made of, in DER (ITU-T X.690). Each function returns one complete
 * element: tag, length, content.
 */

function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	return Buffer.concat([Buffer.from([tag, ...lengthOctets(body.length)]), body]);
}

function lengthOctets(length: number): number[] {
	if (length < 0x80) return [length];
	const octets: number[] = [];
	for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
	return [0x80 | octets.length, ...octets];
}

/** A SEQUENCE (X.690, tag 0x30) of elements that are encoded already. */
export function sequence(...members: readonly Uint8Array[]): Buffer {
	return element(0x30, ...members);
}

/** A SET (X.690, tag 0x31) of elements that are encoded already, in the order given. */
export function set(...members: readonly Uint8Array[]): Buffer {
	return element(0x31, ...members);
}

/** A non-negative integer, most significant octet first. */
export function integer(octets: Uint8Array): Buffer {
	const isNegative = ((octets[0] ?? 0) & 0x80) !== 0;
	return element(0x02, isNegative ? Buffer.concat([Buffer.from([0]), octets]) : octets);
}

/** A BOOLEAN as DER writes it: 0xff is true. */
export function boolean(value: boolean): Buffer {
	return element(0x01, Buffer.from([value ? 0xff : 0]));
}

/** An OCTET STRING of these octets. */
export function octetString(content: Uint8Array): Buffer {
	return element(0x04, content);
}

/** `unusedBits` counts the bits at the end of the last octet that mean nothing. */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
	return element(0x03, Buffer.from([unusedBits]), content);
}

/** A UTF8String. */
export function utf8String(text: string): Buffer {
	return element(0x0c, Buffer.from(text));
}

/** An OBJECT IDENTIFIER from its numbers with dots between them, two at least. */
export function objectIdentifier(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
	const octets = [value & 0x7f];
	for (let rest = value >>> 7; rest > 0; rest >>>= 7) octets.unshift(0x80 | (rest & 0x7f));
	return octets;
}

/** UTCTime until 2049, GeneralizedTime from 2050 on, as RFC 5280 (4.1.2.5) wants it. */
export function time(date: Date): Buffer {
	const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
	return date.getUTCFullYear() < 2050
		? element(0x17, Buffer.from(digits.slice(2)))
		: element(0x18, Buffer.from(digits));
}

/** A context-specific tag around a complete element. */
export function explicit(number: number, content: Uint8Array): Buffer {
	return element(0xa0 | number, content);
}

/** A context-specific tag in place of a primitive element's own. */
export function implicit(number: number, content: Uint8Array): Buffer {
	return element(0x80 | number, content);
}
