/**
 * Where things are in the lab. In 11.98.0.0/16 every address has a healthy server, and what is sent to 11.99.0.0/16 is
 * dropped without a word. Those are public addresses, as the ones of services are (the program looks twice at others),
 * in namespaces that nothing leaves.
 */
export const clientAddress = '10.98.0.2';
export const internetAddress = '10.98.0.1';
/** Both of them. */
export const targetNetworks = '11.98.0.0/15';
export const healthyNetwork = '11.98.0.0/16';
export const droppedNetwork = '11.99.0.0/16';

/** Nobody answers here. */
export const deadNameServer = '11.99.255.53';

/** The proxy's port on the address of the internet. */
export const proxyPort = 3128;

/** The address of the target with this number: one of its own for up to 65,000 of them. */
export function addressOf(index: number, isDropped: boolean): string {
	const number = index + 1;
	return `11.${isDropped ? 99 : 98}.${number >> 8}.${number & 255}`;
}
