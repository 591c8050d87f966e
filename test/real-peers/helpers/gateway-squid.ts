import type {PracticePki} from '../../../source/practice/certificates.ts';
import type {CorporateAuthority} from './corporate-authority.ts';
import {gatewayAddress} from './namespaces.ts';
import {type Peer, startPeer} from './peer.ts';
import {squidBasics, squidPasswords} from './squid.ts';

/** The doors of one squid: each behaves in a way of its own. */
export const squidPorts = {
	open: 3128,
	basic: 3129,
	tls: 3130,
	tlsCorporate: 3131,
	inspecting: 3132,
	bare: 3133,
} as const;

const configuration = `
http_port ${gatewayAddress}:${squidPorts.open} name=open
http_port ${gatewayAddress}:${squidPorts.basic} name=basic
https_port ${gatewayAddress}:${squidPorts.tls} name=tls tls-cert=@FOLDER@/public.pem tls-key=@FOLDER@/public.key
https_port ${gatewayAddress}:${squidPorts.tlsCorporate} name=tls-corporate tls-cert=@FOLDER@/corporate.pem tls-key=@FOLDER@/corporate.key
http_port ${gatewayAddress}:${squidPorts.inspecting} name=inspecting ssl-bump tls-cert=@FOLDER@/authority.pem tls-key=@FOLDER@/authority.key generate-host-certificates=on

sslcrtd_program /usr/lib/squid/security_file_certgen
sslcrtd_children 2 startup=1 idle=1
tls_outgoing_options cafile=@FOLDER@/root.pem

acl inspecting myportname inspecting
acl spliced ssl::server_name squid-spliced.peers.example
acl terminated ssl::server_name squid-terminated.peers.example
acl hello at_step SslBump1
ssl_bump peek inspecting hello
ssl_bump terminate inspecting terminated
ssl_bump splice inspecting spliced
ssl_bump bump inspecting

auth_param basic program /usr/lib/squid/basic_ncsa_auth @FOLDER@/passwords
auth_param basic children 2 startup=1 idle=1
auth_param basic realm Corporation
acl basic myportname basic
acl known proxy_auth REQUIRED
acl denied dstdomain squid-denied.peers.example squid-denied-port.peers.example squid-plain-denied.peers.example
acl denied dstdomain squid-inspected-denied.peers.example squid-tls-denied.peers.example
acl noticed dstdomain squid-notice.peers.example
acl reset dstdomain squid-reset.peers.example
acl TLS_port port 443
acl CONNECT method CONNECT
deny_info 302:https://intranet.corp.example/denied noticed
deny_info TCP_RESET reset
http_access deny denied
http_access deny noticed
http_access deny reset
http_access deny CONNECT !TLS_port
http_access deny basic !known
http_access allow all

dns_nameservers ${gatewayAddress}
dns_timeout 2 seconds
connect_timeout 2 seconds
${squidBasics}
visible_hostname squid.peers.example
`;

/** Starts squid on the gateway with all its doors. */
export function startGatewaySquid(pki: PracticePki, authority: CorporateAuthority): Promise<Peer> {
	const publicIdentity = pki.identityFor(['squid.peers.example'], 'public');
	const corporateIdentity = authority.issue(['squid.peers.example']);
	return startPeer('squid', folder => ['-N', '-f', `${folder}/squid.conf`], {
		files: {
			'squid.conf': configuration,
			passwords: squidPasswords,
			'root.pem': pki.publicRootPem,
			'public.pem': publicIdentity.cert,
			'public.key': publicIdentity.key,
			'corporate.pem': corporateIdentity.certificate,
			'corporate.key': corporateIdentity.key,
			'authority.pem': authority.certificate,
			'authority.key': authority.key,
		},
		address: gatewayAddress,
		port: squidPorts.inspecting,
		namespace: 'gateway',
	});
}

/** Everything by which a squid is known taken away: its owner has a page of their own, and headers that tell are cut. */
const bareConfiguration = `
http_port ${gatewayAddress}:${squidPorts.bare}
error_directory @FOLDER@
acl allowed dstdomain squid-bare-allowed.peers.example
acl everything src all
deny_info ERR_BARE everything
http_access allow allowed
http_access deny everything
via off
reply_header_access X-Squid-Error deny all
reply_header_access X-Cache deny all
reply_header_access X-Cache-Lookup deny all
reply_header_access Server deny all

dns_nameservers ${gatewayAddress}
${squidBasics}
visible_hostname bare.peers.example
`;

/** Starts a squid on the gateway that says nothing of itself. */
export function startBareSquid(): Promise<Peer> {
	return startPeer('squid', folder => ['-n', 'bare', '-N', '-f', `${folder}/squid.conf`], {
		files: {'squid.conf': bareConfiguration, ERR_BARE: 'No.\n'},
		address: gatewayAddress,
		port: squidPorts.bare,
		namespace: 'gateway',
	});
}
