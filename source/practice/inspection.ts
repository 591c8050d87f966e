import type {Socket} from 'node:net';
import tls from 'node:tls';
import type {PracticePki} from './certificates.ts';
import type {Lifetime} from './lifetime.ts';
import type {Page} from './pages.ts';
import {sendRawPage} from './proxy-faults.ts';
import {splice} from './splice.ts';

/**
 * Looks into a tunnel as inspecting proxies do: speaks TLS with the client under a certificate of the corporate
 * authority, and TLS of its own with the real service. If that one shows no public certificate, the client gets
 * `untrusted` as the answer.
 */
export function inspectTunnel(options: {
	readonly client: Socket;
	readonly server: Socket;
	readonly host: string;
	readonly pki: PracticePki;
	readonly lifetime: Lifetime;
	readonly untrusted: Page;
}): void {
	const {client, server, host, pki, lifetime, untrusted} = options;
	const towardsClient = new tls.TLSSocket(client, {
		isServer: true,
		secureContext: tls.createSecureContext(pki.identityFor([host], 'corporate')),
		ALPNProtocols: ['http/1.1'],
	});
	const towardsServer = tls.connect({
		socket: server,
		servername: host,
		ca: pki.publicRootPem,
		ALPNProtocols: ['http/1.1'],
	});
	lifetime.hold(towardsClient);
	lifetime.hold(towardsServer);
	const refuse = () => sendRawPage(towardsClient, untrusted);
	towardsServer.once('error', refuse);
	towardsServer.once('secureConnect', () => {
		towardsServer.off('error', refuse);
		splice(towardsClient, towardsServer);
	});
}
