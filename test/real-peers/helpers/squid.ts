import {type Peer, startPeer} from './peer.ts';

/** A password file for `basic_ncsa_auth`: user `me`, password `p@ss word`, in SHA-512 as crypt(3) writes it. */
export const squidPasswords =
	'me:$6$peers$mwr0exx3V5CW7FaQdMm1rX.IM04ASJQRAoGBjaPD5ySgj1KuywbFsT1R8q7OvuK2tTiyB0EAfwrqq4X3jHBu1.\n';

/** What every squid of these tests has in common: it remembers nothing, ends at once, and writes into its own folder. */
export const squidBasics = `
shutdown_lifetime 0 seconds
pid_filename @FOLDER@/squid.pid
cache_log @FOLDER@/cache.log
access_log stdio:@FOLDER@/access.log
cache deny all
coredump_dir @FOLDER@
pinger_enable off
`;

/**
 * Starts squid on 127.0.0.1:3128 with these access rules, in the foreground.
 *
 * @param door what follows the address on the line of its port; it may name the files
 */
export function startSquid(
	rules: string,
	{door = '', files = {}}: {readonly door?: string; readonly files?: {readonly [name: string]: string}} = {},
): Promise<Peer> {
	const configuration = `
http_port 127.0.0.1:3128 ${door}
dns_nameservers 127.0.0.1
dns_timeout 2 seconds
connect_timeout 2 seconds
${squidBasics}
visible_hostname squid.corp.example
acl SSL_ports port 443
acl CONNECT method CONNECT
${rules}
`;
	return startPeer('squid', folder => ['-N', '-f', `${folder}/squid.conf`], {
		files: {...files, 'squid.conf': configuration},
		port: 3128,
	});
}
