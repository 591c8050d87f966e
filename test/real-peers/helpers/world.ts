import {createPki} from '../../../source/practice/certificates.ts';
import type {Fault} from '../faults/types.ts';
import {createCorporateAuthority} from './corporate-authority.ts';
import {startDnsmasq} from './dnsmasq.ts';
import {startBareSquid, startGatewaySquid} from './gateway-squid.ts';
import {missingPrograms} from './missing-programs.ts';
import {startMitmproxies} from './mitmproxy.ts';
import {openNamespaces} from './namespaces.ts';
import {startNginx} from './nginx.ts';
import {setPacketFilters} from './packet-filter.ts';
import type {Peer} from './peer.ts';
import {startTinyproxies} from './tinyproxy.ts';

/** The programs without which there is no network to test in. */
export const groundPrograms = ['ip', 'nft', 'dnsmasq', 'nginx'];

/** Everything that the faults need, up and running. */
export type World = {
	readonly publicRootPem: string;
	/** PEM of the authorities that inspect TLS. */
	readonly authorities: {readonly corporate: string; readonly mitmproxy: string};
	/** Ends every peer and removes the namespaces. */
	close(): Promise<void>;
};

/** Builds the namespaces, and starts in them the peers that this machine has. */
export async function startWorld(faults: readonly Fault[]): Promise<World> {
	const pki = createPki(new Date(), 'Corporation');
	const {publicRootPem} = pki;
	const corporate = createCorporateAuthority();
	const namespaces = openNamespaces();
	const peers: Peer[] = [];
	/** Waits for all of them, so that none comes up unseen after another has failed. */
	const keep = async (starting: readonly Promise<Peer>[]) => {
		const settled = await Promise.allSettled(starting);
		const started = settled.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []));
		peers.push(...started);
		await Promise.all(starting);
		return started;
	};
	const close = async () => {
		await Promise.all(peers.map(peer => peer.stop()));
		namespaces.close();
	};
	const has = (program: string) => missingPrograms([program]).length === 0;
	try {
		setPacketFilters(faults);
		await keep([startDnsmasq(faults), startDnsmasq(faults, 'gateway'), startNginx(faults, pki)]);
		await keep([
			...(has('squid') ? [startGatewaySquid(pki, corporate), startBareSquid()] : []),
			...(has('tinyproxy') ? startTinyproxies() : []),
		]);
		const mitmproxy = has('mitmdump') ? await startMitmproxies(publicRootPem, keep) : '';
		return {publicRootPem, authorities: {corporate: corporate.certificate, mitmproxy}, close};
	} catch (error) {
		await close();
		throw error;
	}
}
