import {isIP, isIPv6} from 'node:net';
import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';

export type NameServer = {readonly address: string; readonly port: number};

/**
 * Reads the address of a name server: `10.0.0.53`, `10.0.0.53:5353`, `[fd00::53]:5353` or `fd00::53`; port 53 unless
 * given. Throws a UsageError that names `field`.
 */
export function parseNameServer(text: string, field: string): NameServer {
	const given = text.trim();
	if (isIPv6(given)) return {address: given.toLowerCase(), port: 53};
	const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(given);
	const address = match?.[1] ?? match?.[2] ?? '';
	const isAddress = match?.[1] === undefined ? isIP(address) === 4 : isIPv6(address);
	const port = Number(match?.[3] ?? 53);
	if (!isAddress || port < 1 || port > 65_535) {
		throw new UsageError(
			`${field} is "${safeText(text, 60)}": give the IP address of a name server, such as 10.0.0.53 or [fd00::53]:5353.`,
		);
	}
	return {address: address.toLowerCase(), port};
}
