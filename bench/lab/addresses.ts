/**
 * Where things are in the lab. 198.18.0.0/15 is kept for benchmarks (RFC 2544): in its first half every address has a
 * healthy server, and what is sent to its second half is dropped without a word.
 */
export const clientAddress = '10.98.0.2';
export const internetAddress = '10.98.0.1';
export const healthyNetwork = '198.18.0.0/16';
export const droppedNetwork = '198.19.0.0/16';

/** Nobody answers here. */
export const deadNameServer = '198.19.255.53';

/** The proxy's port on the address of the internet. */
export const proxyPort = 3128;

/** The address of the target with this number: one of its own for up to 65,000 of them. */
export function addressOf(index: number, isDropped: boolean): string {
	const number = index + 1;
	return `198.${isDropped ? 19 : 18}.${number >> 8}.${number & 255}`;
}
