import {isIP} from 'node:net';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';

/** An address, or a range of them as CIDR writes it. */
export type SourceRange = {
	readonly family: 4 | 6;
	readonly address: string;
	/** Bits of the prefix; that of a single address is the whole of it. */
	readonly bits: number;
};

const addressBits = {4: 32, 6: 128} as const;

function readRange(text: string): SourceRange | null {
	const [address = '', bits, ...rest] = text.split('/');
	const family = isIP(address);
	// A zone (`fe80::1%eth0`) means something on one machine only.
	if (rest.length > 0 || (family !== 4 && family !== 6) || address.includes('%')) return null;
	if (bits === undefined) return {family, address, bits: addressBits[family]};
	return /^\d{1,3}$/.test(bits) && Number(bits) <= addressBits[family] ? {family, address, bits: Number(bits)} : null;
}

/** Reads an address or a CIDR range, and gives it back as it stands in rules. Throws a UsageError that names `field`. */
export function parseSource(text: string, field: string): string {
	const trimmed = text.trim().toLowerCase();
	if (readRange(trimmed) !== null) return trimmed;
	throw new UsageError(`${field} is "${safeText(text, 80)}": give an address or a range such as 10.0.0.0/16.`);
}

/** The parts of a range that was checked when it came in. */
export function splitSource(source: string): SourceRange {
	const range = readRange(source);
	if (range === null) throw new TypeError(`${source} is no address range`);
	return range;
}
