import {createHash} from 'node:crypto';

/**
 * A name for an object that holds one host: `arc-netcheck-ANY.azurecr.io` for `*.azurecr.io`, in capitals since hosts have none. One that is too long for
 * its product is cut, and ends in a few digits that keep it apart from others.
 */
export function objectName(host: string, limit: number): string {
	const name = `arc-netcheck-${host.replaceAll('*', 'ANY')}`;
	if (name.length <= limit) return name;
	const digest = createHash('sha256').update(host).digest('hex').slice(0, 8);
	return `${name.slice(0, limit - digest.length - 1)}-${digest}`;
}
